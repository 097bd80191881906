"""The history of the indicators in the state: append-only, one record per as-of day.

    indicators/<year>/<year-month-day>.json    the day's rows, sorted by their key

A day is open while its rows are provisional: they are replaced as the day goes on. The first
computed rows close it, and a closed day is never written again. A missed day has no record.
What does not belong here: how rows come about (counting).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipelines.measure.rows import IndicatorRow
from pipelines.state import State

FOLDER = "indicators"


class History:
    """The rows of all days so far."""

    def __init__(self, state: State) -> None:
        self._state = state

    def append(self, rows: Iterable[IndicatorRow]) -> int:
        """Write the rows of one or more days, each day's all at once; return how many were written.

        Nothing is written to a closed day, nor where nothing but `computed_at` differs: a row
        whose value stays keeps the moment at which it was first computed.
        """
        days: defaultdict[dt.date, list[IndicatorRow]] = defaultdict(list)
        for row in rows:
            days[row.as_of].append(row)
        return sum(self._write(day, days[day]) for day in sorted(days))

    def rows(self) -> list[IndicatorRow]:
        """Return all rows, the oldest day first."""
        return [row for key in self._state.keys(FOLDER) for row in self._read(key)]

    def latest(self) -> list[IndicatorRow]:
        """Return the rows of the newest day; none before the first."""
        keys = self._state.keys(FOLDER)
        return self._read(keys[-1]) if keys else []

    def _write(self, day: dt.date, rows: Sequence[IndicatorRow]) -> int:
        key = f"{FOLDER}/{day.year:04}/{day.isoformat()}.json"
        kept = self._read(key)
        if any(row.status == "computed" for row in kept):
            return 0
        earlier = {row.key: row for row in kept}
        merged = sorted((_first(row, earlier.get(row.key)) for row in rows), key=_key)
        if merged == kept:
            return 0
        self._state.write_json(key, [row.to_json() for row in merged])
        return len(merged)

    def _read(self, key: str) -> list[IndicatorRow]:
        return [IndicatorRow.from_json(record) for record in self._state.read_json(key) or ()]


def _first(row: IndicatorRow, earlier: IndicatorRow | None) -> IndicatorRow:
    if earlier and dataclasses.replace(row, computed_at=earlier.computed_at) == earlier:
        return earlier
    return row


def _key(row: IndicatorRow) -> tuple[str, int, str]:
    return row.key
