"""`derive`: a column made of others.

Where the value cannot be worked out, because a cell is no number, that cell's own text stands in
it, so that the schema finds it. What does not belong here: the expression itself (expressions).
"""

from __future__ import annotations

from typing import Any

from pipelines.model.step import Derive
from pipelines.validate.steps.bound import Bound, Count
from pipelines.validate.steps.cells import Make, Row, Unreadable
from pipelines.validate.steps.expressions import value_of
from pipelines.validate.steps.header import Header


def bind(step: Derive, header: Header, count: Count) -> Bound:
    """Return the step at the columns' places. Raises NotTheDeclaredFile."""
    make = _told(value_of(step.value, header))
    if header.has(step.column):
        return _replacing(header, header.one(step.column), make, count)
    return _appending(step.column, header, make, count)


def _told(make: Make) -> Make:
    def made(row: Row) -> Any:
        try:
            return make(row)
        except Unreadable as unreadable:
            return unreadable.text

    return made


def _replacing(header: Header, position: int, make: Make, count: Count) -> Bound:
    def derive(row: Row) -> Row:
        row[position] = make(row)
        count.rows += 1
        count.cells += 1
        return row

    return Bound(header.labels, derive)


def _appending(name: str, header: Header, make: Make, count: Count) -> Bound:
    width = len(header.labels)

    def derive(row: Row) -> Row:
        row.append(make(row))
        count.rows += 1
        count.cells += 1
        return row

    def shape(row: Row) -> Row:
        # Too short a row stays so; in too long a one the cells too many stay the last.
        return row if len(row) < width else [*row[:width], "", *row[width:]]

    return Bound([*header.labels, name], derive, shape)
