"""Which versions may go: worked out by hand, and whatever the days and the rule are."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model import Retention
from pipelines.versions import superseded
from pipelines.versions.version import age, next_name

TODAY = dt.date(2026, 11, 24)
DAYS = st.dates(dt.date(2020, 1, 1), TODAY)
NAMES = st.sets(
    st.builds(
        lambda day, more: f"{day.isoformat()}.{more}" if more > 1 else day.isoformat(),
        DAYS,
        st.integers(1, 3),
    ),
    max_size=40,
)
RULES = st.builds(Retention, keep=st.integers(1, 15), days=st.integers(0, 2500))


def test_the_newest_stay_and_then_the_last_of_each_month() -> None:
    names = ["2026-11-24", "2026-11-23", "2026-10-31", "2026-10-30", "2026-09-02", "2024-11-24"]
    rule = Retention(keep=2, days=730)
    # 2024-11-24 is 730 days old; 2026-10-30 is not the last of its month.
    assert superseded(names, rule, TODAY) == ["2024-11-24", "2026-10-30"]
    assert superseded(names, rule, TODAY, ["2026-10-30"]) == ["2024-11-24"]
    assert superseded(names, Retention(keep=1, days=0), TODAY) == sorted(names)[:-1]


def test_the_tenth_version_of_a_day_is_newer_than_the_ninth() -> None:
    names = ["2026-11-24"] + [f"2026-11-24.{number}" for number in range(2, 11)]
    assert superseded(names, Retention(keep=1, days=0), TODAY)[-1] == "2026-11-24.9"
    assert next_name(TODAY, names) == "2026-11-24.11"
    assert next_name(dt.date(2026, 11, 25), names) == "2026-11-25"
    assert next_name(TODAY, ["2026-11-24"]) == "2026-11-24.2"


@pytest.mark.parametrize("name", ["2026-11-24.1", "2026-11-24.02", "latest", "2026-11-24.2.3"])
def test_no_other_name_is_a_version(name: str) -> None:
    with pytest.raises(ValueError, match="is no version's name"):
        age(name)


@given(NAMES, RULES, st.data())
def test_what_is_needed_stays_and_a_second_look_removes_nothing(
    names: set[str], rule: Retention, data: st.DataObject
) -> None:
    needed = data.draw(st.sets(st.sampled_from(sorted(names)))) if names else set()
    gone = superseded(names, rule, TODAY, needed)
    left = names - set(gone)
    newest = sorted(names, key=age)[-rule.keep :]
    assert set(gone) <= names
    assert left >= needed | set(newest)
    assert superseded(left, rule, TODAY, needed) == []


@given(NAMES, RULES, st.integers(0, 800))
def test_looking_later_removes_no_less(names: set[str], rule: Retention, days: int) -> None:
    later = TODAY + dt.timedelta(days=days)
    assert set(superseded(names, rule, TODAY)) <= set(superseded(names, rule, later))


@given(NAMES, RULES)
def test_each_month_of_the_time_keeps_its_last_version(names: set[str], rule: Retention) -> None:
    left = names - set(superseded(names, rule, TODAY))
    for name in names:
        is_young = (TODAY - dt.date.fromisoformat(name[:10])).days < rule.days
        is_last = all(age(each) <= age(name) for each in names if each[:7] == name[:7])
        assert name in left or not (is_young and is_last)
