"""Goals held against values: on target or behind, or not known yet.

What does not belong here: declaring goals (model), and warning somebody (orchestration).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from pipelines.measure.rows import IndicatorRow, Number
from pipelines.model import Goal, Programme


@dataclass(frozen=True)
class GoalState:
    """How one goal stands as of a day."""

    goal: Goal
    as_of: dt.date | None
    value: Number | None
    state: Literal["on", "behind", "n/a"]

    def to_json(self) -> dict[str, Any]:
        """Return the record."""
        return {**asdict(self), "goal": self.goal.model_dump(mode="json")}


def judge(programme: Programme, rows: Sequence[IndicatorRow], day: dt.date) -> list[GoalState]:
    """Return how the goals of the day's year stand by the rows as of the day."""
    totals = {(row.indicator, row.publisher): row for row in rows if row.as_of == day}
    return [
        _state(goal, totals.get((str(goal.indicator), goal.publisher)))
        for goal in programme.goals
        if goal.year == day.year
    ]


def _state(goal: Goal, row: IndicatorRow | None) -> GoalState:
    if row is None or row.value is None:
        return GoalState(goal, row.as_of if row else None, None, "n/a")
    reached = row.value >= goal.target if goal.direction == "at_least" else row.value <= goal.target
    return GoalState(goal, row.as_of, row.value, "on" if reached else "behind")
