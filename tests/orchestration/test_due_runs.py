"""Runs that were due and never began, by the days of a dataset's schedule."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.measure import RunRecord
from pipelines.model import Frequency
from pipelines.orchestration.due_runs import missed_days, missed_runs
from tests.extract.conftest import CSV, declared


def november(*days: int) -> set[dt.date]:
    return {dt.date(2026, 11, day) for day in days}


@pytest.mark.parametrize(
    ("frequency", "ran", "today", "missed"),
    [
        # 2, 9, 16 and 23 November 2026 are Mondays.
        (Frequency.DAILY, november(2, 3, 6), 7, november(4, 5)),
        (Frequency.HOURLY, november(2, 4), 5, november(3)),
        (Frequency.DAILY, november(2), 2, set()),
        (Frequency.DAILY, november(2), 3, set()),
        (Frequency.DAILY, november(2), 4, november(3)),
        (Frequency.ANNUAL, november(2, 17), 24, november(9)),
        (Frequency.ANNUAL, november(2, 11, 16), 23, set()),
        (Frequency.ANNUAL, november(4), 15, set()),
        (Frequency.ANNUAL, november(4), 16, november(9)),
        (Frequency.NEVER, november(1), 30, set()),
    ],
)
def test_a_due_run_is_missed_where_none_began_before_the_next(
    frequency: Frequency, ran: set[dt.date], today: int, missed: set[dt.date]
) -> None:
    found = missed_days(frequency, ran, dt.date(2026, 11, today))
    assert set(found) == missed


def test_a_dataset_that_never_ran_has_missed_nothing() -> None:
    counts = declared({"type": "file", "url": "https://hel.fi/a.csv", **CSV})
    today = dt.date(2026, 11, 4)
    assert list(missed_runs([counts], [], today)) == []
    began = [RunRecord(counts.id, dt.date(2026, 11, 1), "failure")]
    assert list(missed_runs([counts], began, today)) == [
        RunRecord(counts.id, dt.date(2026, 11, day), "missed") for day in (2, 3)
    ]
