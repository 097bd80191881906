"""The indicators as assets: months in any order, warned goals, and due runs as rows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from dagster import AssetCheckSeverity, DagsterInstance, materialize

from pipelines.declarations import load
from pipelines.measure import verify
from pipelines.model import Programme
from pipelines.orchestration import indicator_assets
from pipelines.orchestration.assets import PAST_INDICATORS
from pipelines.orchestration.measuring import ledger_of
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import PROJECT, read_settings
from pipelines.state import State
from tests.measure.invented import CATALOGUE, NOON, PUBLISHERS


class Shown:
    """A catalogue that shows the invented packages; CKAN itself is in the end-to-end tests."""

    def packages(self) -> list[dict[str, Any]]:
        return CATALOGUE


@pytest.fixture
def work(tmp_path: Path) -> Workplace:
    declared = load(PROJECT / "datasets", PROJECT / "schemas")
    goals = [{"indicator": "open_datasets", "year": 2026, "target": 6}]
    programme = Programme.model_validate({"goals": goals})
    made = Workplace(
        read_settings({}),
        type(declared)(publishers=PUBLISHERS, programme=programme),
        now=lambda: NOON,
    )
    vars(made).update(ckan=Shown(), state=State(tmp_path))
    return made


def test_todays_values_are_kept_and_a_goal_that_is_behind_warns(work: Workplace) -> None:
    with DagsterInstance.ephemeral() as instance:
        result = materialize(
            [indicator_assets.indicators({})], instance=instance, resources={"workplace": work}
        )
    every_day, check = sorted(result.get_asset_check_evaluations(), key=lambda c: c.check_name)
    assert (every_day.check_name, every_day.passed) == ("every_day_is_counted", True)
    assert (check.passed, check.severity) == (False, AssetCheckSeverity.WARN)
    assert check.metadata["open_datasets total"].value == "5, target 6"
    assert ledger_of(work.state).days() == [NOON.date()]


def test_months_are_partitions_that_come_in_any_order(work: Workplace) -> None:
    asset = indicator_assets.past_indicators()
    assert asset.key == PAST_INDICATORS
    with DagsterInstance.ephemeral() as instance:
        for month in ("2016-06-01", "2013-12-01", "2016-06-01"):
            materialize(
                [asset], instance=instance, partition_key=month, resources={"workplace": work}
            )
    ledger = ledger_of(work.state)
    assert ledger.days() == [dt.date(2013, 12, 31), dt.date(2016, 6, 30)]
    assert verify(ledger) == []
