"""One dataset that is published through the proxy, and what must hold once it is published.

Not here: which requests are spoilt (test_fault_points).
"""

from __future__ import annotations

import configparser
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import requests

from pipelines.catalogue import Ckan
from pipelines.database import DataStoreDatabase
from pipelines.model import Dataset
from pipelines.orchestration import publishing, steps
from pipelines.orchestration.workplace import Workplace
from tests.end_to_end.desk import DECLARATION, FERRIES, REGISTER, Desk
from tests.faults.database_relay import DatabaseRelay
from tests.faults.proxy import FaultProxy

IMPATIENCE = 0.05
"""Seconds for the answer that does not come; all others have the ordinary time."""
SERVED_OFTEN = "default: {requests: 1000, seconds: 1, parallel: 4}\n"

NEW_PUBLISHER = """\
  - name: {name}
    title: {{fi: Uusi virasto, sv: Nytt verk, en: New Agency}}
    kind: agency
    parent: helsinki
    counted: true
    valid_from: 2010-01-01
"""

FIRST = "koodi;paikkoja;avattu\n007;12;2020-02-29\n094;;\nÄÖ1;3;1999-12-31\n"
SECOND = "koodi;paikkoja;avattu\n094;40;\nÄÖ1;3;1999-12-31\nB2;0;2024-01-01\n"
"""One row is gone, one has changed, one is new."""
CSV = {
    FIRST: "koodi,paikkoja,avattu\r\n007,12,2020-02-29\r\n094,,\r\nÄÖ1,3,1999-12-31\r\n",
    SECOND: "koodi,paikkoja,avattu\r\n094,40,\r\nÄÖ1,3,1999-12-31\r\nB2,0,2024-01-01\r\n",
}
ROWS: dict[str, list[dict[str, Any]]] = {
    FIRST: [
        {"koodi": "007", "paikkoja": 12, "avattu": "2020-02-29"},
        {"koodi": "094", "paikkoja": None, "avattu": None},
        {"koodi": "ÄÖ1", "paikkoja": 3, "avattu": "1999-12-31"},
    ],
    SECOND: [
        {"koodi": "094", "paikkoja": 40, "avattu": None},
        {"koodi": "B2", "paikkoja": 0, "avattu": "2024-01-01"},
        {"koodi": "ÄÖ1", "paikkoja": 3, "avattu": "1999-12-31"},
    ],
}


class ThroughProxy(Ckan):
    """A client that goes through the proxy, and has little patience where no answer will come."""

    def __init__(self, url: str, token: str, proxy: FaultProxy) -> None:
        super().__init__(url, token)
        self._proxy = proxy
        self._remote.session.trust_env = False
        self._remote.session.proxies = {"http": proxy.url}

    def _patience(self) -> tuple[float, float]:
        connect, answer = super()._patience()
        return connect, IMPATIENCE if self._proxy.is_silent_next else answer


