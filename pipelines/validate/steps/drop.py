"""`drop`: columns that go no further.

What does not belong here: dropping rows (`keep`).
"""

from __future__ import annotations

from pipelines.model.step import Drop
from pipelines.validate.steps.bound import Bound, Count
from pipelines.validate.steps.cells import Row
from pipelines.validate.steps.header import Header


def bind(step: Drop, header: Header, count: Count) -> Bound:
    """Return the step at the columns' places. Raises NotTheDeclaredFile."""
    positions = header.all_of(step.columns)[::-1]
    number = len(positions)

    def drop(row: Row) -> Row:
        for position in positions:
            del row[position]
        count.rows += 1
        count.cells += number
        return row

    def shape(row: Row) -> Row:
        return [cell for position, cell in enumerate(row) if position not in positions]

    return Bound(shape(header.labels), drop, shape)
