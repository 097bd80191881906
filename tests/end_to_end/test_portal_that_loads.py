"""On a portal with ckanext-xloader and its worker, the DataStore table stays the published one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import Ckan
from pipelines.orchestration import publishing
from sandbox.replica import Replica
from tests.end_to_end.desk import GOOD, MENDED, Desk, desk_at, resource_ids
from tests.end_to_end.test_publishing import ROWS
from tests.portals import new_portal

pytestmark = pytest.mark.ckan

LOADED = ("complete", "error")


@pytest.fixture
def desk(tmp_path: Path, agencies: Replica, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with (
        new_portal("tests-xloader", loads_uploads=True) as portal,
        desk_at(portal, tmp_path, agencies, monkeypatch) as made,
    ):
        yield made


def task(ckan: Ckan, resource: str) -> dict[str, Any]:
    return dict(ckan.read("xloader_status", resource_id=resource))


def wait_for_the_worker(ckan: Ckan, resource: str, after: str = "") -> str:
    """Return when the worker ended with what was submitted after that moment."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        found = task(ckan, resource)
        if found["status"] in LOADED and str(found["last_updated"]) > after:
            return str(found["last_updated"])
        time.sleep(0.2)
    raise AssertionError(f"the worker did not come to {resource}: {task(ckan, resource)}")


def types(ckan: Ckan, resource: str) -> dict[str, str]:
    fields = ckan.read("datastore_search", resource_id=resource, limit=0)["fields"]
    return {each["id"]: each["type"] for each in fields if each["id"] != "_id"}


def assert_still_ours(desk: Desk, ids: dict[str, str], rows: list[dict[str, Any]]) -> None:
    work = desk.work()
    dataset = work.declarations.named("loaded-anew")
    assert desk.rows(ids["CSV"]) == rows
    assert types(work.ckan, ids["CSV"]) == {"koodi": "text", "paikkoja": "int8", "avattu": "date"}
    publishing.verified(work, dataset)  # the dictionary too
    assert publishing.planned(work, dataset).writes == 0


def load_one_by_hand(desk: Desk, package: str, folder: Path) -> dict[str, str]:
    """Upload a table as a steward does in the browser; return the types that it then has."""
    file = folder / "by-hand.csv"
    file.write_text("koodi,paikkoja\n007,12\n", encoding="utf-8")
    ckan = desk.work().ckan
    named = {"name_translated": {"fi": "Käsin"}, "format": "CSV", "url": "http://127.0.0.1:9/"}
    made = ckan.write("resource_create", {"package_id": package, **named})
    empty = wait_for_the_worker(ckan, made["id"])
    ckan.upload("resource_patch", {"id": made["id"]}, file, file.name)
    wait_for_the_worker(ckan, made["id"], after=empty)
    return types(ckan, made["id"])


def test_our_table_survives_a_portal_that_loads_uploads_by_itself(
    desk: Desk, tmp_path: Path
) -> None:
    desk.declare("loaded-anew")
    desk.send(GOOD)
    run = desk.run("loaded-anew")
    assert run.green, run
    package, ckan = desk.show("loaded-anew"), desk.work().ckan
    ids = resource_ids(package)
    first = wait_for_the_worker(ckan, ids["CSV"])
    assert_still_ours(desk, ids, ROWS)

    desk.send(MENDED)
    assert desk.run("loaded-anew").green
    wait_for_the_worker(ckan, ids["CSV"], after=first)
    assert_still_ours(desk, ids, [ROWS[0], {**ROWS[1], "paikkoja": 40}, ROWS[2]])
    assert resource_ids(desk.show("loaded-anew")) == ids

    # The worker is at work: what nobody protects is loaded, with guessed types.
    assert load_one_by_hand(desk, package["id"], tmp_path)["paikkoja"] in ("text", "numeric")
