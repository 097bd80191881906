"""`keep`: only the rows that a condition is true of.

A row of which it cannot be said, because a cell is no number where one is asked for, is kept: the
validator tells what is wrong with it. What does not belong here: the condition itself (conditions).
"""

from __future__ import annotations

from pipelines.model.step import Keep
from pipelines.validate.steps.bound import Bound, Count
from pipelines.validate.steps.cells import Row, Unreadable
from pipelines.validate.steps.conditions import predicate_of
from pipelines.validate.steps.header import Header


def bind(step: Keep, header: Header, count: Count) -> Bound:
    """Return the step at the columns' places. Raises NotTheDeclaredFile."""
    is_kept = predicate_of(step.where, header)

    def keep(row: Row) -> Row | None:
        try:
            if is_kept(row):
                return row
        except Unreadable:
            return row
        count.dropped += 1
        return None

    return Bound(header.labels, keep)
