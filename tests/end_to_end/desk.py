"""A steward's desk: a folder of declarations of one's own, published to the tests' portal.

Not here: the committed declarations, which `test_main_job` runs as they are.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ckanapi
import pytest

from pipelines.declarations import load
from pipelines.model import Dataset
from pipelines.orchestration.running import RunResult, materialise
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import read_settings
from sandbox import Sandbox
from sandbox.replica import Replica
from tests.logged import writes_since

FERRIES = "https://dev.hsl.fi/citybikes/od-trips-2021/2021-05.csv"
"""A URL that the replica serves; the tests put their own few rows there."""
FOUNTAINS = "https://www.hel.fi/hel2/tietokeskus/data/helsinki/ksv/hki_liikennemaarat.csv"

REGISTER = """\
publishers:
  - name: helsinki
    title: {fi: Helsingin kaupunki, sv: Helsingfors stad, en: City of Helsinki}
    kind: city
    counted: true
    valid_from: 2010-01-01
  - name: testivirasto
    title: {fi: Testivirasto, sv: Testverket, en: Test Agency}
    kind: agency
    parent: helsinki
    counted: true
    valid_from: 2010-01-01
"""

DECLARATION = """\
id: {id}
name: {name}
publisher: testivirasto
title: {{fi: "{title}", sv: "{title} sv", en: "{title} en"}}
description: {{fi: Kuvaus., sv: Beskrivning., en: Description.}}
keywords: {{fi: [testi], sv: [test], en: [test]}}
themes: [TRAN]
licence: CC-BY-4.0
frequency: daily
contact: {{name: Testivirasto, email: hri@hel.fi}}
released: 2020-01-31
access:
  privacy:
    reviewed: 2026-01-15
    by: Tietosuojavastaava
    basis: {{fi: Ei henkilötietoja., sv: Inga personuppgifter., en: No personal data.}}
coverage: {{geographical: [Helsinki]}}
source:
  type: file
  url: {url}
  format: csv
  encoding: utf-8
  delimiter: ";"
schema: lautat.json
distributions: [csv, json, parquet]
"""

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "koodi", "type": "string", "title": "Koodi", "constraints": {"required": True}},
        {"name": "paikkoja", "type": "integer", "titles": {"fi": "Paikkoja", "sv": "Platser"}},
        {"name": "avattu", "type": "date"},
    ],
    "primaryKey": ["koodi"],
}

GOOD = "koodi;paikkoja;avattu\n007;12;2020-02-29\n094;;\nÄÖ1;3;1999-12-31\n"
SPOILED = "koodi;paikkoja;avattu\n007;12;2020-02-29\n094;monta;\nÄÖ1;3;1999-12-31\n"
MENDED = "koodi;paikkoja;avattu\n007;12;2020-02-29\n094;40;\nÄÖ1;3;1999-12-31\n"


@contextmanager
def desk_at(
    portal: Sandbox, folder: Path, agencies: Replica, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """Give a desk whose settings are the environment's; the agencies are as before afterwards."""
    made = Desk(folder, portal, agencies)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    yield made
    agencies.clear_faults()
    agencies.restore()


class Desk:
    """Declarations, their state and Dagster's records in one folder."""

    def __init__(self, folder: Path, portal: Sandbox, agencies: Replica) -> None:
        self.portal, self.agencies = portal, agencies
        self.datasets, self.schemas = folder / "datasets", folder / "schemas"
        self.state = folder / "state"
        self.site = folder / "site"
        self.now: dt.datetime | None = None
        """The moment at which everything happens; the real one unless a test says another."""
        for each in (self.datasets, self.schemas, folder / "dagster"):
            each.mkdir()
        (folder / "dagster" / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
        (self.datasets / "_publishers.yaml").write_text(REGISTER, encoding="utf-8")
        (self.schemas / "lautat.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
        self.environment = {
            "HRI_SANDBOX_SETTINGS": str(portal.folder.settings),
            "HRI_REPLICA": agencies.url,
            "HRI_STATE": str(self.state),
            "HRI_DATASETS": str(self.datasets),
            "HRI_SCHEMAS": str(self.schemas),
            "DAGSTER_HOME": str(folder / "dagster"),
        }

    def declare(self, identifier: str, name: str = "", url: str = FERRIES, more: str = "") -> None:
        """Write (or replace) the declaration of that permanent id."""
        name = name or identifier
        text = DECLARATION.format(id=identifier, name=name, title=name.capitalize(), url=url)
        (self.datasets / f"{identifier}.yaml").write_text(text + more, encoding="utf-8")

    def send(self, rows: str, url: str = FERRIES) -> None:
        """Let the agency's system serve these rows."""
        self.agencies.replace(url, rows.encode())

    def work(self) -> Workplace:
        """Return a workplace over the declarations as they now are."""
        return Workplace(
            read_settings(),
            load(self.datasets, self.schemas),
            retry_seconds=0.01,
            now=lambda: self.now or dt.datetime.now(dt.UTC),
        )

    def run(self, *names: str) -> RunResult:
        """Do what `hri run` does."""
        work = self.work()
        assert not work.declarations.errors, work.declarations.errors
        chosen: list[Dataset] = [work.declarations.named(name) for name in names]
        everything = list(work.declarations.datasets.values())
        return materialise(work, chosen or everything, everything=not chosen)

    def written_since(self, offset: int = 0) -> dict[str, Any]:
        """Return what CKAN's own request log counts."""
        return writes_since(self.portal, offset)

    def show(self, name: str) -> dict[str, Any]:
        """Return the package as a visitor without a token sees it."""
        with ckanapi.RemoteCKAN(self.portal.status()["url"]) as visitor:
            return dict(visitor.action.package_show(id=name))

    def search(self, query: str) -> list[dict[str, Any]]:
        """Return what a visitor's search finds."""
        with ckanapi.RemoteCKAN(self.portal.status()["url"]) as visitor:
            return list(visitor.action.package_search(fq=query, rows=1000)["results"])

    def rows(self, resource: str) -> list[dict[str, Any]]:
        """Return the rows of a resource's DataStore table, without CKAN's own number."""
        with ckanapi.RemoteCKAN(self.portal.status()["url"]) as visitor:
            found = visitor.action.datastore_search(resource_id=resource, limit=32000)["records"]
        return [{k: v for k, v in row.items() if k != "_id"} for row in found]


def resource_ids(package: dict[str, Any]) -> dict[str, str]:
    """Return {format: resource id}."""
    return {resource["format"]: resource["id"] for resource in package["resources"]}
