"""Foreign keys from one table of a dataset to another: every key must be found there.

Keys into a table itself are frictionless' own business. What does not belong here: which tables a
dataset has (model), and where their rows are kept (orchestration).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from pipelines.errors import InvalidData

SHOWN = 3
POSITION = "__position__"
"""A column of our own, which no field may be called."""

TableOf = Callable[[str], pa.Table]
ForeignKey = Mapping[str, Any]


def between_tables(schema: Mapping[str, Any]) -> Iterator[ForeignKey]:
    """Yield the schema's foreign keys into other tables, their fields as lists."""
    for key in schema.get("foreignKeys", []):
        reference = key["reference"]
        if reference["resource"]:
            yield {
                "fields": _listed(key["fields"]),
                "table": reference["resource"],
                "there": _listed(reference["fields"]),
            }


def require_referred_rows(
    dataset: str,
    schema: Mapping[str, Any],
    table: pa.Table,
    row_of: Callable[[int], int],
    table_of: TableOf,
    report: str,
) -> None:
    """Return where every key is found; a key with an empty cell refers to nothing.

    `row_of` gives the file's row of a row of the table, counted from 0; `table_of` the dataset's
    other tables by their names. Raises InvalidData: how many rows refer to nothing, and the first
    of them, without any value; what `table_of` raises.
    """
    keys = [key for key in between_tables(schema) if key["table"] != dataset]
    faults = [_fault(key, table, table_of(key["table"]), row_of) for key in keys]
    told = "; ".join(fault for fault in faults if fault)
    if told:
        raise InvalidData(
            f"dataset `{dataset}`: {told}",
            remedy="ask the agency for files that belong together, or correct the foreign key",
            report=report,
        )


def _fault(key: ForeignKey, table: pa.Table, other: pa.Table, row_of: Callable[[int], int]) -> str:
    """Return what is wrong, or '' where every row finds its own."""
    fields: list[str] = key["fields"]
    positions = pa.array(range(table.num_rows), pa.int64())
    keys = table.select(fields).append_column(POSITION, positions).drop_null()
    there = other.select(key["there"]).rename_columns(fields).cast(keys.select(fields).schema)
    lost = keys.join(there, fields, join_type="left anti").column(POSITION)
    if not len(lost):
        return ""
    rows = [row_of(position) for position in sorted(lost.to_pylist())[:SHOWN]]
    more = f" and {len(lost) - SHOWN:,} more" if len(lost) > SHOWN else ""
    names = ", ".join(f"`{name}`" for name in fields)
    return (
        f"{len(lost):,} of {table.num_rows:,} rows refer to no row of `{key['table']}` by {names}:"
        f" rows {', '.join(map(str, rows))}{more}"
    )


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)
