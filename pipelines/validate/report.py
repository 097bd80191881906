"""The steward's report: frictionless' errors grouped by column and kind, with places and samples.

A summary is plain JSON and whole by itself: `rendering` and `page` need nothing else to write it
out. It holds cells, as frictionless' report does, for the steward must find them: both belong in
the kept files (keeping) and nowhere else. Only `public_summary` may leave. What does not belong
here: wording (wording/), or the verdict (verdict).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipelines.model import Dataset, DataSource, Reading
from pipelines.validate import records
from pipelines.validate.capture import Capture

SAMPLES = 5
"""Samples of each kind of error in a column."""
PLACES = 3
"""Places that a one-line message names."""
LONGEST_CELL = 500
"""Characters of a cell that a sample shows; a geometry can have a million."""
ROW_ERRORS = ("primary-key", "foreign-key")
EXPECTED = (
    "type",
    "format",
    "constraints",
    "decimalChar",
    "trueValues",
    "falseValues",
    "delimiter",
    "title",
    "titles",
)
"""What of a field's descriptor says what is expected of a cell."""
CLOSE = 0.6
"""The likeness (difflib) from which a cell is taken for a misspelt value of an enum."""

Record = dict[str, Any]


def summarise(
    dataset: Dataset, schema: Mapping[str, Any], raw: Path, report: Mapping[str, Any], seen: Capture
) -> Record:
    """Return the summary.

    {dataset, title, file, url, format, header_row, again, valid, complete, rows, valid_rows,
    invalid_rows, errors, listed, references, columns: [{field, field_number, expected, errors,
    rows, kinds: {error type: count}}], groups: [{type, constraint, field, field_number, fields,
    expected, count, rows: [[first, last], …], samples: [{row, cell, nearest, same_as}]}], checks:
    [{check, field, field_number, row, expected}]}.

    `complete` is false where the limit of errors ended the validation early; `listed` is how many
    of the errors stand in `groups`; `again` are the arguments of `hri validate` that check the
    mended file; `references` tells whether rows refer to others. `with_rows` adds the rows.
    """
    assert isinstance(dataset.source, DataSource)  # noqa: S101 - `validate` refused all others
    reading = dataset.source.readings()[0]
    errors = [error for task in report["tasks"] for error in task["errors"]]
    warnings = [text for task in report["tasks"] for text in task["warnings"]]
    groups = _groups(schema, errors)
    return {
        "dataset": dataset.id,
        "title": dataset.title.translations(),
        "file": raw.name,
        "url": dataset.source.address,
        "format": reading.format.value,
        "header_row": reading.header_row or 1,
        "again": [raw.name, "--dataset", dataset.id],
        "valid": not errors and not seen.findings,
        "complete": not any("error limit" in text for text in warnings),
        "rows": seen.rows,
        "valid_rows": seen.rows - seen.invalid_rows,
        "invalid_rows": seen.invalid_rows,
        "errors": len(errors),
        "listed": len(errors),
        "references": bool(schema.get("foreignKeys")),
        "columns": _columns(groups),
        "groups": groups,
        "checks": [
            {
                "check": finding.check,
                "field": finding.field_name,
                "field_number": finding.field_number,
                "row": finding.row,
                "expected": _expected(schema, finding.field_name),
            }
            for finding in seen.findings
        ],
    }


