"""Frictionless' errors, grouped by column and kind, each group with its rows and some samples.

What does not belong here: the whole summary (report), and words (phrasing).
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

SAMPLES = 5
"""Samples of each kind of error in a column."""
LONGEST_CELL = 500
"""Characters of a cell that a sample shows; a geometry can have a million."""
MOST_CELLS = 200
"""Cells of a record that a sample shows."""
BEYOND = "extra-cell"
"""The error of a cell beyond the last column: no column of the schema has it."""
OF_LENGTH = (BEYOND, "missing-cell")
"""Errors of a row's length: a row has one of each of its cells, and one fault."""
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
Kind = tuple[str, int | None]
"""An error type, and the number of the field that it is in."""


def fault_of(schema: Mapping[str, Any], error: Record) -> Record:
    """Return what an error of frictionless' report says, without its row and its cell.

    {type, constraint, field, field_number, fields, expected}; `fields` are a key's.
    """
    in_a_column = error["type"] not in OF_LENGTH
    name = error.get("fieldName") if in_a_column else None
    return {
        "type": error["type"],
        "constraint": _match(r'constraint "(\w+)" is', error["note"]),
        "field": name or None,
        "field_number": error.get("fieldNumber") if in_a_column else None,
        "fields": _fields(schema, error),
        "expected": expected(schema, name),
    }


def groups(schema: Mapping[str, Any], errors: Iterable[Record]) -> list[Record]:
    """Return the errors of each kind in each column, with their rows and the first samples."""
    found: dict[tuple[Any, ...], Record] = {}
    for error in errors:
        fault = fault_of(schema, error)
        key = (fault["type"], fault["constraint"], fault["field_number"], *fault["fields"])
        group = found.setdefault(key, _group(fault, error))
        _count(group, error)
    for group in found.values():
        group["rows"] = _ranges(group["rows"])
    return sorted(found.values(), key=lambda group: group["field_number"] or 0)


def columns(
    schema: Mapping[str, Any], errors: Iterable[Record], counts: Mapping[Kind, int]
) -> list[Record]:
    """Return the errors of each column together; those that are no column's stand first.

    `counts` are those of the whole table, where more errors were counted than are listed.
    """
    found: dict[int, Record] = {}
    for error in errors:
        column = _column(schema, found, error["type"], error.get("fieldNumber"))
        column["rows"] = column["rows"] or "rowNumber" in error
        column["kinds"][error["type"]] = column["kinds"].get(error["type"], 0) + 1
    for (kind, number), count in _by_column(counts).items():
        column = _column(schema, found, kind, number)
        column["kinds"][kind] = max(count, column["kinds"].get(kind, 0))
    return [
        {**found[number], "errors": sum(found[number]["kinds"].values())}
        for number in sorted(found)
    ]


def _by_column(counts: Mapping[Kind, int]) -> Mapping[Kind, int]:
    """Return the counts with all cells beyond the last column together."""
    together: Counter[Kind] = Counter()
    for (kind, number), count in counts.items():
        together[kind, None if kind == BEYOND else number] += count
    return together


def _column(
    schema: Mapping[str, Any], found: dict[int, Record], kind: str, number: int | None
) -> Record:
    """Return the column's entry among those found, added to them where it is new."""
    number = None if kind == BEYOND else number
    if (number or 0) not in found:
        names = [field["name"] for field in schema["fields"]]
        name = names[number - 1] if number is not None and number <= len(names) else None
        place = {"field": name, "field_number": number, "expected": expected(schema, name)}
        found[number or 0] = {**place, "rows": number is not None, "kinds": {}}
    return found[number or 0]


def _group(fault: Record, error: Record) -> Record:
    note = None if "rowNumber" in error else error["note"]
    return {**fault, "note": note, "count": 0, "rows": [], "samples": []}


def _count(group: Record, error: Record) -> None:
    group["count"] += 1
    row = error.get("rowNumber")
    if row is not None:
        group["rows"].append(row)
    same_row = group["type"] in OF_LENGTH and row in [each["row"] for each in group["samples"]]
    if len(group["samples"]) < SAMPLES and not same_row:
        group["samples"].append(_sample(group, error, row))


def _sample(group: Record, error: Record, row: int | None) -> Record:
    cell = error.get("cell", error.get("label"))
    same_as = _match(r"the same as in the row at position (\d+)", error["note"])
    return {
        "row": row,
        "cell": None if cell is None else clipped(cell),
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


def expected(schema: Mapping[str, Any], name: str | None) -> Record:
    """Return what of the field's descriptor says what is expected of its cells."""
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


def shown(record: Iterable[str]) -> list[str]:
    """Return the cells of a record as a sample shows them: not all of very many, nor long ones."""
    cells = list(record)
    more = [f"… ({len(cells):,})"] if len(cells) > MOST_CELLS else []
    return [clipped(cell) for cell in cells[:MOST_CELLS]] + more


def clipped(text: str) -> str:
    """Return the text, or of a very long one the beginning and its length."""
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}… ({len(text):,})"
