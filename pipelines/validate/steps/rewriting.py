"""What recode, pad and normalise share: each cell of some columns becomes another.

What does not belong here: what it becomes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pipelines.validate.steps.bound import Bound, Count
from pipelines.validate.steps.cells import Row
from pipelines.validate.steps.header import Header


def rewriting(
    columns: Sequence[str], header: Header, count: Count, rewritten: Callable[[Any], Any]
) -> Bound:
    """Return the step that writes `rewritten(cell)` in place of each cell of the columns.

    Raises NotTheDeclaredFile. A cell that stays the very same is not counted.
    """
    positions = header.all_of(columns)

    def rewrite(row: Row) -> Row:
        changed = 0
        for position in positions:
            before = row[position]
            after = rewritten(before)
            if after is not before and after != before:
                row[position] = after
                changed += 1
        if changed:
            count.rows += 1
            count.cells += changed
        return row

    return Bound(header.labels, rewrite)
