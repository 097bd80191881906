"""`hri adopt` as a steward calls it, on a catalogue at a socket: what it asks, writes and tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import app
from tests.adoption.handmade import identifier, package, resource
from tests.declared import Desk
from tests.orchestration.catalogue import serving_catalogue


class Portal:
    """A catalogue of packages made by hand; it remembers what it was asked."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.packages: list[dict[str, Any]] = []
        self.asked: list[str] = []

    def answer(self, action: str, asked: dict[str, Any]) -> dict[str, Any] | None:
        self.asked.append(action)
        if action == "package_search":
            page = self.packages[asked["start"] :][: min(asked["rows"], 1000)]
            return {"count": len(self.packages), "results": page}
        if action == "datastore_search" and asked["resource_id"] == identifier(1):
            info = {"label": "Koodi", "label_sv": "Kod", "notes": "Pisteen tunnus"}
            columns = [{"id": "_id", "type": "int"}, {"id": "koodi", "type": "text", "info": info}]
            return {"fields": [*columns, {"id": "maara", "type": "numeric"}]}
        return None

    def hri(self, *arguments: str) -> Result:
        folders = ("--datasets", str(self.desk.datasets), "--schemas", str(self.desk.schemas))
        return CliRunner().invoke(app, [*arguments, *folders])


@pytest.fixture
def portal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    made = Portal(desk)
    with serving_catalogue() as (url, catalogue):
        monkeypatch.setattr(catalogue, "answer", made.answer)
        monkeypatch.setenv("CKAN_URL", url)
        monkeypatch.setenv("CKAN_API_TOKEN", "token")
        monkeypatch.setenv("HRI_STATE", str(desk.datasets.parent / "state"))
        yield made


CSV = resource(1, "https://www.hel.fi/trams.csv", "CSV")
MAP = resource(2, "https://www.hel.fi/trams.geojson", "GeoJSON")


def test_the_diff_is_shown_first_and_a_dry_run_writes_nothing(portal: Portal) -> None:
    portal.packages = [package("raitiotiet", CSV, MAP)]
    before = (portal.desk.datasets / "trams.yaml").read_text(encoding="utf-8")
    shown = portal.hri("adopt", "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert f"raitiotiet: to adopt, package {identifier(100)} by name" in shown.stdout
    assert f"+package_id: {identifier(100)}" in shown.stdout
    assert "1 declarations would change" in shown.stdout
    assert (portal.desk.datasets / "trams.yaml").read_text(encoding="utf-8") == before
    assert portal.hri("adopt").exit_code == 0
    dataset = portal.desk.load().datasets["hel-trams"]
    assert (dataset.package_id, dataset.resource_id("geojson")) == (identifier(100), identifier(2))
    assert set(portal.asked) == {"package_search"}


def test_what_is_unclear_fails_and_is_named(portal: Portal) -> None:
    portal.packages = [package("raitiotiet", CSV, {**CSV, "id": identifier(3)}, MAP)]
    said = portal.hri("adopt", "--json")
    assert said.exit_code == 1
    found = json.loads(said.stdout)
    assert found["written"] == []
    (trams,) = [row for row in found["datasets"] if row["dataset"] == "raitiotiet"]
    assert (trams["state"], len(trams["unclear"])) == ("unclear", 1)


def test_the_dictionary_of_the_portal_becomes_the_schema(portal: Portal) -> None:
    active = {**CSV, "url": "https://www.hel.fi/uusi.csv", "datastore_active": True}
    portal.packages = [package("uusi", active)]
    assert portal.hri("adopt", "--draft").exit_code == 0
    schema = json.loads((portal.desk.schemas / "uusi.json").read_text(encoding="utf-8"))
    assert schema["fields"] == [
        {
            "name": "koodi",
            "type": "string",
            "title": "Koodi",
            "titles": {"sv": "Kod"},
            "description": "Pisteen tunnus",
        },
        {"name": "maara", "type": "number"},
    ]


def test_many_packages_take_one_search_and_a_look_at_each_table(portal: Portal) -> None:
    table = {**CSV, "datastore_active": True}
    portal.packages = [
        package(
            f"paketti-{n}", {**table, "id": identifier(1 if n < 5 else n)}, MAP, number=1000 + n
        )
        for n in range(60)
    ]
    said = portal.hri("adopt", "--draft", "--json")
    assert said.exit_code == 0, said.output
    found = json.loads(said.stdout)
    assert len(found["datasets"]) == len(list(portal.desk.datasets.glob("paketti-*.yaml"))) == 60
    # Where the DataStore does not answer, the draft says so and the next one follows.
    assert found["missing"]["schema"] == 55
    assert found["missing"]["access"] == 60
    assert portal.asked.count("package_search") == 1
    assert len(portal.asked) <= 61
    assert json.loads(portal.hri("adopt", "--draft", "--json").stdout)["datasets"] == []


def test_a_package_is_named_or_the_nearest_is_told(portal: Portal) -> None:
    portal.packages = [package("raitiotiet", CSV), package("pysakit", CSV, number=101)]
    assert portal.hri("adopt", "--draft", "pysakit", "--dry-run").exit_code == 0
    assert not (portal.desk.datasets / "pysakit.yaml").exists()
    declared = portal.hri("adopt", "--draft", "raitiotiet")
    assert "package raitiotiet has a declaration already" in str(declared.exception)
    unknown = portal.hri("adopt", "--draft", "pysakkit")
    assert "did you mean 'pysakit'?" in str(unknown.exception)


def test_a_drop_folder_must_be_there(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DROPS", "no-such-folder")
    said = portal.hri("adopt", "--draft", "--uploads-to", "TEST_DROPS")
    assert "TEST_DROPS names no folder" in str(said.exception)
