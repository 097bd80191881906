"""The code location over the committed declarations: graph, schedules, owners, and no warning."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from pathlib import Path

import pytest
from dagster import (
    AssetKey,
    AssetsDefinition,
    Definitions,
    ScheduleDefinition,
    build_schedule_context,
)

from pipelines.declarations import Declarations, load
from pipelines.model import Frequency, PlannedWithdrawal, Text
from pipelines.orchestration.assets import ORGANISATIONS, RETIREMENT
from pipelines.orchestration.code_location import build
from pipelines.orchestration.schedules import CADENCE, selection_of
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import PROJECT, read_settings
from pipelines.state import State
from pipelines.versions import Hold, hold


@pytest.fixture(scope="module")
def declarations() -> Declarations:
    return load(PROJECT / "datasets", PROJECT / "schemas")


@pytest.fixture
def definitions(declarations: Declarations, tmp_path: Path) -> Definitions:
    settings = read_settings({"HRI_STATE": str(tmp_path / "state")})
    return build(Workplace(settings, declarations))


def key(stage: str) -> AssetKey:
    return AssetKey(["hel_traffic_counts", stage])


def test_a_dataset_flows_through_four_assets(definitions: Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    flow = ["extracted", "validated", "converted", "published"]
    for before, after in itertools.pairwise(flow):
        assert key(before) in graph.get(key(after)).parent_keys
    assert key("published") in graph.get(AssetKey(["programme", "indicators"])).parent_keys
    node = graph.get(key("published"))
    assert node.owners == ["hri@hel.fi"]
    assert node.kinds == {"ckan"}
    assert node.tags["hri/frequency"] == "annual"
    assert node.group_name == "kaupunkiympariston_toimiala"


def test_the_host_that_is_asked_is_the_pool_of_its_assets(definitions: Definitions) -> None:
    pools = {
        spec_key: asset.op.pool
        for asset in definitions.assets or []
        if isinstance(asset, AssetsDefinition)
        for spec_key in asset.keys
    }
    assert pools[key("extracted")] == "www.hel.fi"
    assert pools[AssetKey(["hel_playgrounds", "extracted"])] == "kartta.hel.fi"
    assert {pool for at, pool in pools.items() if at.path[-1] != "extracted"} == {None}


def test_an_api_is_published_without_a_table(definitions: Definitions) -> None:
    keys = definitions.resolve_asset_graph().get_all_asset_keys()
    assert {k.path[1] for k in keys if k.path[0] == "hel_api_linked_events"} == {"published"}


def test_a_schedule_leaves_out_what_is_on_hold_and_rests_where_all_is(
    declarations: Declarations, definitions: Definitions, tmp_path: Path
) -> None:
    schedule = next(s for s in definitions.schedules or [] if s.name == "publish_weekly")
    assert isinstance(schedule, ScheduleDefinition)
    annual = declarations.named("hel-traffic-counts")
    state, now = State(tmp_path / "state"), dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    hold(state, Hold(dataset=annual.id, reason="Selvitetään.", since=now))
    (request,) = schedule.evaluate_tick(build_schedule_context()).run_requests or []
    assert key("published") not in (request.asset_selection or [])
    assert len(request.asset_selection or []) > 4

    for dataset in declarations.datasets.values():
        hold(state, Hold(dataset=dataset.id, reason="Selvitetään.", since=now))
    tick = schedule.evaluate_tick(build_schedule_context())
    assert not tick.run_requests
    assert "on hold" in str(tick.skip_message)


def test_the_catalogue_is_looked_at_every_day_apart_from_publishing(
    definitions: Definitions,
) -> None:
    daily = next(s for s in definitions.schedules or [] if s.name == "reconcile_daily")
    assert isinstance(daily, ScheduleDefinition)
    assert (daily.cron_schedule, daily.execution_timezone) == ("20 3 * * *", "Europe/Helsinki")
    looked = AssetKey(["catalogue", "reconciled"])
    assert looked not in definitions.resolve_job_def("publish").asset_layer.executable_asset_keys
    assert looked in definitions.resolve_job_def("reconcile").asset_layer.executable_asset_keys


def test_every_dataset_is_due_on_exactly_one_schedule(
    definitions: Definitions, declarations: Declarations
) -> None:
    due: list[AssetKey] = []
    for schedule in definitions.schedules or []:
        if isinstance(schedule, ScheduleDefinition) and schedule.name.startswith("publish_"):
            requests = schedule.evaluate_tick(build_schedule_context()).run_requests or []
            selected = [k for request in requests for k in request.asset_selection or []]
            due += [k for k in selected if k.path[1] == "published"]
    assert len(due) == len(set(due)) == len(declarations.datasets)
    assert set(CADENCE) == set(Frequency)


def test_a_faulty_declaration_stops_no_other(tmp_path: Path) -> None:
    good = (PROJECT / "datasets" / "liikennemaarat-helsingissa.yaml").read_text(encoding="utf-8")
    register = (PROJECT / "datasets" / "_publishers.yaml").read_text(encoding="utf-8")
    (tmp_path / "_publishers.yaml").write_text(register, encoding="utf-8")
    (tmp_path / "good.yaml").write_text(good, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("id: bad\nname: [", encoding="utf-8")
    definitions = build(Workplace(read_settings({}), load(tmp_path, PROJECT / "schemas")))
    keys = definitions.resolve_asset_graph().get_all_asset_keys()
    assert key("published") in keys
    assert not any(k.path[0] == "bad" for k in keys)


def test_what_ends_is_looked_at_every_day(declarations: Declarations) -> None:
    day = dt.date(2026, 6, 1)
    trams = declarations.named("hel-traffic-counts")
    end = PlannedWithdrawal(on=day, reason=Text(fi="Lähde lakkaa."))
    ending = trams.model_copy(update={"withdrawn": end})
    datasets = {**declarations.datasets, ending.id: ending}
    definitions = build(
        Workplace(read_settings({}), dataclasses.replace(declarations, datasets=datasets))
    )
    daily = definitions.resolve_schedule_def("retire_daily")
    (request,) = daily.evaluate_tick(build_schedule_context()).run_requests or []
    assert request.asset_selection == [RETIREMENT, key("published")]
    before = selection_of([ending], day - dt.timedelta(days=1))
    assert len(before) == 5
    assert selection_of([ending], day) == [ORGANISATIONS, key("published")]
