"""The baseline: moved by publishing, part by part; never past a failed check without a steward."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import SettingError
from pipelines.state import State
from pipelines.validate import Baselines

MONDAY = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path)


@pytest.fixture
def kept(state: State) -> Baselines:
    """The baseline after a first publication."""
    baselines = Baselines(state, "trees")
    baselines.publish({"rows": 100, "categories/laji": ["koivu"]}, [], "aa", MONDAY)
    return baselines


def test_before_the_first_publication_there_is_nothing(state: State) -> None:
    baselines = Baselines(state, "trees")
    assert (baselines.measures(), baselines.proposal(), baselines.accepted()) == ({}, None, [])


def test_what_passed_moves_with_the_publication(kept: Baselines) -> None:
    kept.propose({"rows": 105, "categories/laji": ["koivu"]}, [], "bb", TUESDAY)
    assert kept.proposal() is None
    kept.publish({"rows": 105, "categories/laji": ["koivu"]}, [], "bb", TUESDAY)
    assert kept.measures() == {"rows": 105, "categories/laji": ["koivu"]}


def test_what_failed_stays_and_the_rest_moves(kept: Baselines) -> None:
    new: dict[str, Any] = {"rows": 105, "categories/laji": ["koivu", "saarni"]}
    kept.propose(new, ["categories/laji"], "bb", TUESDAY)
    kept.publish(new, ["categories/laji"], "bb", TUESDAY)
    assert kept.measures() == {"rows": 105, "categories/laji": ["koivu"]}
    proposal = kept.proposal()
    assert proposal is not None
    assert (proposal.snapshot, proposal.at) == ("bb", TUESDAY.isoformat())
    assert list(proposal.lines()) == ["categories/laji: 1 value → 2 values", "  + saarni"]


def test_a_proposal_goes_when_the_data_come_back(kept: Baselines) -> None:
    kept.propose({"rows": 5}, ["rows"], "bb", MONDAY)
    kept.propose({"rows": 101}, [], "cc", TUESDAY)
    assert kept.proposal() is None


def test_accepting_is_recorded_with_who_when_and_why(kept: Baselines) -> None:
    kept.propose({"rows": 5, "categories/laji": ["koivu"]}, ["rows"], "bb", MONDAY)
    proposal = kept.accept("Aineistovastaava", "Vanhat puut poistettiin", TUESDAY)
    assert list(proposal.lines()) == ["rows: 100 → 5"]
    assert kept.measures() == {"rows": 5, "categories/laji": ["koivu"]}
    assert kept.proposal() is None
    assert kept.accepted() == [
        {
            "at": TUESDAY.isoformat(),
            "by": "Aineistovastaava",
            "reason": "Vanhat puut poistettiin",
            "changes": {"rows": {"before": 100, "now": 5}},
        }
    ]


@pytest.mark.parametrize(("by", "reason"), [("", "why"), ("who", "  ")])
def test_nobody_accepts_without_a_name_and_a_reason(kept: Baselines, by: str, reason: str) -> None:
    kept.propose({"rows": 5}, ["rows"], "bb", MONDAY)
    with pytest.raises(SettingError, match="who accepts a baseline, and why"):
        kept.accept(by, reason, TUESDAY)
    assert kept.measures()["rows"] == 100


def test_there_is_nothing_to_accept(kept: Baselines) -> None:
    with pytest.raises(SettingError, match="no new baseline is proposed for trees"):
        kept.accept("who", "why", TUESDAY)


def test_an_accepted_value_outlives_the_publication_of_its_version(kept: Baselines) -> None:
    kept.propose({"rows": 5}, ["rows"], "bb", MONDAY)
    kept.accept("who", "why", MONDAY)
    kept.publish({"rows": 5}, ["rows"], "bb", TUESDAY)
    assert kept.measures() == {"rows": 5}
    assert len(kept.accepted()) == 1


def test_a_first_value_that_failed_its_limit_is_not_taken(state: State) -> None:
    baselines = Baselines(state, "trees")
    baselines.publish({"null-share/laji": 0.9, "rows": 10}, ["null-share/laji"], "aa", MONDAY)
    assert baselines.measures() == {"rows": 10}


def test_what_no_check_measures_any_more_is_dropped(kept: Baselines) -> None:
    kept.publish({"rows": 100}, [], "bb", TUESDAY)
    assert kept.measures() == {"rows": 100}


def test_publishing_the_same_again_writes_nothing(kept: Baselines, tmp_path: Path) -> None:
    path = tmp_path / "baselines" / "trees.json"
    before = path.read_bytes()
    kept.publish({"rows": 100, "categories/laji": ["koivu"]}, [], "aa", TUESDAY)
    assert path.read_bytes() == before


def test_publishing_the_same_again_undoes_no_acceptance(kept: Baselines) -> None:
    kept.propose({"rows": 5}, ["rows"], "bb", TUESDAY)
    kept.accept("who", "why", TUESDAY)
    kept.publish({"rows": 100}, [], "aa", TUESDAY)
    assert kept.measures()["rows"] == 5
