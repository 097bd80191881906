"""Any Frictionless resource validated: columnar where that has frictionless' verdict, else by it.

Frictionless opens the resource either way, so descriptors, encodings, dialects, headers and
inferred schemas are its own. What does not belong here: rows (columnar), or our datasets (verdict).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frictionless import (
    Checklist,
    Detector,
    Error,
    FrictionlessException,
    Package,
    Report,
    Resource,
    Schema,
)
from frictionless.helpers import Timer

from pipelines.validate.columnar.engine import Observer
from pipelines.validate.columnar.report import FRICTIONLESS, attempted, with_engine
from pipelines.validate.columnar.spool import Spool
from pipelines.validate.columnar.stream import Unstreamable

LIMIT_ERRORS = 1_000
"""Frictionless' own default: a wholly wrong column needs no million errors to be understood."""

NOT_VALID = "descriptor is not valid"

Descriptor = dict[str, Any]


def validate_resource(
    descriptor: Descriptor,
    basepath: str,
    *,
    package: Descriptor | None = None,
    checklist: Descriptor | None = None,
    detector: Descriptor | None = None,
    limit_errors: int | None = LIMIT_ERRORS,
    limit_rows: int | None = None,
) -> Descriptor:
    """Return frictionless' report on a resource, as a descriptor; it never raises.

    `stats.engine` is `columnar` or `frictionless`, with `stats.fallback` the reason for the latter;
    `stats.rows`, `stats.invalid_rows` and `stats.counts` ({type, fieldNumber, count}) cover the
    whole table, however few errors are listed. A foreign key finds its table in `package`.
    The file is hashed only where the descriptor declares a hash to compare with.
    """
    options = Options(package, checklist, detector, limit_errors, limit_rows)
    return _validated(descriptor, basepath, options)


def convert_resource(
    descriptor: Descriptor,
    basepath: str,
    path: Path,
    *,
    package: Descriptor | None = None,
    limit_errors: int | None = LIMIT_ERRORS,
) -> tuple[Descriptor, bool]:
    """Validate a resource and write its valid rows, typed, to a Parquet file, in one pass.

    Returns the report, and whether the file is there. It is not where frictionless validated, where
    the schema is inferred, and where a column needs another type than its first rows (decimals,
    time zones): then the table must be held in memory, as `validate` does. Memory stays bounded.
    """
    options = Options(package, None, None, limit_errors, None)
    try:
        fields = Schema.from_descriptor(descriptor["schema"]).fields
    except (FrictionlessException, KeyError):
        return _validated(descriptor, basepath, options), False
    spool = Spool(fields, path)
    try:
        report = _validated(descriptor, basepath, options, spool)
        spool.finish()
    except Unstreamable:
        spool.abandon()
        return _validated(descriptor, basepath, options), False
    return report, True


@dataclass(frozen=True)
class Options:
    """What stands beside a resource."""

    package: Descriptor | None
    checklist: Descriptor | None
    detector: Descriptor | None
    limit_errors: int | None
    limit_rows: int | None


def _validated(
    descriptor: Descriptor, basepath: str, options: Options, observer: Observer | None = None
) -> Descriptor:
    timer = Timer()
    reason = NOT_VALID
    limits = {"limit_errors": options.limit_errors, "limit_rows": options.limit_rows}
    with warnings.catch_warnings():
        # Frictionless warns of old options in the descriptor, whose author is not here to read it.
        warnings.simplefilter("ignore")
        try:
            resource = _resource(descriptor, basepath, options.package, options.detector)
            checks = Checklist.from_descriptor(options.checklist or {})
            found = attempted(resource, checks, **limits, observer=observer)
            if not isinstance(found, str):
                return found[0]
            reason = found
            report = resource.validate(checks, **limits)
            return with_engine(report.to_descriptor(), FRICTIONLESS, fallback=reason)
        except FrictionlessException as failure:
            errors = failure.to_errors()
        except Unstreamable:
            raise
        except Exception as failure:  # noqa: BLE001 - a bad descriptor makes frictionless raise any
            errors = [Error(note=f"{type(failure).__name__}: {failure}")]
    refused = Report.from_validation(time=timer.time, errors=errors)
    return with_engine(refused.to_descriptor(), FRICTIONLESS, fallback=reason)


def _resource(
    descriptor: Descriptor,
    basepath: str,
    package: Descriptor | None,
    detector: Descriptor | None,
) -> Any:
    """Return the resource: the package's own of that name, where it has one."""
    detection = Detector(**detector) if detector else Detector()
    if package is None:
        return Resource.from_descriptor(descriptor, basepath=basepath, detector=detection)
    whole = Package.from_descriptor(package, basepath=basepath, detector=detection)
    name = descriptor.get("name")
    if isinstance(name, str) and whole.has_resource(name):
        found = whole.get_resource(name)
        found.detector = detection
        return found
    resource = Resource.from_descriptor(descriptor, basepath=basepath, detector=detection)
    resource.package = whole
    return resource
