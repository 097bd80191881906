"""What a consumer of the DataStore notices while tables are replaced, by either loader."""

from __future__ import annotations

import configparser
import os
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
import requests

from pipelines.model import Dataset
from pipelines.orchestration import publishing, steps
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import apply
from tests.end_to_end.desk import Desk

pytestmark = pytest.mark.ckan

LOADERS = ["api", "copy"]
THOROUGH = os.environ.get("HRI_TESTS") == "thorough"
REPLACEMENTS = 50 if THOROUGH else 10
EVERY = 0.05
"""Seconds between two questions of the polling reader."""


def write_url(desk: Desk) -> str:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(desk.portal.folder.ckan_ini, encoding="utf-8")
    return parser["app:main"]["ckan.datastore.write_url"]


@pytest.fixture(params=LOADERS)
def loading(desk: Desk, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    loader = str(request.param)
    if loader == "copy":
        monkeypatch.setenv("HRI_DATASTORE_WRITE_URL", write_url(desk))
    return loader


def table(rows: Mapping[str, int | None]) -> str:
    lines = [f"{code};{'' if seats is None else seats};2020-02-29" for code, seats in rows.items()]
    return "\n".join(["koodi;paikkoja;avattu", *lines, ""])


def converted(desk: Desk, name: str, rows: Mapping[str, int | None]) -> tuple[Workplace, Dataset]:
    """Let the agency serve the rows, and make them ready to be published."""
    desk.send(table(rows))
    work = desk.work()
    dataset = work.declarations.named(name)
    steps.extracted(work, dataset)
    steps.validated(work, dataset)
    steps.converted(work, dataset)
    return work, dataset


def publish(desk: Desk, name: str, rows: Mapping[str, int | None]) -> dict[str, Any]:
    work, dataset = converted(desk, name, rows)
    publishing.organisations(work, {dataset.id: dataset})
    plan = publishing.planned(work, dataset)
    publishing.published(work, dataset, {"run": "test"})
    return plan.as_dict()


def shown(desk: Desk, resource: str) -> dict[str, int | None]:
    return {row["koodi"]: row["paikkoja"] for row in desk.rows(resource)}


FIRST: dict[str, int | None] = {f"L{n:03}": n for n in range(40)}


def test_only_the_rows_that_changed_are_sent(desk: Desk, loading: str) -> None:
    name = f"changed-rows-{loading}"
    desk.declare(name)
    publish(desk, name, FIRST)
    resource = desk.work().declarations.named(name).resource_id("csv")
    second = {**FIRST, "L007": 700, "L100": 1, "L101": None}
    del second["L011"]

    plan = publish(desk, name, second)

    assert plan["rows"] == {name: {"added": 2, "changed": 1, "removed": 1}}
    assert shown(desk, resource) == second
    words = [call["reason"] for call in plan["calls"] if "DataStore" in call["reason"]]
    if loading == "api":
        assert words == [
            "DataStore: the table is changing",
            "DataStore: change 1 rows",
            "DataStore: add rows 1–2",
            "DataStore: remove 1 rows",
            "DataStore: the table is whole",
        ]
    third = {**second, "L000": -1}
    assert publish(desk, name, third)["rows"] == {name: {"added": 0, "changed": 1, "removed": 0}}
    assert shown(desk, resource) == third


def test_a_lost_record_of_what_is_loaded_costs_time_and_nothing_else(
    desk: Desk, loading: str
) -> None:
    name = f"forgotten-{loading}"
    desk.declare(name)
    publish(desk, name, FIRST)
    work = desk.work()
    for key in work.state.keys(f"loaded/{name}"):
        work.state.delete(key)
    second = {**FIRST, "L007": 700}
    plan = publish(desk, name, second)
    assert plan["rows"] == {name: {}}
    assert shown(desk, work.declarations.named(name).resource_id("csv")) == second


def test_a_record_of_rows_in_another_order_is_not_taken_for_that_of_the_table(desk: Desk) -> None:
    name = "order-forgotten"
    desk.declare(name)
    publish(desk, name, FIRST)
    resource = desk.work().declarations.named(name).resource_id("csv")
    # The new row comes first in the file, and last in the table.
    second = {"L100": 1, **FIRST}
    publish(desk, name, second)
    kept, elsewhere = desk.state / "loaded" / name, desk.state.parent / "of another machine"
    shutil.copytree(kept, elsewhere)
    for rows in (FIRST, second):
        # Nothing is known of the table: it is loaded as the file has it.
        shutil.rmtree(kept)
        publish(desk, name, rows)
    shutil.rmtree(kept)
    shutil.copytree(elsewhere, kept)
    third = {**second, "L007": 700}
    assert publish(desk, name, third)["rows"] == {name: {}}
    assert shown(desk, resource) == third


def test_a_new_dictionary_changes_no_row(desk: Desk, loading: str) -> None:
    name = f"described-{loading}"
    desk.declare(name)
    publish(desk, name, FIRST)
    schema = desk.schemas / "lautat.json"
    schema.write_text(schema.read_text().replace("Platser", "Sittplatser"), encoding="utf-8")
    resource = desk.work().declarations.named(name).resource_id("csv")

    plan = publish(desk, name, FIRST)

    assert plan["rows"] == {name: {"added": 0, "changed": 0, "removed": 0}}
    answer = desk.work().ckan.read("datastore_search", resource_id=resource, limit=0)
    (seats,) = [f for f in answer["fields"] if f["id"] == "paikkoja"]
    assert seats["info"]["label_sv"] == "Sittplatser"
    assert shown(desk, resource) == FIRST


def test_words_are_found_as_after_a_load_by_the_api(desk: Desk, loading: str) -> None:
    name = f"searched-{loading}"
    desk.declare(name)
    publish(desk, name, {**FIRST, "Kirkkonummi": 5})
    resource = desk.work().declarations.named(name).resource_id("csv")
    ckan = desk.work().ckan
    for words, codes in (("kirkkonummi", ["Kirkkonummi"]), ("39", ["L039"]), ("2020-02-29", 41)):
        answer = ckan.read("datastore_search", resource_id=resource, q=words, limit=100)
        found = [row["koodi"] for row in answer["records"]]
        assert (found if isinstance(codes, list) else len(found)) == codes, words


def test_the_version_is_empty_only_while_tables_are_exchanged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HRI_DATASTORE_WRITE_URL", write_url(desk))
    desk.declare("versioned")
    publish(desk, "versioned", FIRST)
    work, dataset = converted(desk, "versioned", {**FIRST, "L001": 99})
    plan = publishing.planned(work, dataset)
    resource = dataset.resource_id("csv")

    def version() -> str:
        return str(work.ckan.read("resource_show", id=resource).get("datastore_hash") or "")

    before, seen = version(), dict[str, str]()
    apply(plan, work.ckan, work.database, lambda call: seen.update({call.action: version()}))

    assert seen["datastore_copy"] == before != ""
    assert seen["datastore_exchange"] == ""
    assert version() not in ("", before)
    assert shown(desk, resource)["L001"] == 99


def test_who_asks_for_no_order_finds_the_rows_as_they_stand_in_the_file(
    desk: Desk, loading: str
) -> None:
    name = f"ordered-{loading}"
    desk.declare(name)
    codes = [f"L{(7 * n) % 20_011:05}" for n in range(20_011)]
    publish(desk, name, dict.fromkeys(codes, 1))
    resource = desk.work().declarations.named(name).resource_id("csv")
    assert [row["koodi"] for row in desk.rows(resource)] == codes


@dataclass
class Reader:
    """What a consumer saw who polled the table and the file."""

    totals: set[int] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    questions: int = 0

    def poll(self, base: str, resource: str, file: str, stop: threading.Event) -> None:
        session = requests.Session()
        while not stop.is_set():
            started = time.monotonic()
            self.questions += 1
            answer = session.get(
                f"{base}/api/3/action/datastore_search",
                params={"resource_id": resource, "limit": "1000"},
                timeout=30,
            )
            if answer.status_code == 200:
                self.totals.add(len(answer.json()["result"]["records"]))
            else:
                self.problems.append(f"{answer.status_code}: {answer.text[:200]}")
            if session.get(file, timeout=30).status_code != 200:
                self.problems.append("the file")
            stop.wait(max(0, EVERY - (time.monotonic() - started)))


@contextmanager
def polling(desk: Desk, resource: str, file: str) -> Iterator[Reader]:
    reader, stop = Reader(), threading.Event()
    base = str(desk.portal.status()["url"])
    threads = [
        threading.Thread(target=reader.poll, args=(base, resource, file, stop)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    try:
        yield reader
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_reader_never_finds_less_than_a_whole_table(desk: Desk, loading: str) -> None:
    name = f"polled-{loading}"
    desk.declare(name)
    declared = desk.datasets / f"{name}.yaml"
    only_csv = declared.read_text(encoding="utf-8").replace("[csv, json, parquet]", "[csv]")
    declared.write_text(only_csv, encoding="utf-8")
    small = {f"L{n:03}": n for n in range(200)}
    large = {f"L{n:03}": n + 1 for n in range(300)}
    publish(desk, name, small)
    package = desk.show(name)
    resource = desk.work().declarations.named(name).resource_id("csv")
    file = next(r["url"] for r in package["resources"] if r["id"] == resource)
    started = time.monotonic()
    with polling(desk, resource, file) as reader:
        for number in range(REPLACEMENTS):
            publish(desk, name, small if number % 2 else large)
    assert reader.problems == []
    assert reader.questions > 2 * REPLACEMENTS
    if THOROUGH:
        assert 2 * reader.questions > 20 * (time.monotonic() - started)
    if loading == "copy":
        assert reader.totals == {200, 300}
    else:
        assert min(reader.totals) >= 200


def test_what_stands_on_a_table_survives_the_exchange(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HRI_DATASTORE_WRITE_URL", write_url(desk))
    name = "stood-upon"
    desk.declare(name)
    publish(desk, name, FIRST)
    resource = desk.work().declarations.named(name).resource_id("csv")
    with psycopg.connect(write_url(desk)) as connection:
        connection.execute(f'CREATE INDEX by_seats ON "{resource}" (paikkoja)')
        connection.execute(f'CREATE VIEW ferries_alias AS SELECT * FROM "{resource}"')
        connection.execute(
            "CREATE VIEW big_ferries AS SELECT * FROM ferries_alias WHERE paikkoja > 9"
        )
        connection.execute("GRANT SELECT ON ferries_alias TO datastore_reader")
    for seats in (98, 99):
        publish(desk, name, {**FIRST, "L001": seats})
    query = f"SELECT indexdef FROM pg_indexes WHERE tablename = '{resource}' ORDER BY 1"
    with psycopg.connect(write_url(desk)) as connection:
        indexes = [row[0] for row in connection.execute(query)]
        assert any("(paikkoja)" in index for index in indexes)
        (words,) = (index for index in indexes if "_full_text" in index)
        assert words.endswith("USING gist (_full_text) WITH (fillfactor='40')")
        assert sum("UNIQUE" in index and "(_id)" in index for index in indexes) == 1
        rows = connection.execute("SELECT count(*) FROM big_ferries").fetchone()
        assert rows is not None
        assert rows[0] == 31
        connection.execute("DROP VIEW big_ferries")
        connection.execute("DROP VIEW ferries_alias")
    alias = desk.work().ckan.read("datastore_search", resource_id=resource, limit=1)
    assert alias["total"] == 40


def test_leftovers_of_a_killed_load_are_in_nobodys_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HRI_DATASTORE_WRITE_URL", write_url(desk))
    desk.declare("left-over")
    publish(desk, "left-over", FIRST)
    resource = desk.work().declarations.named("left-over").resource_id("csv")
    with psycopg.connect(write_url(desk)) as connection:
        connection.execute(f'CREATE TABLE "_hri_{resource}" (a int)')
        connection.execute(f'CREATE TABLE "_hri_{resource}_raw" (a int)')
    second = {**FIRST, "L001": 99}
    publish(desk, "left-over", second)
    assert shown(desk, resource) == second
