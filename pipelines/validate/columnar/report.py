"""Frictionless' report on a table, with the rows' part written by the columnar engine.

Everything before and after the rows (labels, header, statistics) is frictionless' own doing. What
does not belong here: what is covered (coverage), and whose table it is (resource, verdict).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from frictionless import Checklist, Error, FrictionlessException, Report
from frictionless.helpers import Timer

from pipelines.validate.columnar.columns import NoKey
from pipelines.validate.columnar.coverage import uncovered, uncovered_before_opening
from pipelines.validate.columnar.engine import Limits, Observer, Outcome, run
from pipelines.validate.columnar.plan import plan
from pipelines.validate.columnar.reading import ReaderFailed
from pipelines.validate.columnar.stream import Unstreamable
from pipelines.validate.columnar.tokenising import NotText
from pipelines.validate.digests import started

COLUMNAR, FRICTIONLESS = "columnar", "frictionless"
READER_FAILED = "frictionless fails on a cell"
ENGINE_FAILED = "the engine failed"
"""A defect of ours: no test may ever see it."""

Descriptor = dict[str, Any]


def attempted(
    resource: Any,
    checklist: Checklist,
    limit_errors: int | None,
    limit_rows: int | None,
    observer: Observer | None = None,
) -> tuple[Descriptor, Outcome | None] | str:
    """Return the report, or the reason why frictionless must write it.

    There is no outcome where the resource cannot even be opened. A callable as the resource's data
    is covered as far as its cells are texts.
    """
    reason = uncovered_before_opening(resource, checklist)
    if reason is not None:
        return reason
    try:
        resource.to_descriptor(validate=True)
        resource.open()
    except FrictionlessException as failure:
        resource.close()
        report = Report.from_validation_task(resource, time=0, errors=failure.to_errors())
        return with_engine(report.to_descriptor(), COLUMNAR), None
    with resource:
        reason = uncovered(resource)
        if reason is not None:
            return reason
        try:
            return _report(resource, checklist, limit_errors, limit_rows, observer)
        except Unstreamable:
            raise
        except ReaderFailed as failure:
            return f"{READER_FAILED}: {failure}"
        except NotText:
            return "cells that are not text"
        except NoKey:
            return "a signalling NaN in a key"
        except Exception as failure:  # noqa: BLE001 - frictionless can still say, and this is said
            return f"{ENGINE_FAILED}: {type(failure).__name__}: {failure}"


def _report(
    resource: Any,
    checklist: Checklist,
    limit_errors: int | None,
    limit_rows: int | None,
    observer: Observer | None,
) -> tuple[Descriptor, Outcome]:
    timer = Timer()
    prepared = plan(resource)
    # Hashing costs a fifth of the validation: only a declared hash is compared with.
    hashed = prepared.form is not None and resource.hash
    digests = started(prepared.path) if hashed else None
    checks = checklist.connect(resource)
    begun = [
        error for check in checks for error in check.validate_start() if checklist.match(error)
    ]
    limits = Limits(
        limit_errors or None, limit_rows or None, frozenset(checklist.scope), len(begun)
    )
    labels = resource.labels
    outcome = run(prepared, limits, observer)
    resource.stats.rows = outcome.listed_rows
    if prepared.form is not None:
        resource.stats.bytes = prepared.path.stat().st_size
    if digests is not None:
        found = digests.result()
        resource.stats.md5, resource.stats.sha256 = found.md5, found.sha256
    ended = [outcome.broke_off] if outcome.broke_off is not None else []
    if not outcome.stopped:
        ended += [
            error for check in checks for error in check.validate_end() if checklist.match(error)
        ]
    report = Report.from_validation_task(
        resource, time=timer.time, labels=labels, warnings=_warnings(resource, outcome)
    )
    listed = [*_described(begun), *outcome.errors, *_described(ended)]
    return _with_errors(report.to_descriptor(), listed, limits, outcome), outcome


def _warnings(resource: Any, outcome: Outcome) -> list[str]:
    found = list(outcome.warnings)
    algorithm = str(resource.hash).partition(":")[0] if ":" in str(resource.hash or "") else "md5"
    if algorithm not in ("md5", "sha256"):
        found.insert(0, "hash is ignored; supported algorithms: md5/sha256")
    return found


def _described(errors: Iterable[Error]) -> list[Descriptor]:
    return [error.to_descriptor() for error in errors]


def _with_errors(
    report: Descriptor, listed: list[Descriptor], limits: Limits, outcome: Outcome
) -> Descriptor:
    if limits.errors is not None and f"reached error limit: {limits.errors}" in outcome.warnings:
        listed = listed[: limits.errors]
    task = report["tasks"][0]
    task["errors"] = listed
    task["stats"]["errors"] = report["stats"]["errors"] = len(listed)
    task["valid"] = report["valid"] = not listed
    return with_engine(
        report,
        COLUMNAR,
        rows=outcome.rows,
        invalid_rows=len(outcome.invalid),
        counts=[
            {"type": kind, "fieldNumber": number, "count": count}
            for (kind, number), count in sorted(
                outcome.counts.items(), key=lambda item: (item[0][1] or 0, item[0][0])
            )
        ],
    )


def with_engine(report: Descriptor, engine: str, **more: Any) -> Descriptor:
    """Return the report with the engine in its statistics, and what is given beside it."""
    report["stats"] |= {"engine": engine, **more}
    return report
