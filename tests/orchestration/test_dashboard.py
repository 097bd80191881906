"""The dashboard as an asset: made of what was counted, and written to the site once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from dagster import DagsterInstance, materialize

from pipelines.declarations import load
from pipelines.errors import InvalidData, NothingCounted
from pipelines.model import Programme
from pipelines.orchestration import failures, indicator_assets
from pipelines.orchestration.dashboard import dashboard_written, facts_of
from pipelines.orchestration.measuring import measured
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import PROJECT, Catalogue, read_settings
from pipelines.site import SiteFiles
from pipelines.site.dashboard.facts import DatasetPage, Failing
from pipelines.state import State
from tests.measure.invented import CATALOGUE, NOON, PUBLISHERS, package

TREES = "puurekisteri"
MONTHLY = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
OVERDUE = package(
    TREES,
    "kymp",
    "2020-01-01",
    global_id="hel-tree-register",
    title_translated={"fi": "Puurekisteri", "sv": "Trädregister"},
    frequency=MONTHLY,
    data_changed="2026-01-01",
)


class Shown:
    """A catalogue that shows the invented packages and a tree register that is overdue."""

    def packages(self) -> list[dict[str, Any]]:
        return [*CATALOGUE, OVERDUE]


@pytest.fixture
def work(tmp_path: Path) -> Workplace:
    declared = load(PROJECT / "datasets", PROJECT / "schemas")
    trees = declared.named(TREES)
    goals = [{"indicator": "machine_readable", "year": 2026, "target": 90}]
    made = Workplace(
        read_settings({"HRI_STATE": str(tmp_path / "state")}),
        type(declared)(
            datasets={trees.id: trees},
            schemas=declared.schemas,
            publishers=PUBLISHERS,
            programme=Programme.model_validate({"goals": goals}),
        ),
        now=lambda: NOON,
    )
    vars(made).update(
        ckan=Shown(),
        catalogue=Catalogue("https://hri.fi/data", "", is_sandbox=False),
        state=State(tmp_path / "state"),
        site=SiteFiles(str(tmp_path / "site"), "https://hri.fi/tila"),
    )
    return made


def site_of(work: Workplace) -> SiteFiles:
    assert work.site is not None
    return work.site


def test_the_asset_writes_the_page_and_once_only(work: Workplace) -> None:
    assets = [indicator_assets.indicators({}), indicator_assets.dashboard()]
    with DagsterInstance.ephemeral() as instance:
        first, second = (
            materialize(assets, instance=instance, resources={"workplace": work}) for _ in "12"
        )
    files = site_of(work).paths()
    assert {"fi/indicators.html", "sv/indicators.html", "en/indicators.html"} < set(files)
    assert {"indicators.css", "style.css", "indicators/ledger.csv"} < set(files)
    changed = [
        result.asset_materializations_for_node("site__dashboard")[0].metadata["files changed"].value
        for result in (first, second)
    ]
    assert changed == [len(files), 0]


def test_a_chart_that_has_nothing_to_show_any_more_is_removed(work: Workplace) -> None:
    measured(work)
    site_of(work).write("fi/indicators/old.svg", "<svg/>")
    dashboard_written(work)
    assert "fi/indicators/old.svg" not in site_of(work).paths()


def test_datasets_lead_to_their_pages(work: Workplace) -> None:
    measured(work)
    site_of(work).write("fi/datasets/hel-tree-register.html", "")
    pages = facts_of(work, site_of(work)).datasets
    assert pages[TREES] == DatasetPage(
        {"fi": "Puurekisteri", "sv": "Trädregister"}, "datasets/hel-tree-register.html"
    )
    assert pages["plans"] == DatasetPage({"fi": "plans"}, "https://hri.fi/data/dataset/plans")


def test_what_to_mend_is_named(work: Workplace) -> None:
    measured(work)
    (trees,) = work.declarations.datasets.values()
    failures.keep(work.state, trees, "validated", InvalidData("x"), NOON)
    facts = facts_of(work, site_of(work))
    assert facts.failing == [Failing(TREES, "validated", dt.date(2026, 11, 24))]
    # Overdue by more than one and a half months; espoo's dataset is not the city's to mend.
    assert facts.wanting["timely_data"] == [TREES]
    assert facts.wanting["machine_readable"] == [
        "loans-2015", "loans-2016", "plans", "playgrounds", TREES, "trees",
    ]  # fmt: skip
    assert [each.dataset for each in facts.scores] == [TREES]


def test_an_empty_ledger_is_said(work: Workplace) -> None:
    with pytest.raises(NothingCounted, match="hri run"):
        dashboard_written(work)


def test_without_a_site_nothing_is_written(work: Workplace) -> None:
    vars(work).update(site=None)
    assert dashboard_written(work) == 0
