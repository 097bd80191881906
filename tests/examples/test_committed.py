"""The committed map layers, statistics and timetables, from the agency's system to the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.declarations import Declarations, load
from pipelines.extract import check_health
from pipelines.orchestration import steps
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import PROJECT, read_settings
from pipelines.state import State
from pipelines.web import Limits, Web, replica_rewrite
from sandbox.replica import Replica
from sandbox.replica.systems.statistics_database import LIMIT


@pytest.fixture(scope="module")
def declarations() -> Declarations:
    return load(PROJECT / "datasets", PROJECT / "schemas")


@pytest.fixture
def work(declarations: Declarations, agencies: Replica, tmp_path: Path) -> Workplace:
    LIMIT.forget()
    workplace = Workplace(read_settings({}), declarations)
    workplace.state = State(tmp_path / "state")
    workplace.web = Web(replica_rewrite(agencies.url), limits=Limits(gap=0))
    return workplace


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("pysakointipaikat", [1500]),
        ("helsingin-suurpiirit", [8]),
        ("vaesto-ian-mukaan", [3768]),
        ("helsingin-ostot", [12_000]),
        ("hsl-aikataulut", [60, 4, 2, 80, 800, 80]),
    ],
)
def test_a_committed_dataset_is_valid_and_converted(
    work: Workplace, name: str, rows: list[int]
) -> None:
    dataset = work.declarations.named(name)
    steps.extracted(work, dataset)
    assert [record["rows"] for record in steps.validated(work, dataset)] == rows
    for record in steps.converted(work, dataset):
        assert record["failures"] == {}


@pytest.mark.parametrize(
    "name",
    [
        "helsingin-3d-kaupunkimalli",
        "karttarajapinta",
        "tilastorajapinta",
        "hsl-ajoneuvojen-sijainnit",
        "digitraffic-tieliikenne",
    ],
)
def test_what_is_only_described_answers(work: Workplace, name: str) -> None:
    dataset = work.declarations.named(name)
    assert check_health(dataset, work.web, work.state, work.now).problem == ""


def test_what_is_not_the_citys_own_never_counts_as_helsinkis(declarations: Declarations) -> None:
    others = ("hsl-aikataulut", "hsl-ajoneuvojen-sijainnit", "digitraffic-tieliikenne")
    publishers = [declarations.publishers[declarations.named(n).publisher] for n in others]
    assert [(p.kind.value, p.counted) for p in publishers] == [
        ("joint-authority", False),
        ("joint-authority", False),
        ("state", False),
    ]
