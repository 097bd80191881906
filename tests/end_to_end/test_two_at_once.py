"""Two runs at once on the same dataset: both end well, and nothing is lost or doubled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.errors import CatalogueMoved
from pipelines.orchestration import publishing, steps
from pipelines.publish import find_package, require_unmoved
from tests.end_to_end.desk import GOOD, MENDED, Desk, resource_ids
from tests.end_to_end.test_loading import write_url
from tests.end_to_end.test_publishing import ROWS, download

pytestmark = pytest.mark.ckan

HRI_RUN = "from pipelines.cli import main; main()"
MENDED_ROWS = [ROWS[0], {**ROWS[1], "paikkoja": 40}, ROWS[2]]


def begin(name: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HRI_RUN, "run", name],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ends_well(run: subprocess.Popen[str]) -> None:
    said, _ = run.communicate(timeout=300)
    assert run.returncode == 0, said


def published(desk: Desk, name: str) -> dict[str, str]:
    desk.declare(name)
    desk.send(GOOD)
    assert desk.run(name).green
    return resource_ids(desk.show(name))


def assert_one_whole_dataset(desk: Desk, name: str, ids: dict[str, str]) -> None:
    assert len(desk.search(f'global_id:"{name}"')) == 1
    assert resource_ids(desk.show(name)) == ids
    assert desk.rows(ids["CSV"]) == MENDED_ROWS
    assert "094,40," in download(desk, name, "CSV").decode()


def test_two_runs_of_one_machine(desk: Desk) -> None:
    ids = published(desk, "twice-here")
    desk.send(MENDED)
    for run in [begin("twice-here"), begin("twice-here")]:
        ends_well(run)
    assert_one_whole_dataset(desk, "twice-here", ids)
    work = desk.work()
    dataset = work.declarations.named("twice-here")
    assert publishing.planned(work, dataset).writes == 0
    publishing.verified(work, dataset)


def test_two_machines_that_share_the_database(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HRI_DATASTORE_WRITE_URL", write_url(desk))
    ids = published(desk, "twice-anywhere")
    desk.send(MENDED)
    other = tmp_path / "other-dagster"
    other.mkdir()
    elsewhere = {"HRI_STATE": str(tmp_path / "other-state"), "DAGSTER_HOME": str(other)}
    for run in [begin("twice-anywhere"), begin("twice-anywhere", **elsewhere)]:
        ends_well(run)
    assert_one_whole_dataset(desk, "twice-anywhere", ids)


def test_an_edit_while_we_planned_is_not_written_over(desk: Desk) -> None:
    published(desk, "edited-meanwhile")
    desk.send(MENDED)
    work = desk.work()
    dataset = work.declarations.named("edited-meanwhile")
    steps.extracted(work, dataset)
    steps.validated(work, dataset)
    steps.converted(work, dataset)
    plan = publishing.planned(work, dataset)
    work.ckan.write("package_patch", {"id": plan.package_id, "search_synonyms": "vene"})
    with pytest.raises(CatalogueMoved, match="somebody changed the package"):
        require_unmoved(plan, work.ckan)
    publishing.published(work, dataset, {"run": "test"})
    package = find_package(dataset, work.ckan)
    assert package is not None
    assert desk.rows(dataset.resource_id("csv")) == MENDED_ROWS
