"""A CKAN without any schema or extension of ours: what it lacks stands in its extras."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import config_files
from sandbox.replica import Replica
from tests.end_to_end.desk import GOOD, Desk, desk_at, resource_ids
from tests.portals import new_portal

pytestmark = pytest.mark.ckan

OURS = ("scheming.", "licenses_group_url", "ckanext.dcat.", "ckan.plugins")


@pytest.fixture
def plain_desk(
    tmp_path: Path, agencies: Replica, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    lines = config_files.CKAN_INI.splitlines()
    kept = [line for line in lines if not line.startswith(OURS)]
    kept.insert(kept.index("ckan.uploads_enabled = true"), "ckan.plugins = activity datastore")
    monkeypatch.setattr(config_files, "CKAN_INI", "\n".join(kept) + "\n")
    with (
        new_portal("tests-plain") as portal,
        desk_at(portal, tmp_path, agencies, monkeypatch) as desk,
    ):
        yield desk


def test_a_plain_ckan_shows_the_dataset_and_is_written_to_once(plain_desk: Desk) -> None:
    plain_desk.declare("plain-ferries")
    plain_desk.send(GOOD)
    result = plain_desk.run()
    assert result.green, [outcome.failures for outcome in result.outcomes]
    package = plain_desk.show("plain-ferries")
    assert (package["title"], package["notes"]) == ("Plain-ferries", "Kuvaus.")
    assert sorted(tag["name"] for tag in package["tags"]) == ["test", "testi"]
    extras = {extra["key"]: extra["value"] for extra in package["extras"]}
    assert extras["global_id"] == "plain-ferries"
    assert extras["temporal_end"] == "2020-02-29"
    assert plain_desk.rows(resource_ids(package)["CSV"])[0]["koodi"] == "007"

    before = plain_desk.written_since()["offset"]
    again = plain_desk.run()
    assert (again.green, again.writes) == (True, 0)
    assert plain_desk.written_since(before)["writes"] == 0
