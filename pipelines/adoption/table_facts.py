"""What is known of a resource's table: its fields, from the DataStore or from the file itself.

Types are read with care: a column with one leading zero, comma or odd value is a string. What does
not belong here: fetching the file (drafts), and where the schema is written (drafts).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.formats import GEOMETRY, format_named, objects, sheets
from pipelines.model import FileSource, FormatName
from pipelines.validate import undeclared

Json = dict[str, Any]

MOST_ROWS = 200_000
"""Rows that are looked at; a later odd value is found by the validation."""
WORKBOOKS = (FormatName.XLSX, FormatName.ODS)
DATASTORE_TYPES = {
    "int": "integer",
    "int2": "integer",
    "int4": "integer",
    "int8": "integer",
    "integer": "integer",
    "bigint": "integer",
    "numeric": "number",
    "float4": "number",
    "float8": "number",
    "bool": "boolean",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "timestamp": "datetime",
    "timestamptz": "datetime",
}
"""PostgreSQL's types → those of Table Schema; any other is a string."""
WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})")
DECIMAL = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d{1,17})?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
TRUTH = frozenset(["true", "false", "True", "False", "TRUE", "FALSE"])


@dataclass(frozen=True)
class TableFacts:
    """What is known of a table before anybody has declared it."""

    fields: tuple[Json, ...] = ()
    """Of a Table Schema; none where nothing is known."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """How its file is read, as a declaration says it; empty where the file was not read."""
    sheets: tuple[str, ...] = ()
    """Of a workbook."""
    unread: str = ""
    """Why the file could not be read."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the columns' names."""
        return tuple(each["name"] for each in self.fields)


def of_datastore(columns: Iterable[Mapping[str, Any]]) -> TableFacts:
    """Return the facts from the DataStore's columns and their dictionary."""
    return TableFacts(
        tuple(_described(each) for each in columns if not str(each["id"]).startswith("_"))
    )


def _described(column: Mapping[str, Any]) -> Json:
    info = column.get("info")
    told = {name: str(it) for name, it in info.items() if it} if isinstance(info, dict) else {}
    kind = DATASTORE_TYPES.get(str(column.get("type")).removesuffix(" without time zone"), "string")
    found: Json = {"name": column["id"], "type": kind}
    for plain, translated, key in (
        ("title", "titles", "label"),
        ("description", "descriptions", "notes"),
    ):
        by_language = {
            at: told[f"{key}_{at}"] for at in ("fi", "sv", "en") if f"{key}_{at}" in told
        }
        if first := told.get(key) or by_language.get("fi"):
            found[plain] = first
        if by_language:
            found[translated] = by_language
    return found


def of_file(path: Path, kind: FormatName) -> TableFacts:
    """Return the facts from the file itself.

    Raises NotTheDeclaredFile, SettingError where the file is not what its format says.
    """
    if kind is FormatName.PARQUET:
        return TableFacts(tuple(_of_arrow(each) for each in pq.read_schema(path)))
    names = list(_keys(path, kind)) if not format_named(kind).labelled else []
    guess = undeclared(path, {"format": kind.value}, {"fields": [{"name": n} for n in names]})
    source = guess.dataset.source
    assert isinstance(source, FileSource)  # noqa: S101 - what `undeclared` returns
    rows = islice(format_named(kind).read(path, source.parts()[0], names), MOST_ROWS)
    header = [str(cell or "").strip() for cell in next(rows, [])]
    columns = [_Column(delimited=kind is FormatName.CSV) for _ in header]
    for row in rows:
        for column, cell in zip(columns, row, strict=False):
            column.see(cell)
    options = {
        n: it for n, it in source.options().items() if n in ("encoding", "delimiter", "sheet")
    }
    found = tuple(
        {"name": name, "type": _special(kind, name) or column.type}
        for name, column in zip(header, columns, strict=True)
    )
    return TableFacts(found, options, tuple(sheets.names(path)) if kind in WORKBOOKS else ())


