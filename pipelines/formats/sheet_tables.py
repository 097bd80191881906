"""One table of a sheet that holds more than it: titles above, totals below, other tables beside.

The table is where the declaration says, and nothing is looked for. What does not belong here: how
a workbook is read (sheets), and what its columns mean (the schema).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from pipelines.errors import NotTheDeclaredFile
from pipelines.model import CellRange, Reading

Row = list[Any]
Merged = list[tuple[tuple[int, int], tuple[int, int]]]
"""Merged cells: the first and the last one's row and column, counted from 0."""


def table(rows: Iterable[Row], source: Reading, merged: Merged, path: Path) -> Iterator[Row]:
    """Yield the sheet's rows, cut to the declared table; those above its header come empty.

    Raises NotTheDeclaredFile where the sheet ends above the range's header.
    """
    if not (source.range or source.header_rows or source.until_empty):
        yield from rows
        return
    cells = CellRange.parse(source.range) if source.range else None
    sheet = iter(rows)
    above = list(islice(sheet, source.header))
    if cells and len(above) < source.header:
        raise NotTheDeclaredFile(
            f"{path.name}, sheet `{source.sheet}`: it ends above the range {source.range}",
            remedy="open the file, and declare the `range` where the table is now",
        )
    yield from ([] for _ in above[1:])
    yield from (_cut(row, cells) for row in _header(above, source, merged))
    last = cells.bottom - source.header if cells and cells.bottom else None
    for row in islice(sheet, last):
        values = _cut(row, cells)
        if source.until_empty and all(value is None for value in values):
            return
        yield values


def _cut(row: Row, cells: CellRange | None) -> Row:
    """Return the range's cells; those that the sheet's row lacks are empty."""
    if cells is None:
        return row
    part = row[cells.left - 1 : cells.right]
    return part + [None] * (cells.width - len(part))


def _header(above: list[Row], source: Reading, merged: Merged) -> list[Row]:
    """Return the row of names, joined where it is several; none on a sheet that is too short."""
    count = source.header_rows or 1
    if count == 1 or len(above) < count:
        return above[-1:]
    first = source.header - count
    names = [list(row) for row in above[first:]]
    for (top, left), (_, right) in merged:
        if first <= top < source.header:
            row = names[top - first]
            row[left + 1 : right + 1] = [row[left]] * (min(right + 1, len(row)) - left - 1)
    columns = zip(*names, strict=True)
    return [
        [" ".join(str(cell) for cell in column if cell is not None) or None for column in columns]
    ]
