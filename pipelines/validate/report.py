"""The steward's report: frictionless' errors grouped by column and kind, with places and samples.

A summary is plain JSON and whole by itself: `rendering` needs nothing else to write it out. It
holds cells, as frictionless' report does, for the steward must find them: both belong in the kept
file and nowhere else. What does not belong here: wording (wording/), or the verdict (verdict).
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.model import Dataset, DataSource
from pipelines.state import State
from pipelines.validate.capture import Capture

if TYPE_CHECKING:
    from pipelines.validate.verdict import Validation

SAMPLES = 5
"""Samples of each kind of error in a column."""
PLACES = 3
"""Places that a one-line message names."""
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

    {dataset, title, file, url, format, header_row, valid, complete, rows, valid_rows, invalid_rows,
    errors, groups: [{type, constraint, field, field_number, fields, expected, count, rows:
    [[first, last], …], samples: [{row, cell, nearest, same_as}]}], checks: [{check, field,
    field_number, row}]}; `complete` is false where the limit of errors ended the validation early.
    """
    assert isinstance(dataset.source, DataSource)  # noqa: S101 - `validate` refused all others
    reading = dataset.source.readings()[0]
    errors = [error for task in report["tasks"] for error in task["errors"]]
    warnings = [text for task in report["tasks"] for text in task["warnings"]]
    return {
        "dataset": dataset.id,
        "title": dataset.title.translations(),
        "file": raw.name,
        "url": dataset.source.address,
        "format": reading.format.value,
        "header_row": reading.header_row or 1,
        "valid": not errors and not seen.findings,
        "complete": not any("error limit" in text for text in warnings),
        "rows": seen.rows,
        "valid_rows": seen.rows - seen.invalid_rows,
        "invalid_rows": seen.invalid_rows,
        "errors": len(errors),
        "groups": _groups(schema, errors),
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


def store(
    validation: Validation, state: State, dataset_id: str, snapshot_sha256: str, now: dt.datetime
) -> str:
    """Keep the report under the state and return its key, the same for the same data and schema."""
    name = f"{snapshot_sha256[:16]}-{validation.schema_sha256[:8]}"
    key = f"reports/{dataset_id}/{name}.json"
    record = {
        "checked": now.isoformat(),
        "snapshot_sha256": snapshot_sha256,
        "schema_sha256": validation.schema_sha256,
        "summary": validation.summary,
        "report": validation.report,
    }
    state.write_json(key, record)
    return key


def _place(row: int | None, field: str | None, kind: str) -> str:
    parts = [f"row {row}" if row else "", f"field `{field}`" if field else ""]
    where = ", ".join(part for part in parts if part)
    return f"{where} ({kind})" if where else kind


def _groups(schema: Mapping[str, Any], errors: Iterable[Record]) -> list[Record]:
    groups: dict[tuple[Any, ...], Record] = {}
    for error in errors:
        constraint = _match(r'constraint "(\w+)" is', error["note"])
        key = (error["type"], constraint, error.get("fieldNumber"), _fields(schema, error))
        group = groups.setdefault(key, _group(schema, error, constraint))
        _count(group, error)
    for group in groups.values():
        group["rows"] = _ranges(group["rows"])
    return sorted(groups.values(), key=lambda group: group["field_number"] or 0)


def _group(schema: Mapping[str, Any], error: Record, constraint: str | None) -> Record:
    return {
        "type": error["type"],
        "constraint": constraint,
        "field": error.get("fieldName") or None,
        "field_number": error.get("fieldNumber"),
        "fields": list(_fields(schema, error)),
        "expected": _expected(schema, error.get("fieldName")),
        "note": None if "rowNumber" in error else error["note"],
        "count": 0,
        "rows": [],
        "samples": [],
    }


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
        "cell": cell,
        "same_as": int(same_as) if same_as else None,
        "nearest": _nearest(cell, group) if group["constraint"] == "enum" else None,
    }


def _nearest(cell: str | None, group: Record) -> str | None:
    """Return the value of the enum that the cell was probably meant to be, if there is one."""
    enum = group["expected"].get("constraints", {}).get("enum", [])
    values = {str(value).casefold(): str(value) for value in enum}
    found = difflib.get_close_matches((cell or "").strip().casefold(), values, n=1, cutoff=CLOSE)
    return values[found[0]] if found else None


def _fields(schema: Mapping[str, Any], error: Record) -> tuple[str, ...]:
    if error["type"] not in ROW_ERRORS:
        return ()
    names = error.get("fieldNames") or schema.get("primaryKey", [])
    return (names,) if isinstance(names, str) else tuple(names)


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
