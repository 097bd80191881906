"""Who works on a dataset keeps out the others who share the state, the database, or nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from pipelines.catalogue import Ckan
from pipelines.database import DataStoreDatabase
from pipelines.declarations import load
from pipelines.errors import CatalogueBusy, CatalogueMoved
from pipelines.orchestration.dataset_lock import alone, in_turn
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import Call, Plan, require_unmoved
from pipelines.settings import Catalogue, read_settings
from pipelines.state import State
from tests.extract.postgresql import PASSWORD, running
from tests.orchestration.catalogue import serving_catalogue

T = TypeVar("T")
HOLDER = """
import sys, time
from pipelines.database import DataStoreDatabase
with DataStoreDatabase(sys.argv[1]).alone("hri ferries", 1):
    print("held", flush=True)
    time.sleep(60)
"""


def workplace(folder: Path, database: DataStoreDatabase | None = None) -> Workplace:
    folder.mkdir(exist_ok=True)
    work = Workplace(read_settings(), load(folder, folder))
    work.state, work.database = State(folder / "state"), database
    work.catalogue = Catalogue("http://127.0.0.1:9", "token", is_sandbox=True)
    return work


def elsewhere(action: Callable[[], T]) -> T:
    """Do it in another thread, as another run in the same process would."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(action).result()


def enter(work: Workplace, name: str = "ferries") -> bool:
    with alone(work, name, seconds=0.1):
        return True


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with running() as server:
        yield f"postgresql://postgres:{PASSWORD}@127.0.0.1:{server.port}/postgres"


def test_runs_that_share_the_state_wait_for_each_other(tmp_path: Path) -> None:
    work, other = workplace(tmp_path), workplace(tmp_path)
    with in_turn(work, "ferries"):
        with pytest.raises(CatalogueBusy, match=r"ferries: another run has had it in hand for 0 s"):
            elsewhere(lambda: enter(other))
        assert elsewhere(lambda: enter(other, "trams"))
    assert elsewhere(lambda: enter(other))


def test_who_has_a_dataset_in_hand_may_take_it_once_more(tmp_path: Path) -> None:
    work = workplace(tmp_path)
    with in_turn(work, "ferries"), alone(work, "ferries"):
        assert enter(work)
    assert elsewhere(lambda: enter(work))


def test_machines_that_share_the_database_wait_for_each_other(
    tmp_path: Path, database: str
) -> None:
    here = workplace(tmp_path / "here", DataStoreDatabase(database))
    there = workplace(tmp_path / "there", DataStoreDatabase(database))
    with alone(here, "ferries"):
        assert enter(here)
        with pytest.raises(CatalogueBusy, match="another machine"):
            elsewhere(lambda: enter(there))
        assert elsewhere(lambda: enter(there, "trams"))
    assert elsewhere(lambda: enter(there))


def test_a_machine_that_dies_gives_the_dataset_back(tmp_path: Path, database: str) -> None:
    work = workplace(tmp_path, DataStoreDatabase(database))
    command = [sys.executable, "-c", HOLDER, database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(CatalogueBusy):
            enter(work)
        holder.kill()
        holder.wait()
    with alone(work, "ferries", seconds=5):
        pass


def test_a_package_that_somebody_changed_meanwhile_is_not_written_over() -> None:
    with serving_catalogue() as (url, catalogue), Ckan(url, "token") as ckan:
        package = ckan.write(
            "package_create",
            {"name": "ferries", "resources": [], "metadata_modified": "2026-01-01T00:00:00"},
        )
        call = Call("package_patch", {"id": package["id"]}, "change the title")
        plan = Plan(
            "ferries",
            (call,),
            package_id=package["id"],
            seen={"metadata_modified": "2026-01-01T00:00:00"},
        )
        require_unmoved(plan, ckan)
        catalogue.packages[package["id"]]["metadata_modified"] = "2026-01-01T00:00:01"
        with pytest.raises(CatalogueMoved, match="ferries: somebody changed the package"):
            require_unmoved(plan, ckan)
        require_unmoved(
            Plan("ferries", seen={"metadata_modified": "2026-01-01T00:00:00"}), ckan
        )  # nothing to write


def test_a_package_that_somebody_created_meanwhile_is_not_created_twice() -> None:
    with serving_catalogue() as (url, catalogue), Ckan(url, "token") as ckan:
        plan = Plan("ferries", (Call("package_create", {"name": "ferries"}, "create"),))
        require_unmoved(plan, ckan)
        catalogue.packages["p"] = {"id": "p", "name": "ferries", "metadata_modified": "2026-01-01"}
        with pytest.raises(CatalogueMoved):
            require_unmoved(plan, ckan)
