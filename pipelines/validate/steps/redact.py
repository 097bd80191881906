"""`redact`: cells that are emptied.

A row of which the condition cannot be told is redacted: what might have to be hidden is hidden.
What does not belong here: the condition itself (conditions).
"""

from __future__ import annotations

from pipelines.model.step import Redact
from pipelines.validate.steps.bound import Bound, Count
from pipelines.validate.steps.cells import Row, Test, Unreadable
from pipelines.validate.steps.conditions import predicate_of
from pipelines.validate.steps.header import Header


def bind(step: Redact, header: Header, count: Count) -> Bound:
    """Return the step at the columns' places. Raises NotTheDeclaredFile."""
    positions = header.all_of(step.columns)
    hidden = step.replacement
    is_meant = _always if step.where is None else _safely(predicate_of(step.where, header))

    def redact(row: Row) -> Row:
        if is_meant(row):
            changed = 0
            for position in positions:
                # An empty cell has nothing to hide, and a mark in it would say otherwise.
                if row[position] not in (None, "", hidden):
                    row[position] = hidden
                    changed += 1
            if changed:
                count.rows += 1
                count.cells += changed
        return row

    return Bound(header.labels, redact)


def _always(_row: Row) -> bool:
    return True


def _safely(test: Test) -> Test:
    def is_meant(row: Row) -> bool:
        try:
            return test(row)
        except Unreadable:
            return True

    return is_meant
