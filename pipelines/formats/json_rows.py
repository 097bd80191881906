"""Rows of an Arrow table as JSON objects, one to a line, and back again.

What does not belong here: what stands around the rows (`json`, `geojson`), the written form of
numbers and dates (`lexical`), and how an agency's JSON is read (`objects`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import ConversionFailed
from pipelines.formats import lexical, places

BATCH = 8_192
"""Rows that are turned into text, or back, at once."""
LITERAL = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_boolean)


RowsToText = Callable[[pa.RecordBatch], pa.Array]
ObjectToRow = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Frame:
    """The lines before and after the rows."""

    first: str
    last: str


def rows(batch: pa.RecordBatch) -> pa.Array:
    """Return each row as the text of a JSON object, members in the order of the columns.

    Numbers are exact literals, what JSON has no type for is ISO text, null is null.
    """
    parts: list[Any] = ["{"]
    for position, field in enumerate(batch.schema):
        name = json.dumps(field.name, ensure_ascii=False)
        parts += [("," if position else "") + name + ":", _values(batch.column(position))]
    return lexical.joined(*parts, "}")


def _values(column: pa.Array) -> pa.Array:
    words = lexical.text(column).cast(pa.large_string())
    if not any(is_kind(column.type) for is_kind in LITERAL):
        words = lexical.joined('"', _escaped(words), '"')
    return pc.fill_null(words, "null")


def _escaped(words: pa.Array) -> pa.Array:
    special = pc.match_substring_regex(words, r'["\\\x00-\x1f]')
    texts = [
        json.dumps(word, ensure_ascii=False)[1:-1] for word in words.filter(special).to_pylist()
    ]
    return pc.replace_with_mask(words, special, pa.array(texts, pa.large_string()))


def write_lines(table: pa.Table, path: Path, frame: Frame, to_text: RowsToText) -> None:
    """Write the frame's first line, one object per row with commas between, and the last line."""
    comma = len(",")
    with path.open("wb") as stream:
        stream.write(frame.first.encode())
        for batch in table.to_batches(max_chunksize=BATCH):
            stream.write(lexical.contents(lexical.joined(",\n", to_text(batch)))[comma:])
            comma = 0
        stream.write(f"\n{frame.last}\n".encode())


def read_lines(path: Path, schema: pa.Schema, frame: Frame, to_row: ObjectToRow) -> pa.Table:
    """Read what `write_lines` wrote, by Python's own parser, in exactly that schema.

    Every line is an object and the frame and the commas are as they must be, so the whole is JSON.
    Raises ConversionFailed.
    """
    batches = []
    try:
        texts = _lines(path, frame)
        while objects := [json.loads(t, parse_float=Decimal) for t in islice(texts, BATCH)]:
            batches.append(_batch([to_row(item) for item in objects], schema))
    except (ValueError, TypeError, KeyError, pa.ArrowException) as error:
        raise ConversionFailed(
            f"{path.name}: does not read back near row {sum(map(len, batches)) + 2} ({error!r})"
        ) from None
    return pa.Table.from_batches(batches, schema=schema)


def _lines(path: Path, frame: Frame) -> Iterator[str]:
    """Yield the lines between the first and the last, without their commas."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        if stream.readline() != f"{frame.first}\n":
            raise ValueError("the first line is another")
        line = stream.readline()
        while (following := stream.readline()) != "":
            end = "\n" if following == f"{frame.last}\n" else ",\n"
            if not line.endswith("}" + end):
                raise ValueError("a line ends otherwise")
            yield line.removesuffix(end)
            line = following
        if line != f"{frame.last}\n":
            raise ValueError("the last line is another")


def _batch(records: list[dict[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Return the columns; a binary one stands in the objects as GeoJSON text."""
    columns = [_column([record[field.name] for record in records], field.type) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _column(values: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_floating(kind):
        return pa.array([None if value is None else float(value) for value in values], kind)
    if pa.types.is_binary(kind):
        return places.from_geojson(values)
    if pa.types.is_time(kind):
        times = (None if value is None else dt.time.fromisoformat(value) for value in values)
        return pa.array(list(times), kind)
    if pa.types.is_temporal(kind):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array(values, kind)