def careful(stored: TableFacts, read: TableFacts) -> TableFacts:
    """Return the DataStore's fields, but a string where the file holds what the type would lose."""
    kinds = dict(zip(read.names, (each["type"] for each in read.fields), strict=True))
    if not set(stored.names) <= kinds.keys():
        return read if read.fields else stored
    known = {each["name"]: each for each in stored.fields}
    fields = tuple({**known.get(name, {"name": name}), "type": kinds[name]} for name in read.names)
    return TableFacts(fields, read.options, read.sheets)


def _special(kind: FormatName, name: str) -> str:
    return "geojson" if kind is FormatName.GEOJSON and name == GEOMETRY else ""


def _keys(path: Path, kind: FormatName) -> Iterator[str]:
    """Yield the names of the records' members, in the order in which they first appear."""
    if kind is FormatName.NDJSON:
        with path.open(encoding="utf-8") as stream:
            records: Sequence[Any] = [
                json.loads(line) for line in islice(stream, 1000) if line.strip()
            ]
    else:
        document = objects.document(path)
        records = document.get("features", []) if isinstance(document, dict) else document
    seen: dict[str, None] = {}
    for record in records if isinstance(records, list) else []:
        inner = record.get("properties") or {} if kind is FormatName.GEOJSON else record
        seen |= dict.fromkeys(inner) if isinstance(inner, dict) else {}
    yield from seen
    if kind is FormatName.GEOJSON:
        yield GEOMETRY


class _Column:
    """The narrowest type that every value of a column has had so far."""

    def __init__(self, *, delimited: bool) -> None:
        self._left = dict.fromkeys(("integer", "number", "date", "datetime", "boolean"))
        self._words = set(self._left) if delimited else {"date", "datetime"}
        """The types that a text may stand for: where numbers have a type, a text is none."""
        self._seen = False

    def see(self, cell: Any) -> None:
        """Take the types away that this value does not have."""
        if cell is None or cell == "":
            return
        self._seen = True
        for kind in [kind for kind in self._left if not self._is(kind, cell)]:
            del self._left[kind]

    @property
    def type(self) -> str:
        """Return the type; a string where no other is left, or nothing was seen."""
        return next(iter(self._left), "string") if self._seen else "string"

    def _is(self, kind: str, cell: Any) -> bool:
        if not isinstance(cell, str):
            return _is_typed(kind, cell)
        return kind in self._words and _reads_as(kind, cell)


def _reads_as(kind: str, cell: str) -> bool:
    if kind == "integer":
        return WHOLE.fullmatch(cell) is not None
    if kind == "number":
        return DECIMAL.fullmatch(cell) is not None
    if kind == "boolean":
        return cell in TRUTH
    pattern = DAY if kind == "date" else MOMENT
    return pattern.fullmatch(cell) is not None and _exists(cell)


def _is_typed(kind: str, cell: Any) -> bool:
    """Tell whether a workbook's or a JSON value has the type."""
    if isinstance(cell, bool):
        return kind == "boolean"
    if isinstance(cell, int):
        return kind in ("integer", "number")
    if isinstance(cell, float | Decimal):
        return kind == "number"
    if isinstance(cell, dt.datetime):
        return kind == "datetime" or (kind == "date" and cell.time() == dt.time())
    return kind == "date" and isinstance(cell, dt.date)


def _exists(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return False
    return True


def _of_arrow(column: pa.Field) -> Json:
    tests = (
        (pa.types.is_integer, "integer"),
        (pa.types.is_floating, "number"),
        (pa.types.is_decimal, "number"),
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_date, "date"),
        (pa.types.is_timestamp, "datetime"),
        (pa.types.is_time, "time"),
    )
    kind = next((name for test, name in tests if test(column.type)), "string")
    return {"name": column.name, "type": kind}
