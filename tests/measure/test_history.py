"""The history: what was counted stays counted."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from pipelines.measure import History, IndicatorRow, count
from pipelines.state import State
from tests.measure.test_counting import REGISTER, package

MORNING = dt.datetime(2026, 11, 24, 6, tzinfo=dt.UTC)
EVENING = dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)
NEXT_DAY = dt.datetime(2026, 11, 25, 6, tzinfo=dt.UTC)


def total(rows: list[IndicatorRow]) -> IndicatorRow:
    return next(r for r in rows if r.indicator == "open_datasets" and r.publisher is None)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.json")}


def test_the_same_count_twice_leaves_the_same_bytes(tmp_path: Path) -> None:
    history = History(State(tmp_path))
    history.append(count([package(1, "kymp")], REGISTER, MORNING))
    before = files(tmp_path)
    assert history.append(count([package(1, "kymp")], REGISTER, EVENING)) == 0
    assert files(tmp_path) == before
    assert total(history.latest(EVENING)).computed_at == MORNING


def test_the_days_last_count_is_its_value(tmp_path: Path) -> None:
    history = History(State(tmp_path))
    history.append(count([package(1, "kymp")], REGISTER, MORNING))
    changed = history.append(count([package(1, "kymp"), package(2, "kymp")], REGISTER, EVENING))
    assert changed == 2  # the total of datasets and the agency's; APIs and the other agency stay
    row = total(history.latest(EVENING))
    assert (row.value, row.status, row.computed_at) == (2, "provisional", EVENING)


def test_a_day_that_is_over_is_computed_and_never_changes(tmp_path: Path) -> None:
    history = History(State(tmp_path))
    rows = count([package(1, "kymp")], REGISTER, MORNING)
    history.append(rows)
    first_day = files(tmp_path)
    history.append(count([], REGISTER, NEXT_DAY))
    both = [r for r in history.rows(NEXT_DAY) if r.publisher is None]
    datasets = [(r.as_of.day, r.value, r.status) for r in both if r.indicator == "open_datasets"]
    assert datasets == [(24, 1, "computed"), (25, 0, "provisional")]
    late = [dataclasses.replace(row, computed_at=NEXT_DAY, value=99) for row in rows]
    with pytest.raises(ValueError, match="on that day"):
        history.append(late)
    assert files(tmp_path)["2026-11-24.json"] == first_day["2026-11-24.json"]
