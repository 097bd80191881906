"""What each publish leaves behind: dated versions, on the site too; serving one again; holds."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import CatalogueUnavailable, NoSuchVersion, OnHold
from pipelines.journal import Entry, Kind, entries
from pipelines.model import Dataset
from pipelines.orchestration import dated_versions, publishing, steps
from pipelines.orchestration.rollback import Rollback, rolled_back
from pipelines.orchestration.status import status_of
from pipelines.orchestration.workplace import Workplace
from pipelines.site import SiteFiles
from pipelines.versions import Hold, Versions, hold, hold_on, release
from tests.extract.origin import serving
from tests.orchestration.catalogue import serving_catalogue
from tests.orchestration.test_several_tables import GOOD, ROUTES, Feed
from tests.orchestration.test_versions import FIELDS, Desk

FIRST = dt.datetime(2026, 3, 1, 22, 30, tzinfo=dt.UTC)
"""In Helsinki it is the 2nd of March, half past midnight."""


class Shelf(Desk):
    """A desk with a site and a calendar of its own."""

    at = FIRST

    def open(self) -> tuple[Workplace, Dataset]:
        work, dataset = super().open()
        work.now = lambda: self.at
        work.site = SiteFiles(str(self.datasets.parent / "site"), "https://hri.fi/tila")
        return work, dataset

    def publish(self, *rows: str) -> None:
        self.send(*rows)
        self.run()

    def later(self, days: float) -> None:
        self.at += dt.timedelta(days=days)

    def versions(self) -> Versions:
        return Versions("hel-trams", self.state)

    def roll_back(self, to: str, reason: str = "Väärä kuukausi.") -> Rollback:
        work, dataset = self.open()
        with work.ckan:
            return rolled_back(work, dataset, to, reason, {"by": "toimitus"})

    def on_site(self, path: str) -> bytes:
        return (self.datasets.parent / "site" / "versions" / "hel-trams" / path).read_bytes()

    def index(self, name: str = "index.json") -> dict[str, Any]:
        return dict(json.loads(self.on_site(name)))

    def package(self) -> dict[str, Any]:
        (package,) = self.catalogue.packages.values()
        return package


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with serving() as origin, serving_catalogue() as (url, catalogue):
        made = Shelf(tmp_path, origin, url, catalogue)
        made.more = "datastore: false\n"
        yield made


@pytest.fixture
def gtfs(tmp_path: Path) -> Iterator[Feed]:
    with serving() as origin:
        yield Feed(tmp_path, origin)


def everything_below(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def rollbacks(shelf: Shelf) -> list[Entry]:
    return [each for each in entries(shelf.state, "hel-trams") if each.kind is Kind.ROLLED_BACK]


def test_each_publish_of_other_data_leaves_a_version_of_its_day(shelf: Shelf) -> None:
    shelf.publish("A;1;2")
    shelf.later(0.1)
    shelf.publish("A;1;2", "B;3;4")
    shelf.later(0.1)
    shelf.publish("A;1;2", "B;3;4")
    shelf.later(3)
    shelf.publish("C;5;6")

    found = shelf.versions().all()
    assert [version.name for version in found] == ["2026-03-05", "2026-03-02.2", "2026-03-02"]
    assert [version.rows for version in found] == [1, 2, 1]
    csv = found[1].tables[0].files["csv"]
    text = b"nimi,ita,pohjoinen\r\nA,1,2\r\nB,3,4\r\n"
    assert shelf.state.file(csv.key).read_bytes() == text
    assert (csv.sha256, csv.bytes) == (hashlib.sha256(text).hexdigest(), len(text))
    assert found[1].declared == "1.0"
    assert found[1].tables[0].table_schema == {"fields": FIELDS}


def test_the_same_bytes_are_kept_once(shelf: Shelf) -> None:
    for rows in (["A;1;2"], ["B;3;4"], ["A;1;2"]):
        shelf.publish(*rows)
        shelf.later(1)
    third, _, first = shelf.versions().all()
    assert third.state_keys() == first.state_keys()
    # The version that brought the bytes goes; they stay, for the third one names them.
    shelf.versions().remove([first.name])
    assert all(shelf.state.exists(key) for key in third.state_keys())
    shelf.versions().remove([third.name])
    assert not any(shelf.state.exists(key) for key in third.state_keys())
    # What is converted now is a link to the same bytes, and is not touched.
    assert shelf.run()["writes"] == 0


def test_what_a_crash_left_of_a_version_is_none(shelf: Shelf) -> None:
    shelf.publish("A;1;2")
    shelf.state.delete("versions/hel-trams/2026-03-02/version.json")
    assert shelf.versions().all() == []
    shelf.state.delete("versions/hel-trams/served.json")
    assert shelf.run()["writes"] == 0
    assert shelf.versions().names() == ["2026-03-02"]


def test_a_run_that_changes_nothing_writes_neither_state_nor_site(shelf: Shelf) -> None:
    shelf.publish("A;1;2")
    folder = shelf.datasets.parent
    before = everything_below(folder / "state" / "versions") | everything_below(folder / "site")
    shelf.later(40)
    shelf.run()
    after = everything_below(folder / "state" / "versions") | everything_below(folder / "site")
    assert after == before


def test_the_site_lists_and_serves_the_versions(shelf: Shelf) -> None:
    shelf.publish("A;1;2")
    shelf.later(1)
    shelf.publish("B;3;4")

    index = shelf.index()
    assert [each["version"] for each in index["versions"]] == ["2026-03-03", "2026-03-02"]
    assert index["served"] == "2026-03-03"
    url = f"{shelf.url}/dataset/package-1/resource"
    assert index["latest"]["hel-trams.csv"].startswith(url)
    assert shelf.index("latest.json")["version"] == "2026-03-03"
    first = index["versions"][1]
    assert first["url"] == "https://hri.fi/tila/versions/hel-trams/2026-03-02/"
    assert first["published"] == "2026-03-01T22:30:00+00:00"
    csv = next(file for file in first["files"] if file["name"] == "hel-trams.csv")
    assert csv["url"] == "https://hri.fi/tila/versions/hel-trams/2026-03-02/hel-trams.csv"
    content = shelf.on_site("2026-03-02/hel-trams.csv")
    assert content == b"nimi,ita,pohjoinen\r\nA,1,2\r\n"
    sums = shelf.on_site("2026-03-02/SHA256SUMS").decode()
    for line in sums.splitlines():
        sha256, name = line.split("  ")
        assert hashlib.sha256(shelf.on_site(f"2026-03-02/{name}")).hexdigest() == sha256
    assert f"{csv['sha256']}  hel-trams.csv\n" in sums
    schema = json.loads(shelf.on_site("2026-03-02/hel-trams.schema.json"))
    assert schema == {"fields": FIELDS}


def test_the_declared_rule_removes_versions_and_their_raw_files(shelf: Shelf) -> None:
    shelf.more = "datastore: false\nversions: {keep: 2, days: 0}\n"
    for number in range(4):
        shelf.publish(f"A;{number};2")
        shelf.later(1)
    assert shelf.versions().names() == ["2026-03-05", "2026-03-04"]
    assert [each["version"] for each in shelf.index()["versions"]] == ["2026-03-05", "2026-03-04"]
    with pytest.raises(FileNotFoundError):
        shelf.on_site("2026-03-02/hel-trams.csv")
    raw = [key for key in shelf.state.keys("snapshots/hel-trams") if key.endswith(".csv")]
    kept = [key for version in shelf.versions().all() for key in version.raw_files]
    assert sorted(raw) == sorted(kept)
    assert len(raw) == 2


def test_a_dataset_may_keep_no_raw_files_and_show_no_versions(shelf: Shelf) -> None:
    shelf.more = "datastore: false\nversions: {snapshots: false, published: false}\n"
    for number in range(3):
        shelf.publish(f"A;{number};2")
        shelf.later(1)
    raw = [key for key in shelf.state.keys("snapshots/hel-trams") if key.endswith(".csv")]
    assert len(raw) == 1
    assert len(shelf.versions().names()) == 3
    with pytest.raises(FileNotFoundError):
        shelf.index()


def test_an_earlier_version_is_served_again_under_the_same_ids_until_released(
    shelf: Shelf,
) -> None:
    shelf.publish("A;1;2")
    ids = [each["id"] for each in shelf.package()["resources"]]
    shelf.later(1)
    shelf.publish("B;3;4")
    shelf.later(1)

    done = shelf.roll_back("2026-03-02")

    assert done.version == "2026-03-02"
    assert shelf.shown() == "nimi,ita,pohjoinen\r\nA,1,2\r\n"
    assert [each["id"] for each in shelf.package()["resources"]] == ids
    found = hold_on(shelf.state, "hel-trams")
    assert found is not None
    assert (found.version, found.reason, found.by) == ("2026-03-02", "Väärä kuukausi.", "toimitus")
    (entry,) = rollbacks(shelf)
    assert entry.kind is Kind.ROLLED_BACK
    assert entry.text["sv"] == "En tidigare version, 2026-03-02, har återställts: Väärä kuukausi."
    assert shelf.index()["served"] == "2026-03-02"
    # Served anew as it was: no version more, and the newest is none of it.
    assert shelf.versions().names() == ["2026-03-03", "2026-03-02"]

    with pytest.raises(OnHold, match=r"on hold since 2026-03-03 by toimitus: Väärä kuukausi\."):
        shelf.run()
    release(shelf.state, "hel-trams")
    shelf.run()
    assert shelf.shown() == "nimi,ita,pohjoinen\r\nB,3,4\r\n"
    assert shelf.versions().names() == ["2026-03-03", "2026-03-02"]
    assert shelf.index()["served"] == "2026-03-03"
    assert shelf.run()["writes"] == 0


def test_a_rollback_takes_the_schema_of_the_version_past_the_gate(shelf: Shelf) -> None:
    shelf.publish("A;1;2")
    shelf.later(1)
    shelf.fields = [*FIELDS[:2], {"name": "korkeus", "type": "number"}]
    shelf.formats = "[csv, json, parquet]"
    shelf.more = 'datastore: false\nversion: "2.0"\nannounce_days: 0\nminimum_score: 405\n'
    shelf.send("A;1;9")
    work, dataset = shelf.open()
    dataset = dataset.model_copy(update={"minimum_score": None})
    with work.ckan:
        for step in (steps.extracted, steps.validated, steps.converted):
            step(work, dataset)
        publishing.published(work, dataset, {})
    assert shelf.package()["version"] == "2.0"

    done = shelf.roll_back("2026-03-02")

    assert shelf.shown() == "nimi,ita,pohjoinen\r\nA,1,2\r\n"
    assert shelf.package()["version"] == "1.0"
    held = {each["format"]: each.get("held") for each in shelf.package()["resources"]}
    described = json.loads(str(held["Data Package"]))
    names = [field["name"] for field in described["resources"][0]["schema"]["fields"]]
    assert names == ["nimi", "ita", "pohjoinen"]
    # The format that the version lacks is made of its table.
    assert done.unmade == {}
    assert b"pohjoinen" in str(held["Parquet"]).encode("latin-1")
    assert b"korkeus" not in str(held["Parquet"]).encode("latin-1")


def test_an_unknown_version_changes_nothing_and_lists_those_there_are(shelf: Shelf) -> None:
    shelf.publish("A;1;2")
    writes = list(shelf.catalogue.writes)
    with pytest.raises(NoSuchVersion, match="there are: 2026-03-02"):
        shelf.roll_back("2026-03-01")
    assert shelf.catalogue.writes == writes
    assert hold_on(shelf.state, "hel-trams") is None


def test_a_version_that_a_rollback_serves_is_kept_past_its_time(shelf: Shelf) -> None:
    shelf.more = "datastore: false\nversions: {keep: 2, days: 0}\n"
    shelf.publish("A;1;2")
    shelf.later(1)
    shelf.publish("B;3;4")
    shelf.roll_back("2026-03-02")
    shelf.more = "datastore: false\nversions: {keep: 1, days: 0}\n"
    work, dataset = shelf.open()
    with work.ckan:
        assert dated_versions.prune(work, dataset) == []
    release(shelf.state, "hel-trams")
    shelf.run()
    with work.ckan:
        assert dated_versions.prune(work, dataset) == ["2026-03-02"]


def test_status_and_rows_tell_of_holds_and_versions(shelf: Shelf) -> None:
    shelf.publish("A;1;2")
    work, dataset = shelf.open()
    work.ckan.close()
    hold(shelf.state, Hold(dataset=dataset.id, reason="Selvitetään.", since=FIRST))
    row = status_of(shelf.state, dataset)
    assert (row["on_hold"], row["serves_version"]) == ("Selvitetään.", None)
    release(shelf.state, dataset.id)
    assert status_of(shelf.state, dataset)["on_hold"] is None


def test_a_rollback_that_stopped_midway_holds_and_is_given_again(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.publish("A;1;2")
    shelf.later(1)
    shelf.publish("B;3;4")
    answer = shelf.catalogue.answer

    def out_of_order(action: str, asked: dict[str, Any]) -> dict[str, Any] | None:
        # CKAN goes down after the first file.
        if action == "resource_patch" and "A,1,2" not in str(asked) and "held" in asked:
            raise ConnectionError
        return answer(action, asked)

    with monkeypatch.context() as broken:
        broken.setattr(shelf.catalogue, "answer", out_of_order)
        with pytest.raises(CatalogueUnavailable):
            shelf.roll_back("2026-03-02")
    with pytest.raises(OnHold):
        shelf.run()
    assert rollbacks(shelf) == []
    assert shelf.index()["served"] == "2026-03-03"

    shelf.roll_back("2026-03-02")
    assert shelf.shown() == "nimi,ita,pohjoinen\r\nA,1,2\r\n"
    assert shelf.index()["served"] == "2026-03-02"
    assert len(rollbacks(shelf)) == 1


def test_a_version_of_several_tables_has_them_all(gtfs: Feed) -> None:
    gtfs.serve(GOOD)
    for step in (steps.extracted, steps.validated, steps.converted):
        step(gtfs.work, gtfs.dataset)
    draft = dated_versions.draft_of(gtfs.work, gtfs.dataset)
    version = Versions("hel-trams", gtfs.work.state).leave(draft, FIRST.date())
    assert version.rows == 2
    assert sorted(file.name for file in version.published_files()) == [
        "hel-trams-routes.csv",
        "hel-trams-stops.csv",
        "hel-trams-stops.geojson",
    ]
    editions = dated_versions.editions_of_version(gtfs.work.state, version)
    assert set(editions) == {"hel-trams/stops", "hel-trams/routes"}
    assert editions["hel-trams/stops"].box == (24.9, 60.2, 24.9, 60.2)
    assert editions["hel-trams/routes"].schema == ROUTES
    names = [key for key in gtfs.work.state.keys("versions/hel-trams") if key.endswith(".parquet")]
    assert names == [
        "versions/hel-trams/2026-03-01/hel-trams-routes.table.parquet",
        "versions/hel-trams/2026-03-01/hel-trams-stops.table.parquet",
    ]
