"""The examples of `wfs`, `pxweb`, several files, GTFS and `link`, run as they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.declarations import REGISTER, Declarations, load
from pipelines.extract import check_health
from pipelines.orchestration import steps
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import PROJECT, read_settings
from pipelines.state import State
from pipelines.web import Limits, Web, replica_rewrite
from sandbox.replica import Replica
from sandbox.replica.systems.statistics_database import LIMIT
from tests.examples.worked import SHOWN


def shown(page: str, folder: Path) -> Declarations:
    """Write the files that a page of docs/sources shows, and load them without a fault."""
    text = (PROJECT / "docs" / "sources" / page).read_text(encoding="utf-8")
    files = {"datasets/" + REGISTER: (PROJECT / "datasets" / REGISTER).read_text(encoding="utf-8")}
    for name, content in [*files.items(), *SHOWN.findall(text)]:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    declarations = load(folder / "datasets", folder / "schemas")
    assert [str(fault) for fault in declarations.faults] == []
    return declarations


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


@pytest.fixture
def web(agencies: Replica) -> Web:
    LIMIT.forget()
    return Web(replica_rewrite(agencies.url), limits=Limits(gap=0))


@pytest.mark.parametrize(
    ("page", "rows", "first"),
    [
        ("wfs.md", [1500], "id,luokka_nimi,paikat_ala,geometry\r\n1,"),
        ("pxweb.md", [628], "aluekoodi,alue,ika,vuosi,vaesto,tila\r\n0910000000,091 Helsinki,ALL,"),
        ("gtfs.md", [60, 800], "stop_id,stop_code,stop_name,stop_lat,stop_lon,"),
        ("files.md", [12_000], "Hankintayksikkö,Tili,Tilin nimi,Tositepäivä,Summa\r\n"),
    ],
)
def test_an_example_works_as_it_is_written(
    page: str, rows: list[int], first: str, state: State, web: Web, tmp_path: Path
) -> None:
    declarations = shown(page, tmp_path)
    (dataset,) = declarations.datasets.values()
    work = Workplace(read_settings({}), declarations)
    work.state, work.web = state, web
    steps.extracted(work, dataset)
    assert [record["rows"] for record in steps.validated(work, dataset)] == rows
    records = steps.converted(work, dataset)
    assert [record["failures"] for record in records] == [{}] * len(rows)
    csv = state.file(records[0]["files"]["csv"]["key"]).read_bytes().decode()
    assert csv.startswith(first)


def test_links_are_looked_at(state: State, web: Web, tmp_path: Path) -> None:
    declarations = shown("link.md", tmp_path)
    (dataset,) = declarations.datasets.values()
    work = Workplace(read_settings({}), declarations)
    assert check_health(dataset, web, state, work.now).healthy
