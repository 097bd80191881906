"""A day that nobody counted: today is counted at once, and the missed day stays missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from dagster import (
    AssetSelection,
    RunRequest,
    SkipReason,
    build_sensor_context,
    define_asset_job,
)

from pipelines.declarations import load
from pipelines.model import Programme
from pipelines.orchestration.assets import INDICATORS
from pipelines.orchestration.catching_up import TAG, catching_up, missed_days
from pipelines.orchestration.measuring import ledger_of, measured
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import PROJECT, read_settings
from pipelines.state import State
from tests.measure.invented import NOON, PUBLISHERS, TODAY
from tests.orchestration.shown import Shown

DAY = dt.timedelta(days=1)
At = Callable[..., Workplace]


@pytest.fixture
def at(tmp_path: Path) -> At:
    declared = load(PROJECT / "datasets", PROJECT / "schemas")

    def workplace(moment: dt.datetime) -> Workplace:
        made = type(declared)(publishers=PUBLISHERS, programme=Programme())
        work = Workplace(read_settings({}), made, now=lambda: moment)
        vars(work).update(ckan=Shown(), state=State(tmp_path))
        return work

    return workplace


def looked(work: Workplace) -> RunRequest | SkipReason:
    job = define_asset_job("measure", AssetSelection.assets(INDICATORS))
    found = catching_up(work, job)(build_sensor_context())
    assert isinstance(found, RunRequest | SkipReason)
    return found


def test_nothing_is_asked_for_before_the_first_count_nor_after_a_day_that_was_counted(
    at: At,
) -> None:
    assert isinstance(looked(at(NOON)), SkipReason)
    measured(at(NOON))
    assert isinstance(looked(at(NOON)), SkipReason)
    assert isinstance(looked(at(NOON + DAY)), SkipReason)


def test_after_missed_days_today_is_counted_and_the_run_says_so(at: At) -> None:
    measured(at(NOON))
    work = at(NOON + 3 * DAY)
    asked = looked(work)
    assert isinstance(asked, RunRequest)
    assert asked.run_key == "catches-up-2026-11-27"
    assert asked.tags[TAG] == "2026-11-25, 2026-11-26"
    measured(work)
    assert isinstance(looked(work), SkipReason)
    ledger = ledger_of(work.state)
    assert ledger.days() == [TODAY, TODAY + 3 * DAY]
    assert ledger.missing_days() == [TODAY + DAY, TODAY + 2 * DAY]
    assert missed_days(work.state, TODAY + 3 * DAY) == []
