"""The order of the rows by one or more columns."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.model import Sortedness, Text
from pipelines.validate.checks.check import Check, Found, Subject, found_where


def look(subject: Subject, declared: Sortedness) -> Iterator[Found]:
    """Find rows that should stand before the row above them; an empty cell stops no comparison."""
    rows = subject.table.num_rows
    if rows < 2:
        return
    later = pc.greater if declared.order == "ascending" else pc.less
    wrong, same = pa.scalar(False), pa.scalar(True)
    for name in declared.columns:
        column = subject.table.column(name)
        above, below = column.slice(0, rows - 1), column.slice(1)
        wrong = pc.or_(wrong, pc.and_(same, pc.fill_null(later(above, below), False)))
        same = pc.and_(same, pc.fill_null(pc.equal(above, below), False))
    # The first row has none above it.
    mask = pa.chunked_array([pa.array([False]), *wrong.chunks])
    yield from found_where(mask, declared.columns[0], columns=", ".join(declared.columns))


CHECK = Check(
    name="sortedness",
    severity="warning",
    what="A row stands out of the declared `order` of `columns`; texts are compared by their"
    " characters' numbers, and a row with an empty cell is in order anywhere.",
    problem=Text(
        fi="rivit eivät ole järjestyksessä: {columns}",
        sv="raderna står inte i ordning: {columns}",
        en="the rows are not in order: {columns}",
    ),
    remedy=Text(
        fi="Järjestä tiedosto lähteessä ja lähetä se uudelleen.",
        sv="Sortera filen i källan och skicka den på nytt.",
        en="Sort the file at the source and send it again.",
    ),
    look=look,
)