def with_rows(summary: Record, raw: Path, source: Reading, schema: Mapping[str, Any]) -> Record:
    """Return the summary with the header and the samples' whole records as they came, as texts.

    Adds `labels`, and `record` to every sample and check that has a row. Of a cell longer than
    LONGEST_CELL the beginning stands there: the whole record is in the quarantine file.
    """
    groups, checks = summary["groups"], summary["checks"]
    places = [*(sample for group in groups for sample in group["samples"]), *checks]
    rows = {place["row"] for place in places if place["row"] is not None}
    numbers = sorted({summary["header_row"], *rows})
    found = {
        number: [_clipped(records.as_text(cell)) for cell in record]
        for number, record in records.picked(records.read(raw, source, schema), numbers)
    }
    return {
        **summary,
        "labels": found.get(summary["header_row"], []),
        "groups": [
            {**group, "samples": [_with_record(sample, found) for sample in group["samples"]]}
            for group in groups
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
    columns: dict[str | None, Record] = {}
    for column in summary["columns"]:
        field = column["field"]
        entry = columns.setdefault(field, {"field": field, "errors": 0, "kinds": {}})
        entry["errors"] += column["errors"]
        for kind, count in column["kinds"].items():
            entry["kinds"][kind] = entry["kinds"].get(kind, 0) + count
    return {
        **{name: summary[name] for name in counts},
        "columns": list(columns.values()),
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
    shown = "; ".join(_place(*place) for place in places[:PLACES])
    more = f"; and {len(places) - PLACES:,} more" if len(places) > PLACES else ""
    return f"{what}: {shown}{more}"


def _with_record(place: Record, found: Mapping[int, list[str]]) -> Record:
    return place if place["row"] is None else {**place, "record": found.get(place["row"])}


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}… ({len(text):,})"


def _place(row: int | None, field: str | None, kind: str) -> str:
    parts = [f"row {row}" if row else "", f"field `{field}`" if field else ""]
    where = ", ".join(part for part in parts if part)
    return f"{where} ({kind})" if where else kind


def fault_of(schema: Mapping[str, Any], error: Record) -> Record:
    """Return what an error of frictionless' report says, without its place in a row or its cell.

    {type, constraint, field, field_number, fields, expected}; `fields` are a key's.
    """
    return {
        "type": error["type"],
        "constraint": _match(r'constraint "(\w+)" is', error["note"]),
        "field": error.get("fieldName") or None,
        "field_number": error.get("fieldNumber"),
        "fields": _fields(schema, error),
        "expected": _expected(schema, error.get("fieldName")),
    }


def _groups(schema: Mapping[str, Any], errors: Iterable[Record]) -> list[Record]:
    groups: dict[tuple[Any, ...], Record] = {}
    for error in errors:
        fault = fault_of(schema, error)
        key = (fault["type"], fault["constraint"], fault["field_number"], *fault["fields"])
        group = groups.setdefault(key, _group(fault, error))
        _count(group, error)
    for group in groups.values():
        group["rows"] = _ranges(group["rows"])
    return sorted(groups.values(), key=lambda group: group["field_number"] or 0)


def _columns(groups: Iterable[Record]) -> list[Record]:
    """Return the errors of each column together; those that are no column's stand first."""
    columns: dict[tuple[int, str], Record] = {}
    for group in groups:
        key = (group["field_number"] or 0, group["field"] or "")
        same = ("field", "field_number", "expected", "rows")
        start = {name: group[name] for name in same} | {"errors": 0, "kinds": {}}
        column = columns.setdefault(key, start)
        column["errors"] += group["count"]
        kinds = column["kinds"]
        kinds[group["type"]] = kinds.get(group["type"], 0) + group["count"]
    return [{**column, "rows": bool(column["rows"])} for column in columns.values()]


def _group(fault: Record, error: Record) -> Record:
    note = None if "rowNumber" in error else error["note"]
    return {**fault, "note": note, "count": 0, "rows": [], "samples": []}


def _count(group: Record, error: Record) -> None:
    group["count"] += 1
    row = error.get("rowNumber")
    if row is not None:
        group["rows"].append(row)
    if len(group["samples"]) < SAMPLES:
        group["samples"].append(_sample(group, error, row))


def _sample(group: Record, error: Record, row: int | None) -> Record:
    cell = error.get("cell", error.get("label"))
    same_as = _match(r"the same as in the row at position (\d+)", error["note"])
    return {
        "row": row,
        "cell": None if cell is None else _clipped(cell),
        "same_as": int(same_as) if same_as else None,
        "nearest": _nearest(cell, group) if group["constraint"] == "enum" else None,
    }


def _nearest(cell: str | None, group: Record) -> str | None:
    """Return the value of the enum that the cell was probably meant to be, if there is one."""
    enum = group["expected"].get("constraints", {}).get("enum", [])
    values = {str(value).casefold(): str(value) for value in enum}
    found = difflib.get_close_matches((cell or "").strip().casefold(), values, n=1, cutoff=CLOSE)
    return values[found[0]] if found else None


def _fields(schema: Mapping[str, Any], error: Record) -> list[str]:
    if error["type"] not in ROW_ERRORS:
        return []
    names = error.get("fieldNames") or schema.get("primaryKey", [])
    return [names] if isinstance(names, str) else list(names)


def _expected(schema: Mapping[str, Any], name: str | None) -> Record:
    for field in schema["fields"]:
        if field["name"] == name:
            return {key: field[key] for key in EXPECTED if key in field}
    return {}


def _ranges(rows: list[int]) -> list[list[int]]:
    """Return the rows as [first, last] pairs, ascending: 3, 4, 5, 9 → [[3, 5], [9, 9]]."""
    ranges: list[list[int]] = []
    for row in sorted(set(rows)):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    return ranges


def _match(pattern: str, note: str) -> str | None:
    found = re.search(pattern, note)
    return found.group(1) if found else None
