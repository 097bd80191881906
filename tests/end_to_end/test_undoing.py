"""An earlier version is served again under the same ids, and stays until it is released."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
import requests

from pipelines.errors import OnHold
from pipelines.orchestration import publishing
from pipelines.orchestration.rollback import rolled_back
from pipelines.versions import Hold, Versions, hold, release
from tests.end_to_end.desk import FOUNTAINS, GOOD, MENDED, SCHEMA, Desk, resource_ids
from tests.end_to_end.test_publishing import CSV, ROWS, download
from tests.publish.described import violations

pytestmark = pytest.mark.ckan

RICHER = "koodi;paikkoja;avattu;kunta\n007;12,5;2020-02-29;Espoo\n100;1,5;;Vantaa\n"


@pytest.fixture
def site(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = desk.state.parent / "site"
    monkeypatch.setenv("HRI_SITE", str(folder))
    monkeypatch.setenv("HRI_SITE_URL", "https://hri.fi/tila")
    return folder


def dictionary(desk: Desk, resource: str) -> dict[str, Any]:
    fields = desk.work().ckan.read("datastore_search", resource_id=resource, limit=0)["fields"]
    return {f["id"]: (f["type"], f.get("info")) for f in fields if f["id"] != "_id"}


def evolved(desk: Desk, name: str) -> None:
    """Declare a schema whose column has another type, and one column more, as version 2.0."""
    fields = [dict(field) for field in SCHEMA["fields"]]
    fields[1] |= {"type": "number", "decimalChar": ",", "titles": {"fi": "Paikkoja keskimäärin"}}
    fields.append({"name": "kunta", "type": "string"})
    schema = {**SCHEMA, "fields": fields}
    (desk.schemas / "lautat.json").write_text(json.dumps(schema), encoding="utf-8")
    desk.declare(name, more='version: "2.0"\nannounce_days: 0\n')
    desk.send(RICHER)


def test_a_rollback_serves_the_old_rows_under_the_same_ids_until_it_is_released(
    desk: Desk, site: Path
) -> None:
    desk.declare("returning-ferries")
    desk.send(GOOD)
    assert desk.run().green
    package = desk.show("returning-ferries")
    ids = resource_ids(package)
    described = dictionary(desk, ids["CSV"])
    index_url = "https://hri.fi/tila/versions/returning-ferries/index.json"
    assert index_url in package["documentation"]
    address = f"{desk.portal.status()['url']}/dataset/returning-ferries"
    turtle = requests.get(f"{address}.ttl", timeout=30).text
    assert re.search(rf"foaf:page [^;]*<{index_url}>", turtle)
    assert re.search(r'(dcat:version|owl:versionInfo) "1.0"', turtle)
    assert violations(turtle) == []
    assert "1.0" in requests.get(address, timeout=30).text.split("Versio", 1)[1][:300]
    evolved(desk, "returning-ferries")
    assert desk.run().green
    assert len(desk.rows(ids["CSV"])) == 2
    work = desk.work()
    dataset = work.declarations.named("returning-ferries")
    first = Versions(dataset.id, work.state).names()[-1]

    done = rolled_back(work, dataset, first, "Väärä aineisto.", {"by": "toimitus"})

    assert (done.unmade, done.missing) == ({}, ())
    assert resource_ids(desk.show("returning-ferries")) == ids
    assert desk.show("returning-ferries")["id"] == package["id"]
    assert desk.show("returning-ferries")["version"] == "1.0"
    assert desk.rows(ids["CSV"]) == ROWS
    assert dictionary(desk, ids["CSV"]) == described
    assert download(desk, "returning-ferries", "CSV").decode() == CSV
    index = json.loads((site / "versions/returning-ferries/index.json").read_text("utf-8"))
    assert index["served"] == first
    latest = index["latest"]["returning-ferries.csv"]
    assert requests.get(latest, timeout=30).content.decode() == CSV
    dated = site / "versions/returning-ferries" / first / "returning-ferries.csv"
    file = next(f for f in index["versions"][-1]["files"] if f["name"].endswith(".csv"))
    assert hashlib.sha256(dated.read_bytes()).hexdigest() == file["sha256"]

    # A run of everything leaves it alone and is green; the same twice changes nothing.
    before = desk.written_since()["offset"]
    result = desk.run()
    assert result.green
    assert "Väärä aineisto." in str(result.outcomes[0].held)
    assert rolled_back(desk.work(), dataset, first, "Väärä aineisto.", {}).writes == 0
    assert desk.written_since(before)["writes"] == 0
    release(work.state, dataset.id)
    assert desk.run().green
    assert resource_ids(desk.show("returning-ferries")) == ids
    assert [row["kunta"] for row in desk.rows(ids["CSV"])] == ["Espoo", "Vantaa"]
    assert desk.show("returning-ferries")["version"] == "2.0"
    assert desk.run().writes == 0


def test_a_held_dataset_is_left_alone_and_the_others_are_published(desk: Desk) -> None:
    desk.declare("held-ferries")
    desk.declare("free-ferries", url=FOUNTAINS)
    desk.send(GOOD)
    desk.send(GOOD, FOUNTAINS)
    assert desk.run().green
    work = desk.work()
    dataset = work.declarations.named("held-ferries")
    hold(work.state, Hold(dataset=dataset.id, reason="Selvitetään.", since=work.now()))
    desk.send(MENDED)
    desk.send(MENDED, FOUNTAINS)

    result = desk.run()

    assert result.green
    by_name = {outcome.dataset: outcome for outcome in result.outcomes}
    assert "Selvitetään." in str(by_name["held-ferries"].held)
    assert by_name["free-ferries"].published
    assert download(desk, "held-ferries", "CSV").decode() == CSV
    assert download(desk, "free-ferries", "CSV").decode() == CSV.replace("094,,", "094,40,")
    with pytest.raises(OnHold, match=r"hri hold held-ferries --release"):
        desk.run("held-ferries")
    release(work.state, dataset.id)
    assert desk.run("held-ferries").green
    assert download(desk, "held-ferries", "CSV").decode() == CSV.replace("094,,", "094,40,")


def test_a_copy_of_the_catalogue_proves_that_nothing_is_to_be_done(desk: Desk) -> None:
    names = [f"copied-ferries-{number}" for number in range(3)]
    for name in names:
        desk.declare(name)
    desk.send(GOOD)
    assert desk.run().green

    work = desk.work()
    copy = work.ckan.take_copy()
    assert {package["name"] for package in copy.packages} >= set(names)
    _ = work.portal
    before = work.ckan.reads
    chosen = {name: work.declarations.named(name) for name in names}
    assert publishing.planned_organisations(work, chosen).writes == 0
    assert [publishing.planned(work, each).writes for each in chosen.values()] == [0, 0, 0]
    agency = work.ckan.read("organization_show", id="testivirasto", include_datasets=False)
    assert agency["title_translated"]["sv"] == "Testverket"
    assert work.ckan.reads == before
    # A field that somebody edited meanwhile: the catalogue itself is asked before anything is done.
    desk.work().ckan.write("package_patch", {"id": names[0], "maintainer": "Joku muu"})
    work.ckan.take_copy()
    plan = publishing.planned(work, chosen[names[0]])
    assert plan.changes == {"maintainer": ("Joku muu", "Testivirasto")}
