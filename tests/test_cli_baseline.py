"""`hri baseline` as a steward calls it: what is proposed, and how it is accepted."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from pipelines.state import State
from pipelines.validate import Baselines
from tests.test_cli import hri

MONDAY = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
NAME = "puurekisteri"


@pytest.fixture
def state(tmp_path: Path) -> str:
    """A state in which half of the trees are gone and one species is new."""
    trees = Baselines(State(tmp_path / "state"), "hel-tree-register")
    trees.publish({"rows": 100, "categories/laji_suomi": ["koivu"]}, [], "v1", MONDAY)
    new = {"rows": 50, "categories/laji_suomi": ["saarni"]}
    trees.propose(new, list(new), "aa", MONDAY)
    return str(tmp_path / "state")


def test_the_proposal_is_shown_as_a_difference(state: str) -> None:
    said = hri("baseline", NAME, HRI_STATE=state)
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines() == [
        "puurekisteri",
        "  categories/laji_suomi: 1 value",
        "  rows: 100",
        "  proposed at 2026-11-23T06:00:00+00:00:",
        "    categories/laji_suomi: 1 value → 1 value",
        "      + saarni",
        "      − koivu",
        "    rows: 100 → 50",
        "if they are right: hri baseline puurekisteri --accept --by ROLE --reason TEXT",
    ]


def test_accepting_takes_it_and_keeps_who_and_why(state: str) -> None:
    refused = hri("baseline", NAME, "--accept", HRI_STATE=state)
    assert refused.returncode == 2
    assert "--by ROLE --reason TEXT" in refused.stderr

    words = ("--by", "Aineistovastaava", "--reason", "Vanhat poistettiin")
    accepted = hri("baseline", NAME, "--accept", *words, "--json", HRI_STATE=state)
    assert accepted.returncode == 0, accepted.stderr
    (record,) = json.loads(accepted.stdout)
    assert record["baseline"] == {"rows": 50, "categories/laji_suomi": ["saarni"]}
    assert record["accepted"][0]["by"] == "Aineistovastaava"
    assert record["accepted"][0]["reason"] == "Vanhat poistettiin"

    again = hri("baseline", NAME, "--accept", *words, HRI_STATE=state)
    assert again.returncode == 2
    assert "no new baseline is proposed" in again.stderr


def test_the_status_says_that_something_waits(state: str) -> None:
    said = hri("status", NAME, "--json", HRI_STATE=state)
    (row,) = json.loads(said.stdout)
    assert row["baseline_proposed"] == MONDAY.isoformat()


def test_an_api_has_no_baseline_to_accept(state: str) -> None:
    words = ("--accept", "--by", "Aineistovastaava", "--reason", "Ei mitään")
    refused = hri("baseline", "linked-events-rajapinta", *words, HRI_STATE=state)
    assert refused.returncode == 2
    assert "linked-events-rajapinta is an API: it has no table" in refused.stderr
