"""CKAN is killed before and after every single write of a publish; the next run completes it."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.catalogue import Ckan
from pipelines.errors import CatalogueUnavailable
from pipelines.orchestration import publishing, steps
from pipelines.orchestration.workplace import Workplace
from sandbox import Sandbox
from tests.end_to_end.desk import GOOD, MENDED, Desk, resource_ids
from tests.end_to_end.test_publishing import ROWS

pytestmark = pytest.mark.ckan


class DyingCkan(Ckan):
    """A catalogue whose server is killed after so many writes have been answered."""

    def __init__(self, ckan: Ckan, work: Workplace, portal: Sandbox, after: int) -> None:
        super().__init__(ckan.url, work.catalogue.token)
        self._portal, self._after = portal, after

    def _call(self, action: str, parameters: dict[str, Any], files: Any) -> Any:
        answer = super()._call(action, parameters, files)
        if self.writes > self._after:
            raise AssertionError("a write came through after the server was killed")
        if self.writes == self._after and not action.endswith("_show"):
            self._portal.kill_ckan()
        return answer


def publish(work: Workplace, name: str) -> None:
    """Do the four stages of one dataset."""
    dataset = work.declarations.named(name)
    steps.extracted(work, dataset)
    steps.validated(work, dataset)
    steps.converted(work, dataset)
    publishing.published(work, dataset, {"run": "test"})


def planned_writes(desk: Desk, name: str) -> int:
    """Return how many writes the dataset's publish needs now."""
    work = desk.work()
    dataset = work.declarations.named(name)
    publishing.organisations(work, {dataset.id: dataset})
    steps.extracted(work, dataset)
    steps.validated(work, dataset)
    steps.converted(work, dataset)
    return publishing.planned(work, dataset).writes


def crash(desk: Desk, name: str, after: int) -> None:
    """Publish with a server that dies after so many writes, and start it again."""
    work = desk.work()
    with DyingCkan(work.ckan, work, desk.portal, after) as dying:
        work.ckan = dying
        with pytest.raises(CatalogueUnavailable):
            publish(work, name)
    desk.portal.start_ckan()


def assert_whole(desk: Desk, name: str, rows: list[dict[str, Any]]) -> None:
    found = desk.search(f'global_id:"{name}"')
    assert len(found) == 1
    package = desk.show(name)
    expected = desk.work().declarations.named(name)
    assert resource_ids(package) == {
        "CSV": expected.resource_id("csv"),
        "JSON": expected.resource_id("json"),
        "Parquet": expected.resource_id("parquet"),
        "Data Package": expected.resource_id("datapackage"),
    }
    assert len(package["resources"]) == 4
    assert all(resource["url_type"] == "upload" for resource in package["resources"])
    assert desk.rows(expected.resource_id("csv")) == rows


def test_a_first_publish_survives_a_crash_after_every_write(desk: Desk) -> None:
    desk.send(GOOD)
    desk.declare("counted-crash")
    total = planned_writes(desk, "counted-crash")
    assert total == 9  # create, three uploads, table, rows, mark, descriptor, show
    for after in range(1, total):
        name = f"crash-after-{after}"
        desk.declare(name)
        crash(desk, name, after)
        visible = desk.search(f'global_id:"{name}"')
        assert visible == []  # nobody sees half a dataset
        publish(desk.work(), name)
        assert_whole(desk, name, ROWS)


def test_an_update_survives_a_crash_after_every_write(desk: Desk) -> None:
    desk.send(GOOD)
    desk.declare("updated-crash")
    planned_writes(desk, "updated-crash")
    publish(desk.work(), "updated-crash")
    desk.send(MENDED)
    total = planned_writes(desk, "updated-crash")
    assert total == 8  # three uploads, the mark away, the row, the mark, descriptor, dates
    mended = [ROWS[0], {**ROWS[1], "paikkoja": 40}, ROWS[2]]
    for after in range(1, total):
        desk.send(GOOD)
        publish(desk.work(), "updated-crash")
        desk.send(MENDED)
        crash(desk, "updated-crash", after)
        publish(desk.work(), "updated-crash")
        assert_whole(desk, "updated-crash", mended)
        assert planned_writes(desk, "updated-crash") == 0
