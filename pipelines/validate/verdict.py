"""One pass over the raw file: frictionless' verdict, and the typed table of what it accepted.

The records come from our own readers, which are strict about the file (encoding, quotes, sheets);
frictionless reads them as inline data. What does not belong here: how errors are told to people
(report, rendering), or Arrow types (types).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
from frictionless import Detector, Dialect, Schema
from frictionless.resources import TableResource

from pipelines.errors import InvalidData
from pipelines.formats.merged import Merged, Raw, as_one
from pipelines.model import Dataset, DataSource, Step, columns_before
from pipelines.validate import report as reports
from pipelines.validate import schemas
from pipelines.validate.acceptance import left_out
from pipelines.validate.capture import Capture
from pipelines.validate.steps import Prepared, in_the_file, prepare

LIMIT_ERRORS = 1_000
"""Frictionless' own default: a wholly wrong column needs no million errors to be understood."""
SAMPLE = 100
"""Frictionless' own default: the records among which it looks for the header."""

PROFILES_V2 = "https://datapackage.org/profiles/2."
RESOURCE_V2 = f"{PROFILES_V2}0/dataresource.json"


@dataclass(frozen=True)
class Validation:
    """What validating one raw file gave."""

    valid: bool
    """Frictionless' verdict is valid, and none of our own checks failed."""
    report: dict[str, Any]
    """Frictionless' own report descriptor; its cells are for the kept report, never for a log."""
    table: pa.Table | None
    """The typed table of the valid rows, columns in the schema's order; only where all are valid,
    or the declaration lets the others be left out."""
    rows: int
    """The rows that were read: all of them, unless the limit of errors was reached."""
    invalid_rows: int
    invalid: Sequence[int]
    """The record numbers in the file of the invalid rows, ascending; the header is counted."""
    summary: dict[str, Any]
    """What `report.summarise` makes of it; what `render` reads. Holds up to five cells an error."""
    schema_sha256: str
    prepared: Prepared
    """What the declared steps did, and the file's row of each row that they left."""


def validate(
    dataset: Dataset,
    schema: Mapping[str, Any],
    raw: Raw,
    *,
    limit_errors: int = LIMIT_ERRORS,
) -> Validation:
    """Validate a raw file, or several as one table, and convert it, in one pass.

    Raises NotTheDeclaredFile (the file cannot be read as declared) and DeclarationError (the schema
    cannot be applied). An invalid table raises nothing here: see `require_valid`.
    """
    source = dataset.source
    if not isinstance(source, DataSource):
        raise TypeError(f"{dataset.id} is an API: it has no table to validate")
    reading = source.readings()[0]
    ready = schemas.prepared(dataset.id, schema, reading)
    files = as_one(raw, reading)
    capture = Capture(ready, keep_valid=dataset.on_invalid is not None)
    passes = _Passes(files, dataset.steps)
    descriptor = _report(dataset.id, files.header_row, ready, passes, capture, limit_errors)
    prepared = passes.fullest()
    in_the_file(descriptor, prepared.row_of)
    whole = descriptor["valid"] or (dataset.on_invalid is not None and _has_header(descriptor))
    if whole:
        capture.close(descriptor["tasks"][0]["labels"], files.header_row)
        capture.findings = [
            replace(finding, row=finding.row and prepared.row_of(finding.row))
            for finding in capture.findings
        ]
    valid = descriptor["valid"] and not capture.findings
    return Validation(
        valid=valid,
        report=descriptor,
        table=capture.table() if whole and not capture.findings else None,
        rows=capture.rows,
        invalid_rows=capture.invalid_rows,
        invalid=[prepared.row_of(number) for number in capture.invalid],
        summary=reports.summarise(dataset, ready.to_descriptor(), files, descriptor, capture),
        schema_sha256=schemas.fingerprint(schema),
        prepared=prepared,
    )


def require_valid(dataset: Dataset, validation: Validation, report_key: str) -> pa.Table:
    """Return the typed table of all rows, or of the valid ones where the others may be left out.

    Raises InvalidData: how many rows are invalid and the first three places, without any value.
    """
    if validation.valid or left_out(dataset, validation):
        assert validation.table is not None  # noqa: S101 - there are valid rows
        return validation.table
    raise InvalidData(
        f"dataset `{dataset.id}`: {reports.in_short(validation.summary)}",
        remedy="mend the source file at the places in the report and send it again",
        report=report_key,
    )


def _report(
    name: str, header_row: int, schema: Schema, passes: _Passes, capture: Capture, limit_errors: int
) -> dict[str, Any]:
    """Run frictionless. What the reader raised is raised again: frictionless makes it an error."""
    failures: list[Exception] = []
    resource = TableResource(
        name=name,
        data=_records(schema, passes, failures),
        schema=schema,
        schema_profile=_profile(schema),
        dialect=Dialect(header_rows=[header_row]),
        detector=Detector(sample_size=max(SAMPLE, header_row + 1)),
    )
    report = resource.validate(on_row=capture.row, limit_errors=limit_errors)
    if failures:
        raise failures[0]
    descriptor: dict[str, Any] = report.to_descriptor()
    return descriptor


def _has_header(descriptor: Mapping[str, Any]) -> bool:
    """Tell whether every error is a row's, so that the columns are what the schema says."""
    return all("rowNumber" in error for task in descriptor["tasks"] for error in task["errors"])


def _profile(schema: Schema) -> str | None:
    """Return the resource's `$schema`: frictionless takes the version of the whole from there."""
    declared = str(schema.to_descriptor().get("$schema", ""))
    return RESOURCE_V2 if declared.startswith(PROFILES_V2) else None


class _Passes:
    """The readings of the files through the steps: foreign keys into the table itself need two."""

    def __init__(self, files: Merged, steps: Sequence[Step]) -> None:
        self._files, self._steps = files, steps
        self._begun: list[Prepared] = []

    def begin(self, fields: list[str]) -> Prepared:
        """Return the records of a new reading."""
        names = columns_before(self._steps, fields)
        records = self._files.read(names)
        self._begun.append(prepare(records, self._steps, self._files.header_row))
        return self._begun[-1]

    def fullest(self) -> Prepared:
        """Return the reading that came furthest."""
        return max(self._begun, key=lambda each: each.records, default=prepare((), ()))


def _records(
    schema: Schema, passes: _Passes, failures: list[Exception]
) -> Callable[[], Iterator[list[Any]]]:
    """Return a function, not a generator, so that the records can be read once more."""
    names = [field.name for field in schema.fields]

    def records() -> Iterator[list[Any]]:
        try:
            yield from passes.begin(names)
        except Exception as failure:
            failures.append(failure)
            raise

    return records
