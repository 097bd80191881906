"""A new DataStore table filled with rows, and with the words by which CKAN's search finds them.

The words are those of CKAN's own trigger, made for all rows at once instead of row by row.
Source: ckanext-datastore (populate_full_text_trigger).
What does not belong here: what else belongs to a table, and when readers see it (exchange).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyarrow as pa

from pipelines.formats import csv

BATCH = 5_000
"""Rows that are sent at once."""
WRITTEN_AS_IN_JSON = ("text", "bigint", "float8", "numeric", "bool", "date", "time")
"""Types whose text is the one in JSON, dates in ISO's style."""

Cursor = Any
"""A psycopg cursor."""


def quoted(name: str) -> str:
    """Return a name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def fill(
    cursor: Cursor,
    beside: str,
    fields: Sequence[Mapping[str, Any]],
    table: pa.Table,
    *,
    full_text: bool,
) -> None:
    """Make the table beside, with its rows and their full text, as CKAN's trigger would fill it."""
    raw = f"{beside}_raw"
    for leftover in (beside, raw):
        cursor.execute(f"DROP TABLE IF EXISTS {quoted(leftover)}")
    columns = ", ".join(f"{quoted(field['id'])} {field['type']}" for field in fields)
    if not full_text:
        kept = f"_id integer, _full_text tsvector, {columns}"
        cursor.execute(f"CREATE TABLE {quoted(beside)} ({kept})")
        _copy(cursor, beside, fields, table)
        return
    cursor.execute(f"CREATE UNLOGGED TABLE {quoted(raw)} (_id integer, {columns})")
    _copy(cursor, raw, fields, table)
    _set_for_words(cursor)
    names = ", ".join(quoted(field["id"]) for field in fields)
    # Whoever asks for no order finds the rows as they were written.
    cursor.execute(
        f"CREATE TABLE {quoted(beside)} AS"
        f" SELECT _id, {_full_text(fields)} AS _full_text, {names} FROM {quoted(raw)} ORDER BY _id"
    )
    cursor.execute(f"DROP TABLE {quoted(raw)}")


def _set_for_words(cursor: Cursor) -> None:
    """Let the words of all rows be made at once, by several workers where the server has them."""
    for setting in ("min_parallel_table_scan_size", "parallel_setup_cost", "parallel_tuple_cost"):
        cursor.execute(f"SET LOCAL {setting} = 0")
    cursor.execute("SET LOCAL jit = off")
    cursor.execute("SET LOCAL datestyle = 'ISO'")


def _copy(
    cursor: Cursor, target: str, fields: Sequence[Mapping[str, Any]], table: pa.Table
) -> None:
    names = ", ".join(quoted(field["id"]) for field in fields)
    statement = f"COPY {quoted(target)} (_id, {names}) FROM STDIN (FORMAT csv)"
    # The server reads one part while the next is being written here.
    with cursor.copy(statement) as stream, ThreadPoolExecutor(1) as ahead:
        starts = range(0, table.num_rows, BATCH)
        coming = [ahead.submit(_lines, table, start) for start in starts[:1]]
        for start in starts:
            part = coming.pop().result()
            if start + BATCH < table.num_rows:
                coming.append(ahead.submit(_lines, table, start + BATCH))
            stream.write(part)


def _lines(table: pa.Table, start: int) -> memoryview:
    """Return a part of the table as lines of CSV, each with its `_id` before it."""
    part = table.slice(start, BATCH).combine_chunks()
    numbers = pa.array(range(start + 1, start + 1 + part.num_rows), pa.int64())
    buffer = io.BytesIO()
    for batch in part.add_column(0, "_id", numbers).to_batches():
        buffer.write(csv.lines(batch))
    return buffer.getbuffer()


def _full_text(fields: Sequence[Mapping[str, Any]]) -> str:
    """Return the expression whose words are those of CKAN's `populate_full_text_trigger`.

    The trigger takes the values as JSON writes them, the missing ones and names in `_` left out.
    """
    values = [_as_in_json(field) for field in fields if not field["id"].startswith("_")]
    if not values:
        return "NULL::tsvector"
    # No function takes more than 100 arguments.
    groups = [values[at : at + 90] for at in range(0, len(values), 90)]
    joined = [f"nullif(concat_ws(' ', {', '.join(group)}), '')" for group in groups]
    return f"to_tsvector(concat_ws(' ', {', '.join(joined)}))"


def _as_in_json(field: Mapping[str, Any]) -> str:
    """Return a column's value as JSON writes it; most types are written so anyhow."""
    name = quoted(field["id"])
    if field["type"] in WRITTEN_AS_IN_JSON:
        return f"{name}::text"
    return f"(to_json({name}) #>> '{{}}')"
