"""One pass over the raw file: the verdict, and the typed table of what it accepted.

A CSV file without declared steps is cut and checked by the columnar engine itself; all other
records come from our own readers, through the steps. What the engine does not cover, frictionless
validates, on the same records.
Our readers' strictness about files (encoding, quotes, sheets) holds either way. What does not
belong here: how errors are told to people (report, rendering), or Arrow types (types).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from frictionless import Checklist, Detector, Dialect, Schema
from frictionless.formats import CsvControl
from frictionless.resources import TableResource

from pipelines.errors import InvalidData
from pipelines.formats import delimited
from pipelines.formats.merged import Merged, Raw, as_one
from pipelines.model import Dataset, DataSource, FormatName, Reading, Step, columns_before
from pipelines.validate import report as reports
from pipelines.validate import schemas
from pipelines.validate.acceptance import left_out
from pipelines.validate.capture import Capture
from pipelines.validate.columnar.report import FRICTIONLESS, attempted, with_engine
from pipelines.validate.columnar.tokenising import Numbers
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
    """The valid rows, columns in the schema's order; None where a fault is not a row's alone."""
    rows: int
    invalid_rows: int
    invalid: Numbers
    """The record numbers in the file of all invalid rows, ascending; the header is counted."""
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
    capture = Capture(ready)
    passes = _Passes(files, dataset.steps)
    descriptor = _report(dataset.id, reading, ready, passes, capture, limit_errors)
    prepared = passes.fullest()
    _close(capture, files.header_row, descriptor, prepared)
    valid = descriptor["valid"] and not capture.findings
    return Validation(
        valid=valid,
        report=descriptor,
        table=capture.table() if _only_rows(descriptor) and not capture.findings else None,
        rows=capture.rows,
        invalid_rows=capture.invalid_rows,
        invalid=capture.invalid,
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


def _only_rows(report: Mapping[str, Any]) -> bool:
    """Tell whether every error is a row's, so that the columns are what the schema says."""
    return all("rowNumber" in error for task in report["tasks"] for error in task["errors"])


def _close(capture: Capture, header: int, report: dict[str, Any], prepared: Prepared) -> None:
    """End the capture, and let it and the report name the rows of the agency's file.

    Frictionless accepts an empty header row without a word and takes the columns as they come.
    """
    nameless = report["valid"] and not any(report["tasks"][0]["labels"])
    capture.close(header if nameless else None)
    if not _only_rows(report):
        capture.findings = []
    if prepared.dropped_rows:
        in_the_file(report, prepared.row_of)
        rows = [prepared.row_of(number) for number in capture.invalid.tolist()]
        capture.invalid = np.array(rows, np.int64)
        capture.findings = [
            replace(finding, row=finding.row and prepared.row_of(finding.row))
            for finding in capture.findings
        ]


def _report(
    name: str, source: Reading, schema: Schema, passes: _Passes, capture: Capture, limit_errors: int
) -> dict[str, Any]:
    """Fill the capture and return the report. Raises what the reader raises."""
    raw = passes.files.only
    if raw is not None and source.format is FormatName.CSV and not passes.steps:
        encoding = delimited.codec(raw, source)
        resource = _resource(name, source.header, schema, **_csv(raw, source, encoding))
        found = attempted(resource, Checklist(), limit_errors, None, capture)
        if not isinstance(found, str):
            report, outcome = found
            if outcome is None or not capture.plain or delimited.is_doubtful(raw):
                _read_strictly(source, raw)
            return report
        capture.restart()
    return _report_on_records(name, schema, passes, capture, limit_errors)


def _csv(raw: Path, source: Reading, encoding: str) -> dict[str, Any]:
    control = CsvControl(
        delimiter=source.delimiter or ",", quote_char=source.quote or '"', skip_initial_space=False
    )
    return {
        "path": raw.name,
        "basepath": str(raw.parent),
        "scheme": "file",
        "format": "csv",
        "encoding": encoding,
        "controls": [control],
    }


def _read_strictly(source: Reading, raw: Path) -> None:
    """Raise NotTheDeclaredFile, with its place, where our own reader of CSV refuses the file."""
    for _ in delimited.read(raw, source, []):
        pass


def _report_on_records(
    name: str, schema: Schema, passes: _Passes, capture: Capture, limit_errors: int
) -> dict[str, Any]:
    """Validate what our own reader reads; what it raises, frictionless would make an error of."""
    failures: list[Exception] = []
    records = _records(schema, passes, failures)
    resource = _resource(name, passes.files.header_row, schema, data=records)
    found = attempted(resource, Checklist(), limit_errors, None, capture)
    if isinstance(found, str) and not failures:
        capture.restart()
        resource = _resource(name, passes.files.header_row, schema, data=records)
        report = _by_frictionless(resource, capture, limit_errors)
        found = with_engine(report, FRICTIONLESS, fallback=found), None
    if failures:
        raise failures[0]
    assert not isinstance(found, str)  # noqa: S101 - it became a report
    return found[0]


def _by_frictionless(resource: Any, capture: Capture, limit_errors: int) -> dict[str, Any]:
    report: dict[str, Any] = resource.validate(
        on_row=capture.row, limit_errors=limit_errors
    ).to_descriptor()
    if any("error limit" in text for text in report["tasks"][0]["warnings"]):
        # The list of errors ends there; which rows are invalid is wanted for all of them.
        capture.restart()
        with resource:
            for row in resource.row_stream:
                capture.row(row)
    return report


def _resource(name: str, header_row: int, schema: Schema, **place: Any) -> Any:
    return TableResource(
        name=name,
        schema=schema,
        schema_profile=_profile(schema),
        dialect=Dialect(header_rows=[header_row], controls=place.pop("controls", [])),
        detector=Detector(sample_size=max(SAMPLE, header_row + 1)),
        **place,
    )


def _profile(schema: Schema) -> str | None:
    """Return the resource's `$schema`: frictionless takes the version of the whole from there."""
    declared = str(schema.to_descriptor().get("$schema", ""))
    return RESOURCE_V2 if declared.startswith(PROFILES_V2) else None


class _Passes:
    """The readings of the files through the steps: foreign keys into the table itself need two."""

    def __init__(self, files: Merged, steps: Sequence[Step]) -> None:
        self.files, self.steps = files, steps
        self._begun: list[Prepared] = []

    def begin(self, fields: list[str]) -> Prepared:
        """Return the records of a new reading."""
        names = columns_before(self.steps, fields)
        self._begun.append(prepare(self.files.read(names), self.steps, self.files.header_row))
        return self._begun[-1]

    def fullest(self) -> Prepared:
        """Return the reading that came furthest."""
        none = prepare((), (), self.files.header_row)
        return max(self._begun, key=lambda each: each.records, default=none)


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
