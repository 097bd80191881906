"""Who writes the site: a job of its own, after every count, and `hri site`."""

from __future__ import annotations

import json
from typing import Any

from dagster import DagsterInstance, materialize

from pipelines.orchestration.assets import PAGES
from pipelines.orchestration.code_location import build
from pipelines.orchestration.site_assets import pages
from pipelines.settings import Catalogue, claim_state
from pipelines.state import State
from tests.site.town import Town
from tests.test_cli import hri


def materialised(town: Town, *, with_site: bool = True) -> dict[str, Any]:
    with town.at_work() as work, DagsterInstance.ephemeral() as instance:
        work.site = work.site if with_site else None
        result = materialize(
            [pages(work.declarations.datasets)], instance=instance, resources={"workplace": work}
        )
        (event,) = result.get_asset_materialization_events()
        return {name: each.value for name, each in event.materialization.metadata.items()}


def test_the_asset_says_where_the_site_is_and_what_it_wrote(helsinki: Town) -> None:
    first = materialised(helsinki)
    assert first["address"] == "https://hri.example/tila/index.html"
    written = [path for path in helsinki.files() if not path.endswith("/reports.html")]
    assert first["files"] == first["changed"] == len(written)
    assert materialised(helsinki) == {**first, "changed": 0}


def test_without_a_place_nothing_is_written_and_nothing_fails(helsinki: Town) -> None:
    assert "HRI_SITE is not set" in materialised(helsinki, with_site=False)["site"]
    assert helsinki.files() == {}


def test_the_site_is_a_job_of_its_own_after_every_count(helsinki: Town) -> None:
    with helsinki.at_work() as work:
        definitions = build(work)
    jobs = {
        name: set(definitions.resolve_job_def(name).asset_layer.executable_asset_keys)
        for name in ("publish", "measure", "site")
    }
    assert jobs["site"] == {PAGES}
    assert PAGES not in jobs["publish"] | jobs["measure"]
    names = {sensor.name for sensor in definitions.sensors or []}
    assert {"site_after_success", "site_after_failure"} <= names


def test_hri_site_writes_the_pages_that_changed(helsinki: Town) -> None:
    state = State(helsinki.folder / "claimed")
    catalogue = helsinki.catalogue.url
    claim_state(state, Catalogue(catalogue, "token", is_sandbox=False))
    for key in helsinki.state.keys(""):
        state.put(helsinki.state.file(key), key)
    environment = {
        "CKAN_URL": catalogue,
        "CKAN_API_TOKEN": "token",
        "HRI_STATE": str(state.root),
        "HRI_DATASETS": str(helsinki.datasets),
        "HRI_SCHEMAS": str(helsinki.schemas),
    }
    place = {"HRI_SITE": str(helsinki.folder / "site"), "HRI_SITE_URL": "https://hri.example/tila"}
    said = json.loads(hri("site", "--json", **environment, **place).stdout)
    assert said == {
        "address": "https://hri.example/tila/index.html",
        "files": 45,
        "changed": 45,
        "removed": 0,
    }
    # Of two runs at different moments, only what is due may differ.
    again = json.loads(hri("site", "--json", **environment, **place).stdout)
    assert again["changed"] in range(11)

    refused = hri("site", **environment)
    assert refused.returncode == 2
    assert "HRI_SITE, a folder or an fsspec URL, and HRI_SITE_URL" in refused.stderr
