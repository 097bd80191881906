"""The history of the indicators: one file a day, which is never touched once the day is over.

    indicators/<year>/<date>.json   the rows of that day

A day's value is its last count; the day over, the row reads `computed` instead of `provisional`.
What does not belong here: counting.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from pipelines.measure.counting import HELSINKI
from pipelines.measure.rows import IndicatorRow
from pipelines.state import State

FOLDER = "indicators"


class History:
    """The indicator rows of a state."""

    def __init__(self, state: State) -> None:
        self._state = state

    def append(self, rows: Sequence[IndicatorRow]) -> int:
        """Keep the rows of one day, and return how many say something new.

        Rows that say the same keep the moment of the first writing. Raises ValueError for rows of
        a day that was over when they were computed.
        """
        if not rows:
            return 0
        day = rows[0].as_of
        if any(row.as_of != day or _day(row.computed_at) != day for row in rows):
            raise ValueError("the rows of one day are kept on that day, together")
        before = {(row.indicator, row.publisher): row for row in self._stored(_key(day))}
        kept = [_first_of(before.get((row.indicator, row.publisher)), row) for row in rows]
        changed = sum(row is new for row, new in zip(kept, rows, strict=True))
        if changed or len(before) != len(kept):
            self._state.write_json(_key(day), [row.to_json() for row in kept])
        return changed

    def rows(self, now: dt.datetime) -> list[IndicatorRow]:
        """Return all rows, oldest day first, with the status that they have at `now`."""
        keys = self._state.keys(FOLDER)
        return [_at(row, now) for key in keys for row in self._stored(key)]

    def latest(self, now: dt.datetime) -> list[IndicatorRow]:
        """Return the rows of the last day that was counted."""
        keys = self._state.keys(FOLDER)
        return [_at(row, now) for row in self._stored(keys[-1])] if keys else []

    def _stored(self, key: str) -> list[IndicatorRow]:
        return [IndicatorRow.from_json(record) for record in self._state.read_json(key) or []]


def _first_of(before: IndicatorRow | None, row: IndicatorRow) -> IndicatorRow:
    return before if before is not None and row.same_but_for_the_moment(before) else row


def _at(row: IndicatorRow, now: dt.datetime) -> IndicatorRow:
    over = row.as_of < _day(now)
    return dataclasses.replace(row, status="computed") if over else row


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(HELSINKI).date()


def _key(day: dt.date) -> str:
    return f"{FOLDER}/{day.year}/{day.isoformat()}.json"