class Trial:
    """A dataset on a desk; each attempt at publishing it begins as a new process would."""

    def __init__(self, desk: Desk, proxy: FaultProxy, relay: DatabaseRelay | None) -> None:
        self.desk, self.proxy, self.relay = desk, proxy, relay
        self.identifier, self.rows, self.title = "", FIRST, ""
        self._ids: dict[str, str] = {}
        (desk.datasets / "_hosts.yaml").write_text(SERVED_OFTEN, encoding="utf-8")

    def declare(self, identifier: str, rows: str, title: str) -> None:
        """Make the next edition of the dataset ready to be published."""
        self._forget()
        self.identifier, self.rows, self.title = identifier, rows, title
        text = DECLARATION.format(id=identifier, name=identifier, title=title, url=FERRIES)
        text = text.replace("[csv, json, parquet]", "[csv, json]")
        declared = self.desk.datasets / f"{identifier}.yaml"
        declared.write_text(text, encoding="utf-8")
        self.desk.send(rows)
        work, dataset = self.work(), self.dataset()
        steps.extracted(work, dataset)
        steps.validated(work, dataset)
        steps.converted(work, dataset)

    def _forget(self) -> None:
        for old in self.desk.datasets.glob("fault-*.yaml"):
            old.unlink()

    def dataset(self) -> Dataset:
        """Return the dataset as it is declared now."""
        return self.desk.work().declarations.named(self.identifier)

    def work(self, *, spoilt: bool = False) -> Workplace:
        """Return a new workplace that goes straight to the catalogue, or through the proxy."""
        work = self.desk.work()
        if spoilt:
            work.ckan = ThroughProxy(work.catalogue.url, work.catalogue.token, self.proxy)
        if self.relay is not None:
            url = database_url(self.desk, "ckan.datastore.write_url")
            work.database = DataStoreDatabase(at_port(url, self.relay.port) if spoilt else url)
        return work

    def declare_publisher(self, name: str) -> None:
        """Declare a dataset of a publisher that the catalogue does not know; it has no data yet."""
        self._forget()
        entry = NEW_PUBLISHER.format(name=name)
        (self.desk.datasets / "_publishers.yaml").write_text(REGISTER + entry, encoding="utf-8")
        self.identifier = f"{name}-dataset"
        self.desk.declare(self.identifier)
        declared = self.desk.datasets / f"{self.identifier}.yaml"
        text = declared.read_text(encoding="utf-8")
        text = text.replace("publisher: testivirasto", f"publisher: {name}")
        declared.write_text(text, encoding="utf-8")

    def make_organisations(self, *, spoilt: bool = False) -> None:
        """Do what a run does for the dataset's publisher and those above it."""
        work = self.work(spoilt=spoilt)
        dataset = work.declarations.named(self.identifier)
        with work.ckan:
            publishing.organisations(work, {dataset.id: dataset})

    def publish(self, *, spoilt: bool = False) -> None:
        """Do what a run does, from the portal's schema to the read-back."""
        work = self.work(spoilt=spoilt)
        dataset = work.declarations.named(self.identifier)
        with work.ckan:
            publishing.organisations(work, {dataset.id: dataset})
            publishing.published(work, dataset, {"run": "test"})

    def package(self) -> dict[str, Any] | None:
        """Return the package as its editor sees it; None where there is none.

        However often it is asked for, it must have the id that it had at first.
        """
        with self.work().ckan as ckan:
            query = f'global_id:"{self.identifier}"'
            found = ckan.read("package_search", fq=query, include_private=True, rows=10)
        assert found["count"] <= 1, f"{found['count']} packages"
        for package in found["results"]:
            assert self._ids.setdefault(self.identifier, package["id"]) == package["id"]
        return dict(found["results"][0]) if found["results"] else None

    def faults(self) -> list[str]:
        """Return what is not as it was planned; empty once it is published."""
        package = self.package()
        if package is None:
            return ["there is no package"]
        work, dataset = self.work(), self.dataset()
        with work.ckan as ckan:
            wrong = self._of_package(package) + self._of_resources(package, dataset)
            wrong += self._of_table(ckan, dataset.resource_id("csv"))
            wrong += self._orphans(package, dataset)
            left = publishing.planned(work, dataset)
        return wrong + [f"left to write: {call.reason}" for call in left.calls]

    def _of_package(self, package: Mapping[str, Any]) -> list[str]:
        shown = self.desk.show(self.identifier)
        wrong = [] if shown["id"] == package["id"] else ["search knows another id"]
        if shown["title_translated"]["fi"] != self.title:
            wrong.append(f"the title is {shown['title_translated']['fi']}")
        return wrong + (["it is private"] if shown["private"] else [])

    def _of_resources(self, package: Mapping[str, Any], dataset: Dataset) -> list[str]:
        keys = ("csv", "json", "datapackage")
        wanted = sorted(dataset.resource_id(key) for key in keys)
        if sorted(each["id"] for each in package["resources"]) != wanted:
            return [f"resources: {[each['id'] for each in package['resources']]}"]
        by_id = {each["id"]: each for each in package["resources"]}
        csv, rows, described = (by_id[dataset.resource_id(key)] for key in keys)
        wrong = [] if get(csv).decode() == CSV[self.rows] else ["another CSV is served"]
        codes = {row["koodi"] for row in json.loads(get(rows))}
        if codes != {row["koodi"] for row in ROWS[self.rows]}:
            wrong.append("another JSON is served")
        if json.loads(get(described))["name"] != self.identifier:
            wrong.append("another descriptor is served")
        return wrong

    def _of_table(self, ckan: Ckan, resource: str) -> list[str]:
        served = ckan.read("datastore_search", resource_id=resource, limit=100)
        rows = [{k: v for k, v in row.items() if k != "_id"} for row in served["records"]]
        wrong = []
        if sorted(rows, key=lambda row: str(row["koodi"])) != ROWS[self.rows]:
            wrong.append(f"rows: {rows}")
        fields = {each["id"]: each for each in served["fields"]}
        types = {name: each["type"] for name, each in fields.items() if name != "_id"}
        if types != {"koodi": "text", "paikkoja": "int8", "avattu": "date"}:
            wrong.append(f"types: {types}")
        if fields["paikkoja"]["info"].get("label_sv") != "Platser":
            wrong.append(f"dictionary: {fields['paikkoja']}")
        return wrong

    def _orphans(self, package: Mapping[str, Any], dataset: Dataset) -> list[str]:
        """Return tables and resources beyond those that the package shows, from the databases."""
        mine = {dataset.resource_id(key) for key in ("csv", "json", "datapackage")}
        with psycopg.connect(database_url(self.desk, "ckan.datastore.write_url")) as database:
            found = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            tables = [name for (name,) in found if any(each in name for each in mine)]
        with psycopg.connect(database_url(self.desk, "sqlalchemy.url")) as database:
            query = "SELECT id FROM resource WHERE package_id = %s AND state = 'active'"
            resources = {row[0] for row in database.execute(query, [package["id"]])}
        wrong = [] if tables == [dataset.resource_id("csv")] else [f"tables: {tables}"]
        return wrong + ([] if resources == mine else [f"resources in the database: {resources}"])


def get(resource: Mapping[str, Any]) -> bytes:
    """Return the file as a visitor gets it."""
    answer = requests.get(str(resource["url"]), timeout=30)
    return answer.content if answer.ok else b"{}"


def database_url(desk: Desk, setting: str) -> str:
    """Return a database's URL from the portal's own settings."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(desk.portal.folder.ckan_ini, encoding="utf-8")
    return parser["app:main"][setting]


def at_port(url: str, port: int) -> str:
    """Return the URL with another port."""
    parts = urlsplit(url)
    at = parts.netloc.rsplit(":", 1)[0]
    return urlunsplit(parts._replace(netloc=f"{at}:{port}"))
