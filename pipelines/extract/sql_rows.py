"""Rows of a query, batch by batch, as one Parquet file whose columns keep the database's types.

A column's type is only known when all its rows have come (a batch may hold nothing but nulls, or
shorter decimals): the batches are spooled, each with its own types, and written in the types that
hold them all. What does not belong here: databases (sql), and the Table Schema (validate).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import NotTheDeclaredFile
from pipelines.formats import objects
from pipelines.model import SqlSource

BATCH = 20_000
"""Rows that are held in memory at once."""
Row = tuple[Any, ...]
PLAIN = (str, bool, int, float, Decimal, dt.date, dt.time, dt.datetime)
NUMBERS = frozenset({"int", "float"}), frozenset({"int", "Decimal"})
"""Kinds of values that one column may mix; SQLite does."""


def write(batches: Iterable[list[Row]], names: list[str], source: SqlSource, path: Path) -> int:
    """Write the rows in their order and return how many there are.

    Raises NotTheDeclaredFile: columns without or with the same names, too few or too many rows, an
    order that is not total, values that a raw file cannot keep.
    """
    _check_names(names, source)
    spool = path.with_suffix(".spool")
    schemas: list[pa.Schema] = []
    rows = 0
    with spool.open("wb") as stream:
        for batch in _in_total_order(batches, names, source):
            if rows + len(batch) > source.max_rows:
                raise _refusal(
                    source, f"more than {source.max_rows} rows came", "raise `source.max_rows`"
                )
            table = _table(batch, names, source, rows)
            with pa.ipc.new_stream(stream, table.schema) as writer:
                writer.write_table(table)
            schemas.append(table.schema)
            rows += len(batch)
    if rows < source.min_rows:
        raise _refusal(
            source,
            f"{rows} rows came, and at least {source.min_rows} are declared",
            "ask the agency whether its data are whole; where they are, lower `source.min_rows`",
        )
    _write_parquet(spool, schemas or [_empty(names)], source, path)
    spool.unlink()
    return rows


def _check_names(names: list[str], source: SqlSource) -> None:
    twice = [name for name in names if names.count(name) > 1 or not name]
    if twice:
        raise _refusal(
            source, f"the column '{twice[0]}' comes twice", "name each column with AS, differently"
        )
    unknown = [column for column in source.order_by if column not in names]
    if unknown:
        raise _refusal(
            source,
            f"`order_by` names '{unknown[0]}', and the columns are {', '.join(names)}",
            "name columns of the result in `source.order_by`",
        )


def _in_total_order(
    batches: Iterable[list[Row]], names: list[str], source: SqlSource
) -> Iterator[list[Row]]:
    """Yield the batches. Raises NotTheDeclaredFile where two rows may come either way round."""
    key = [names.index(column) for column in source.order_by]
    before: Row | None = None
    number = 0
    for batch in batches:
        for row in batch:
            number += 1
            is_tied = before is not None and all(row[i] == before[i] for i in key)
            if is_tied and row != before:
                raise _refusal(
                    source,
                    f"rows {number - 1} and {number} are alike in {', '.join(source.order_by)}, so"
                    " that their order is left to chance",
                    "add columns to `source.order_by` that tell all rows apart",
                )
            before = row
        yield batch


def _table(batch: list[Row], names: list[str], source: SqlSource, first: int) -> pa.Table:
    columns = zip(*batch, strict=True) if batch else [()] * len(names)
    arrays = [_array(c, n, source, first) for c, n in zip(columns, names, strict=True)]
    return pa.Table.from_arrays(arrays, names=names)


def _array(cells: Iterable[Any], name: str, source: SqlSource, first: int) -> pa.Array:
    values = [_value(cell, name, source, first + i) for i, cell in enumerate(cells)]
    kinds = frozenset(_kind(value) for value in values if value is not None)
    if len(kinds) > 1 and not any(kinds <= mixture for mixture in NUMBERS):
        raise _mixed(source, name, sorted(kinds))
    try:
        return pa.array(values)
    except (pa.ArrowException, OverflowError):
        pass
    raise _refusal(
        source,
        f"column '{name}' holds numbers that are too large, too precise or not numbers (NaN)",
        "ROUND them, or CAST them to text in the query",
    )


def _value(cell: Any, name: str, source: SqlSource, row: int) -> Any:
    """Return the cell as a value that Parquet keeps: nested ones as JSON text, moments in UTC."""
    if isinstance(cell, dt.datetime) and cell.tzinfo is not None:
        return cell.astimezone(dt.UTC)
    if isinstance(cell, dt.time) and cell.tzinfo is not None:
        raise _unkept(source, name, row, "a time with a zone and no date")
    if cell is None or isinstance(cell, PLAIN):
        return cell
    if isinstance(cell, dict | list):
        with suppress(TypeError):
            return objects.compact(cell)
    if isinstance(cell, uuid.UUID):
        return str(cell)
    raise _unkept(source, name, row, f"a value of type {type(cell).__name__}")


def _kind(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return "moment" if value.tzinfo else "local time"
    return type(value).__name__


def _write_parquet(spool: Path, schemas: list[pa.Schema], source: SqlSource, path: Path) -> None:
    schema = _united(schemas, source)
    options = {"compression": "zstd", "compression_level": 3, "version": "2.6"}
    with pq.ParquetWriter(path, schema, **options) as writer, spool.open("rb") as stream:
        for _ in range(spool.stat().st_size and len(schemas)):
            with pa.ipc.open_stream(stream) as batches:
                writer.write_table(_cast(batches.read_all(), schema, source))


def _united(schemas: list[pa.Schema], source: SqlSource) -> pa.Schema:
    schema = schemas[0]
    for other in schemas[1:]:
        kinds = zip(schema, other, strict=True)
        for mine, theirs in kinds:
            if not _go_together(mine.type, theirs.type):
                raise _mixed(source, mine.name, sorted([str(mine.type), str(theirs.type)]))
        schema = pa.unify_schemas([schema, other], promote_options="permissive")
    return schema


def _go_together(one: pa.DataType, other: pa.DataType) -> bool:
    if one == other or pa.types.is_null(one) or pa.types.is_null(other):
        return True
    numbers = [pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal]
    kinds = {next((i for i, test in enumerate(numbers) if test(it)), None) for it in (one, other)}
    return None not in kinds and kinds != {1, 2}


def _cast(table: pa.Table, schema: pa.Schema, source: SqlSource) -> pa.Table:
    try:
        return table.cast(schema)
    except pa.ArrowInvalid:
        pass
    raise _refusal(
        source,
        "a column holds whole numbers and fractions, and some are too large for both",
        "CAST it to one type in the query",
    )


def _empty(names: list[str]) -> pa.Schema:
    return pa.schema([(name, pa.null()) for name in names])


def _mixed(source: SqlSource, name: str, kinds: list[str]) -> NotTheDeclaredFile:
    return _refusal(
        source,
        f"column '{name}' holds values of different types: {' and '.join(kinds)}",
        "CAST it to one type in the query",
    )


def _unkept(source: SqlSource, name: str, row: int, what: str) -> NotTheDeclaredFile:
    return _refusal(
        source,
        f"column '{name}', row {row + 1}: {what} cannot be kept",
        "CAST it to text, a number or a date in the query, or leave it out",
    )


def _refusal(source: SqlSource, found: str, remedy: str) -> NotTheDeclaredFile:
    return NotTheDeclaredFile(f"{source.address}: {found}", remedy=remedy)
