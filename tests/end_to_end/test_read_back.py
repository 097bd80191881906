"""What is served is compared with what was published, and repaired where it differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import CatalogueDiffers
from pipelines.orchestration import publishing
from tests.end_to_end.desk import GOOD, Desk, resource_ids
from tests.end_to_end.test_publishing import CSV, ROWS, download

pytestmark = pytest.mark.ckan


def published(desk: Desk, name: str) -> dict[str, str]:
    desk.declare(name)
    desk.send(GOOD)
    assert desk.run(name).green
    return resource_ids(desk.show(name))


def stored_file(desk: Desk, resource: str) -> Path:
    folder = desk.portal.folder.data / "ckan" / "resources"
    return folder / resource[:3] / resource[3:6] / resource[6:]


def reconciled(desk: Desk, name: str) -> None:
    work = desk.work()
    publishing.verified(work, work.declarations.named(name))


def test_a_spoiled_file_is_red_and_published_again(desk: Desk) -> None:
    ids = published(desk, "spoiled-file")
    stored_file(desk, ids["CSV"]).write_bytes(b"koodi\r\n")
    with pytest.raises(CatalogueDiffers, match="csv: the file is another"):
        reconciled(desk, "spoiled-file")
    assert desk.run("spoiled-file").green
    assert download(desk, "spoiled-file", "CSV").decode() == CSV
    assert resource_ids(desk.show("spoiled-file")) == ids
    reconciled(desk, "spoiled-file")


def test_a_table_that_somebody_loaded_anew_with_guessed_types_is_red_and_repaired(
    desk: Desk,
) -> None:
    ids = published(desk, "guessed-types")
    ckan = desk.work().ckan
    target = {"resource_id": ids["CSV"], "force": True}
    ckan.write("datastore_delete", target)
    fields = [{"id": name, "type": "text"} for name in ("koodi", "paikkoja", "avattu")]
    ckan.write("datastore_create", {**target, "fields": fields, "records": [{"koodi": "007"}]})
    with pytest.raises(CatalogueDiffers, match="DataStore: rows differ"):
        reconciled(desk, "guessed-types")
    assert desk.run("guessed-types").green
    assert desk.rows(ids["CSV"]) == ROWS
    reconciled(desk, "guessed-types")


def test_a_table_that_is_gone_is_red_and_loaded_again(desk: Desk) -> None:
    ids = published(desk, "gone-table")
    desk.work().ckan.write("datastore_delete", {"resource_id": ids["CSV"], "force": True})
    with pytest.raises(CatalogueDiffers, match="the table is gone"):
        reconciled(desk, "gone-table")
    assert desk.run("gone-table").green
    assert desk.rows(ids["CSV"]) == ROWS
