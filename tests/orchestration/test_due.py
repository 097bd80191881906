"""When a source is looked at next, and when new data are expected."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.model import Frequency
from pipelines.orchestration.due import expected, next_look


@pytest.mark.parametrize(
    ("frequency", "now", "then"),
    [
        # Helsinki is three hours ahead of UTC in summer, two in winter.
        ("hourly", "2026-06-10T09:06:59", "2026-06-10T09:07"),
        ("hourly", "2026-06-10T09:07:00", "2026-06-10T10:07"),
        ("monthly", "2026-06-10T01:14", "2026-06-10T01:15"),
        ("daily", "2026-06-10T01:15", "2026-06-11T01:15"),
        # The night of 29 March 2026 is an hour shorter.
        ("daily", "2026-03-28T12:00", "2026-03-29T01:15"),
        ("daily", "2026-03-27T12:00", "2026-03-28T02:15"),
        # 10 June 2026 is a Wednesday, so the next Monday is the 15th.
        ("annual", "2026-06-10T09:00", "2026-06-15T01:30"),
        ("never", "2026-06-10T09:00", "2026-07-01T01:45"),
        ("never", "2026-12-01T02:45", "2027-01-01T02:45"),
    ],
)
def test_the_next_look_is_the_schedules(frequency: str, now: str, then: str) -> None:
    found = next_look(Frequency(frequency), dt.datetime.fromisoformat(f"{now}+00:00"))
    assert found == dt.datetime.fromisoformat(f"{then}+00:00")
    assert str(found.tzinfo) == "Europe/Helsinki"


@pytest.mark.parametrize(
    ("frequency", "changed", "day"),
    [
        ("daily", "2026-02-28", "2026-03-01"),
        ("weekly", "2026-06-10", "2026-06-17"),
        ("monthly", "2026-01-31", "2026-02-28"),
        ("quarterly", "2025-11-30", "2026-02-28"),
        ("biannual", "2026-03-31", "2026-09-30"),
        ("annual", "2024-02-29", "2025-02-28"),
    ],
)
def test_new_data_are_expected_after_one_period(frequency: str, changed: str, day: str) -> None:
    found = expected(Frequency(frequency), dt.date.fromisoformat(changed))
    assert found == dt.date.fromisoformat(day)


@pytest.mark.parametrize("frequency", ["continuous", "hourly", "irregular", "never"])
def test_where_no_day_can_be_told_none_is(frequency: str) -> None:
    assert expected(Frequency(frequency), dt.date(2026, 1, 1)) is None
