"""Damage that others do to the catalogue is found, and mended by the next run."""

from __future__ import annotations

import pytest
from dagster import DagsterInstance

from pipelines.orchestration import code_location
from pipelines.orchestration.reconciling import Files, Reconciliation, reconciled
from pipelines.orchestration.rollback import rolled_back
from pipelines.orchestration.running import QUIET
from pipelines.versions import Hold, Versions, hold, release
from tests.end_to_end.desk import FOUNTAINS, GOOD, MENDED, Desk, resource_ids
from tests.end_to_end.test_publishing import CSV, ROWS, download
from tests.end_to_end.test_read_back import stored_file
from tests.test_cli import hri

pytestmark = pytest.mark.ckan


def look(desk: Desk, *, files: Files = "all", mend: bool = False) -> Reconciliation:
    work = desk.work()
    with work.ckan:
        return reconciled(work, list(work.declarations.datasets.values()), files=files, mend=mend)


def told(found: Reconciliation) -> set[tuple[str, str]]:
    return {(each.kind, each.what) for each in found.findings}


def scheduled(desk: Desk) -> bool:
    """Do what the schedule's job does; tell whether it was green."""
    work = desk.work()
    with DagsterInstance.get() as instance:
        job = code_location.build(work).resolve_job_def("reconcile")
        done = job.execute_in_process(instance=instance, raise_on_error=False, run_config=QUIET)
    return done.success


def damage(desk: Desk, ids: dict[str, str]) -> None:
    """Do what hands do: another file, a row less, another label, another contact."""
    ckan = desk.work().ckan
    stored_file(desk, ids["JSON"]).write_bytes(b"[]")
    csv = {"resource_id": ids["CSV"], "force": True}
    ckan.write("datastore_delete", {**csv, "filters": {"koodi": "094"}})
    ckan.write("package_patch", {"id": "damaged-ferries", "maintainer": "Joku muu"})
    ckan.write(
        "resource_create",
        {
            "package_id": "damaged-ferries",
            "name_translated": {"fi": "Liite"},
            "url": "https://example.org/a.pdf",
            "format": "PDF",
        },
    )


def test_planted_damage_is_found_and_the_next_run_mends_it(desk: Desk) -> None:
    desk.declare("damaged-ferries")
    desk.declare("sound-ferries", url=FOUNTAINS)
    desk.send(GOOD)
    desk.send(MENDED, FOUNTAINS)
    assert look(desk).findings == ()
    assert desk.run().green
    ids = resource_ids(desk.show("damaged-ferries"))
    found = look(desk)
    # Three formats and the descriptor of each; one table each.
    assert (found.green, found.datasets, found.files, found.tables) == (True, 2, 8, 2)
    assert scheduled(desk)

    damage(desk, ids)
    found = look(desk)
    assert told(found) == {
        ("metadata", "edited in the catalogue: maintainer"),
        ("file", "JSON: the file is another, or none"),
        ("table", "DataStore: rows differ"),
        ("undeclared", "a resource that no declaration names; it is left alone"),
    }
    assert {each.dataset for each in found.findings} == {"damaged-ferries"}
    assert not found.green
    assert [each.kind for each in found.findings if not each.is_red] == ["undeclared"]
    assert ("file", "JSON: the file is another, or none") not in told(look(desk, files="none"))
    kept = desk.work().state.read_json("reconciled/latest.json") or {}
    assert kept["green"] is False

    said = hri("reconcile", "--files", "none", **desk.environment)
    assert said.returncode == 1, said.stderr
    assert "2 datasets, 0 files, 2 tables compared: 2 differences" in said.stdout
    assert "edited in the catalogue: maintainer" in said.stdout

    # On hold no run would publish, so that nothing is taken away.
    held = Hold(dataset="damaged-ferries", reason="Selvitetään.", since=found.at)
    hold(desk.work().state, held)
    assert look(desk, mend=True).repaired == ()
    release(desk.work().state, "damaged-ferries")
    assert look(desk, mend=True).repaired == ("damaged-ferries",)
    assert desk.run().green
    assert {each.kind for each in look(desk).findings} == {"undeclared"}
    assert desk.rows(ids["CSV"]) == ROWS
    assert download(desk, "damaged-ferries", "CSV").decode() == CSV
    assert desk.show("damaged-ferries")["maintainer"] == "Testivirasto"


def test_a_dictionary_an_edited_resource_and_what_vanished_are_found(desk: Desk) -> None:
    desk.declare("relabelled-ferries")
    desk.declare("vanished-ferries", url=FOUNTAINS)
    desk.send(GOOD)
    desk.send(GOOD, FOUNTAINS)
    assert desk.run().green
    ids = resource_ids(desk.show("relabelled-ferries"))
    ckan = desk.work().ckan
    shown = ckan.read("datastore_search", resource_id=ids["CSV"], limit=0)["fields"]
    fields = [{**field, "info": {"label": "Toinen"}} for field in shown if field["id"] != "_id"]
    ckan.write("datastore_create", {"resource_id": ids["CSV"], "force": True, "fields": fields})
    ckan.write("resource_patch", {"id": ids["Parquet"], "name_translated": {"fi": "Toinen nimi"}})
    ckan.write("package_delete", {"id": "vanished-ferries"})

    found = look(desk, mend=True)

    assert told(found) == {
        ("table", "DataStore: the dictionary differ"),
        ("metadata", "Parquet: edited in the catalogue: name_translated"),
        ("vanished", "the dataset is gone from the catalogue"),
    }
    assert desk.run("relabelled-ferries").green
    assert {each.kind for each in look(desk).findings} == {"vanished"}
    # The scheduled one is red, and says why.
    assert not scheduled(desk)


def test_a_rolled_back_dataset_is_compared_with_the_version_that_it_serves(desk: Desk) -> None:
    desk.declare("older-ferries")
    desk.send(GOOD)
    assert desk.run().green
    desk.send(MENDED)
    assert desk.run().green
    work = desk.work()
    first = Versions("older-ferries", work.state).names()[-1]
    rolled_back(work, work.declarations.named("older-ferries"), first, "Väärin.", {})
    assert look(desk).findings == ()
