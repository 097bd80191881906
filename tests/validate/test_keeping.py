"""The kept reports: whole, for their owner alone, and not for longer than is said."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.state import State
from pipelines.validate import Kept, Reports, StewardReport, render

Tell = Callable[..., StewardReport]

ID, NAME = {"name": "id", "type": "integer"}, {"name": "name", "type": "string"}
FIRST = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


def keep(state: State, told: StewardReport, days_later: int, snapshot: str = "a1") -> Kept:
    now = FIRST + dt.timedelta(days=days_later)
    return Reports("traffic-counts", state, days=90).keep(told, snapshot * 32, now)


def test_the_report_is_kept_under_the_snapshot_and_the_schema(tell_csv: Tell, state: State) -> None:
    told = tell_csv("id,name\nx,b\n", [ID, NAME])
    kept = keep(state, told, 0)
    name = f"reports/traffic-counts/{'a1' * 8}-{told.validation.schema_sha256[:8]}"
    assert kept.files() == {
        "report": f"{name}.json",
        "page": f"{name}.html",
        "quarantine": f"{name}.csv",
    }
    record = state.read_json(kept.report) or {}
    assert record["report"] == told.validation.report
    assert record["checked"] == "2026-01-02T03:04:00+00:00"
    assert "The row as it came: x | b" in render(record["summary"], "en", show_cells=True)
    assert "<mark><bdi>x</bdi></mark>" in state.file(kept.page).read_text(encoding="utf-8")
    assert state.file(str(kept.quarantine)).read_text(encoding="utf-8-sig").endswith("x;b\n")
    other = tell_csv("id,name\nx,b\n", [ID, {**NAME, "title": "Nimi"}])
    assert other.validation.schema_sha256 != told.validation.schema_sha256


def test_valid_data_have_no_quarantine(tell_csv: Tell, state: State) -> None:
    kept = keep(state, tell_csv("id,name\n1,b\n", [ID, NAME]), 0)
    assert sorted(kept.files()) == ["page", "report"]
    assert not any(key.endswith(".csv") for key in state.keys("reports"))


def test_old_reports_go_when_a_new_one_comes_and_the_latest_stays(
    tell_csv: Tell, state: State
) -> None:
    told = tell_csv("id,name\nx,b\n", [ID, NAME])
    old = keep(state, told, 0, "a1")
    young = keep(state, told, 1, "b2")
    assert all(state.exists(key) for key in old.files().values())
    latest = keep(state, told, 91, "c3")
    assert not any(state.exists(key) for key in old.files().values())
    assert all(state.exists(key) for key in (*young.files().values(), *latest.files().values()))
    last = keep(state, told, 1_000, "d4")
    assert Reports("traffic-counts", state).latest() == last
    assert len(state.keys("reports/traffic-counts")) == 4, "index, report, page, quarantine"


def test_the_same_report_again_is_kept_once(tell_csv: Tell, state: State) -> None:
    told = tell_csv("id,name\nx,b\n", [ID, NAME])
    keep(state, told, 0)
    again = keep(state, told, 80)
    keep(state, told, 100, "b2")
    assert all(state.exists(key) for key in again.files().values()), "it was young again"


def test_a_mended_file_of_the_same_name_leaves_no_quarantine_behind(
    tell_csv: Tell, state: State
) -> None:
    keep(state, tell_csv("id,name\nx,b\n", [ID, NAME]), 0)
    keep(state, tell_csv("id,name\n1,b\n", [ID, NAME]), 0)
    assert not any(key.endswith(".csv") for key in state.keys("reports"))


def test_what_no_index_names_is_removed(tell_csv: Tell, state: State) -> None:
    state.write_json("reports/traffic-counts/interrupted.json", {"summary": {}})
    state.write_json("reports/other-dataset/kept.json", {"summary": {}})
    keep(state, tell_csv("id,name\n1,b\n", [ID, NAME]), 0)
    assert not state.exists("reports/traffic-counts/interrupted.json")
    assert state.exists("reports/other-dataset/kept.json")


def test_nothing_was_kept_yet(state: State) -> None:
    assert Reports("traffic-counts", state).latest() is None


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_only_the_owner_may_read_the_files(tell_csv: Tell, state: State) -> None:
    kept = keep(state, tell_csv("id,name\nx,b\n", [ID, NAME]), 0)
    for key in (*kept.files().values(), "reports/traffic-counts/index.json"):
        assert stat.S_IMODE(state.file(key).stat().st_mode) == 0o600
