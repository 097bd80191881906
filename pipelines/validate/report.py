"""The steward's report: frictionless' errors grouped by column and kind, with places and samples.

A summary is plain JSON and whole by itself: `rendering` and `page` need nothing else to write it
out. It holds cells, as frictionless' report does, for the steward must find them: both belong in
the kept files (keeping) and nowhere else. Only `public_summary` may leave. What does not belong
here: wording (wording/), or the verdict (verdict).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from pipelines.formats.merged import Raw, as_one
from pipelines.model import Dataset, DataSource
from pipelines.validate import records
from pipelines.validate.capture import Finding
from pipelines.validate.grouping import Kind, columns, expected, groups, shown
from pipelines.validate.numbering import numbered

PLACES = 3
"""Places that a one-line message names."""
Record = dict[str, Any]


class Seen(Protocol):
    """What was counted of all rows, however few of the errors are listed."""

    rows: int
    findings: list[Finding]
    counts: Mapping[Kind, int]
    """Errors of rows by type and field number; empty where all of them are listed."""

    @property
    def invalid_rows(self) -> int:
        """Return how many rows are invalid."""


def summarise(
    dataset: Dataset, schema: Mapping[str, Any], raw: Raw, report: Mapping[str, Any], seen: Seen
) -> Record:
    """Return the summary.

    {dataset, title, file, url, format, header_row, parts: [{file, first, record}], again, valid,
    complete, rows, valid_rows, invalid_rows, errors, listed, references, reshaped, columns: [{
    field, field_number, expected, errors, rows, kinds: {error type: count}}], groups: [{type,
    constraint, field, field_number, fields, expected, count, rows: [[first, last], …], samples: [{
    row, cell, nearest, same_as}]}], checks: [{check, field, field_number, row, expected}]}.

    `complete` is false where the limit of errors ended the validation early; `listed` is how many
    of the errors stand in `groups`; `again` are the arguments of `hri validate` that check the
    mended file; `references` tells whether rows refer to others, `reshaped` whether declared
    steps changed the columns of the file. `with_rows` adds the rows.
    """
    errors = [error for task in report["tasks"] for error in task["errors"]]
    warnings = [text for task in report["tasks"] for text in task["warnings"]]
    listed = groups(schema, errors)
    by_column = columns(schema, errors, seen.counts)
    return {
        **_about(dataset, raw),
        "valid": not errors and not seen.findings,
        "complete": bool(seen.counts) or not any("error limit" in text for text in warnings),
        "rows": seen.rows,
        "valid_rows": seen.rows - seen.invalid_rows,
        "invalid_rows": seen.invalid_rows,
        "errors": sum(column["errors"] for column in by_column),
        "listed": len(errors),
        "references": bool(schema.get("foreignKeys")),
        "columns": by_column,
        "groups": listed,
        "checks": [
            {
                "check": finding.check,
                "field": finding.field_name,
                "field_number": finding.field_number,
                "row": finding.row,
                "expected": expected(schema, finding.field_name),
            }
            for finding in seen.findings
        ],
    }


def _about(dataset: Dataset, raw: Raw) -> Record:
    """Return what was validated, and how it is validated again."""
    assert isinstance(dataset.source, DataSource)  # noqa: S101 - `validate` refused all others
    reading = dataset.source.readings()[0]
    files = as_one(raw, reading)
    return {
        "dataset": dataset.id,
        "title": dataset.title.translations(),
        "file": ", ".join(files.names),
        "url": dataset.source.address,
        "format": reading.format.value,
        "header_row": files.header_row,
        "parts": [
            {"file": place.file, "first": first, "record": place.record}
            for first, place in files.starts()
        ],
        "reshaped": bool(dataset.steps),
        "again": [files.names[0], "--dataset", dataset.id],
    }


def with_rows(summary: Record, raw: Raw, dataset: Dataset, schema: Mapping[str, Any]) -> Record:
    """Return the summary with the header and the samples' whole records as they came, as texts.

    Adds `labels`, and `record` to every sample and check that has a row. Of a cell longer than
    LONGEST_CELL the beginning stands there, and of a record of more than MOST_CELLS the first ones:
    the quarantine file has them whole.
    """
    listed, checks = summary["groups"], summary["checks"]
    places = [*(sample for group in listed for sample in group["samples"]), *checks]
    rows = {place["row"] for place in places if place["row"] is not None}
    numbers = sorted({summary["header_row"], *rows})
    found = {
        number: shown(map(records.as_text, record))
        for number, record in records.picked(records.read(raw, dataset, schema), numbers)
    }
    return {
        **summary,
        "labels": found.get(summary["header_row"], []),
        "groups": [
            {**group, "samples": [_with_record(sample, found) for sample in group["samples"]]}
            for group in listed
        ],
        "checks": [_with_record(check, found) for check in checks],
    }


def public_summary(summary: Mapping[str, Any]) -> Record:
    """Return what may be published: counts and columns, and no cell, sample, row or file name.

    {valid, complete, rows, valid_rows, invalid_rows, errors, columns: [{field, errors, kinds:
    {error type: count}}], checks: [{check, field}]}; `field` is a name of the schema, or null where
    the errors are no column's.
    """
    counts = ("valid", "complete", "rows", "valid_rows", "invalid_rows", "errors")
    fields: dict[str | None, Record] = {}
    for column in summary["columns"]:
        field = column["field"]
        entry = fields.setdefault(field, {"field": field, "errors": 0, "kinds": {}})
        entry["errors"] += column["errors"]
        for kind, count in column["kinds"].items():
            entry["kinds"][kind] = entry["kinds"].get(kind, 0) + count
    return {
        **{name: summary[name] for name in counts},
        "columns": list(fields.values()),
        "checks": [
            {name: check[name] for name in ("check", "field")} for check in summary["checks"]
        ],
    }


def in_short(summary: Mapping[str, Any]) -> str:
    """Return how many rows are invalid and the first places, in one line without any value."""
    if summary["errors"]:
        places = [
            (row, group["field"], group["type"])
            for group in summary["groups"]
            for first, last in group["rows"] or [[None, None]]
            for row in (range(first, last + 1) if first else [None])
        ]
        what = f"{summary['invalid_rows']:,} of {summary['rows']:,} rows are invalid"
    else:
        places = [(check["row"], check["field"], check["check"]) for check in summary["checks"]]
        what = "no distribution could carry the values faithfully"
    if not summary["complete"]:
        what += f" (stopped after {summary['errors']:,} errors)"
    places.sort(key=lambda place: place[0] or 0)
    shown = "; ".join(_place(summary, *place) for place in places[:PLACES])
    more = f"; and {len(places) - PLACES:,} more" if len(places) > PLACES else ""
    return f"{what}: {shown}{more}"


def _with_record(place: Record, found: Mapping[int, list[str]]) -> Record:
    return place if place["row"] is None else {**place, "record": found.get(place["row"])}


def _place(summary: Mapping[str, Any], row: int | None, field: str | None, kind: str) -> str:
    parts = [f"row {numbered(summary, row)}" if row else "", f"field `{field}`" if field else ""]
    where = ", ".join(part for part in parts if part)
    return f"{where} ({kind})" if where else kind
