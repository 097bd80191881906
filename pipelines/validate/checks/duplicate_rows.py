"""Rows that stand more than once, by all columns or by some."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.model import DuplicateRows, Text
from pipelines.validate.checks.check import PLACES, Check, Found, Subject

POSITION = "\0position"
"""A column's name that no field has."""


def repeated(
    table: pa.Table, columns: list[str], *, without_nulls: bool = False
) -> tuple[int, tuple[int, ...]]:
    """Return how many rows repeat an earlier one in these columns, and the first places of them.

    Empty cells are the same as each other, or with `without_nulls` their rows are passed over. Of a
    row that stands many times the places name the last copy.
    """
    numbered = table.select(columns).append_column(POSITION, pa.array(np.arange(table.num_rows)))
    if without_nulls:
        numbered = numbered.drop_null()
    groups = numbered.group_by(columns).aggregate([(POSITION, "count"), (POSITION, "max")])
    many = groups.filter(pc.greater(groups.column(f"{POSITION}_count"), 1))
    more = pc.sum(many.column(f"{POSITION}_count"), min_count=0).as_py() - many.num_rows
    places = sorted(many.column(f"{POSITION}_max").to_pylist())[:PLACES] if more else []
    return int(more), tuple(places)


def look(subject: Subject, declared: DuplicateRows) -> Iterator[Found]:
    """Find rows that repeat an earlier one."""
    count, positions = repeated(subject.table, declared.columns or subject.table.column_names)
    if count:
        named = ", ".join(declared.columns) or "*"
        column = declared.columns[0] if declared.columns else None
        yield Found(column, count, positions, {"columns": named})


CHECK = Check(
    name="duplicate-rows",
    severity="warning",
    what="A row stands twice: the same in all columns, or in `columns`; empty cells are the same"
    " as each other.",
    problem=Text(
        fi="sama rivi on aineistossa useammin kuin kerran (sarakkeet {columns})",
        sv="samma rad finns mer än en gång (kolumner {columns})",
        en="the same row stands more than once (columns {columns})",
    ),
    remedy=Text(
        fi="Poista toistuvat rivit lähteestä ja lähetä tiedosto uudelleen.",
        sv="Ta bort de upprepade raderna i källan och skicka filen på nytt.",
        en="Remove the repeated rows at the source and send the file again.",
    ),
    look=look,
)
