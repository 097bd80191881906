"""What a steward and a consumer notice when a dataset is published, spoiled, mended or renamed."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import requests

from pipelines.errors import NotOurs
from pipelines.orchestration import failures, publishing, steps
from pipelines.validate import render
from tests.end_to_end.desk import FERRIES, FOUNTAINS, GOOD, MENDED, SPOILED, Desk, resource_ids

pytestmark = pytest.mark.ckan

CSV = "koodi,paikkoja,avattu\r\n007,12,2020-02-29\r\n094,,\r\nÄÖ1,3,1999-12-31\r\n"
ROWS: list[dict[str, Any]] = [
    {"koodi": "007", "paikkoja": 12, "avattu": "2020-02-29"},
    {"koodi": "094", "paikkoja": None, "avattu": None},
    {"koodi": "ÄÖ1", "paikkoja": 3, "avattu": "1999-12-31"},
]


def everything_that_dagster_keeps() -> bytes:
    """Return the bytes of all files under DAGSTER_HOME: runs, events and logs."""
    files = [path for path in Path(os.environ["DAGSTER_HOME"]).rglob("*") if path.is_file()]
    assert any(b"spoiled_ferries" in path.read_bytes() for path in files)
    return b"".join(path.read_bytes() for path in files)


def download(desk: Desk, name: str, label: str) -> bytes:
    """Fetch a file as a visitor does."""
    url = next(r["url"] for r in desk.show(name)["resources"] if r["format"] == label)
    answer = requests.get(url, timeout=30)
    assert answer.status_code == 200
    return answer.content


def test_a_dataset_names_its_source_and_the_record_what_brought_it(desk: Desk) -> None:
    desk.declare("sourced-ferries")
    desk.send(GOOD)
    assert desk.run().green

    address = desk.portal.status()["url"]
    page = requests.get(f"{address}/dataset/sourced-ferries", timeout=30).text
    assert "Aineisto on peräisin osoitteesta" in page
    assert f'href="{FERRIES}"' in page
    assert "Data muuttunut" in page
    linked = requests.get(f"{address}/dataset/sourced-ferries.ttl", timeout=30).text
    assert f"dct:source <{FERRIES}>" in linked
    record = json.loads((desk.state / "published/sourced-ferries/latest.json").read_text())
    assert (record["source"]["address"], record["source"]["requests"]) == (FERRIES, 1)
    assert record["source"]["made_by"][0]["sha256"] == record["source"]["snapshot"]


def test_a_dataset_appears_whole_and_the_next_run_writes_nothing(desk: Desk) -> None:
    desk.declare("first-ferries", "lautat")
    desk.send(GOOD)

    assert desk.run().green

    package = desk.show("lautat")
    assert package["title_translated"] == {
        "fi": "Lautat",
        "sv": "Lautat sv",
        "en": "Lautat en",
    }
    assert package["organization"]["name"] == "testivirasto"
    assert package["privacy_reviewed"] == "2026-01-15"
    assert package["source"] == [FERRIES]
    assert package["data_changed"]
    assert download(desk, "lautat", "CSV").decode() == CSV
    assert pq.read_table(io.BytesIO(download(desk, "lautat", "Parquet"))).num_rows == 3
    assert desk.rows(resource_ids(package)["CSV"]) == ROWS
    before = desk.written_since()["offset"]
    result = desk.run()
    assert result.green
    assert result.writes == 0
    assert desk.written_since(before)["writes"] == 0
    assert desk.show("lautat") == package


def test_a_spoiled_row_stops_its_dataset_alone(desk: Desk) -> None:
    desk.declare("spoiled-ferries")
    desk.declare("sound-ferries", url=FOUNTAINS)
    desk.send(GOOD)
    desk.send(GOOD, FOUNTAINS)
    assert desk.run().green
    ids = resource_ids(desk.show("spoiled-ferries"))

    desk.send(SPOILED)
    desk.send(MENDED, FOUNTAINS)
    red = desk.run()

    assert not red.green
    by_name = {outcome.dataset: outcome for outcome in red.outcomes}
    assert not by_name["spoiled-ferries"].published
    assert "row 3, field `paikkoja` (type-error)" in by_name["spoiled-ferries"].failures[0]
    report = desk.work().state.read_json(str(by_name["spoiled-ferries"].report)) or {}
    assert "Rivi 3" in render(report["summary"], "fi")
    assert b"monta" not in everything_that_dagster_keeps()
    assert by_name["sound-ferries"].published
    assert download(desk, "spoiled-ferries", "CSV").decode() == CSV
    assert desk.rows(ids["CSV"]) == ROWS
    assert b"094,40," in download(desk, "sound-ferries", "CSV")

    work = desk.work()
    spoiled = work.declarations.named("spoiled-ferries")
    failure = failures.last(work.state, spoiled)
    assert failure is not None
    assert (failure["stage"], failure["report"]) == ("validated", by_name["spoiled-ferries"].report)

    desk.send(MENDED)
    assert desk.run().green
    assert failures.last(work.state, spoiled) is None
    assert resource_ids(desk.show("spoiled-ferries")) == ids
    assert b"094,40," in download(desk, "spoiled-ferries", "CSV")
    assert desk.rows(ids["CSV"])[1]["paikkoja"] == 40


def test_a_rename_changes_no_id_and_makes_no_second_package(desk: Desk) -> None:
    desk.declare("renamed-ferries", "vanha-nimi")
    desk.send(GOOD)
    desk.run()
    old = desk.show("vanha-nimi")

    desk.declare("renamed-ferries", "uusi-nimi", more="former_names: [vanha-nimi]\n")
    assert desk.run().green

    new = desk.show("uusi-nimi")
    assert new["id"] == old["id"]
    assert resource_ids(new) == resource_ids(old)
    assert {r["url"] for r in new["resources"]} == {r["url"] for r in old["resources"]}
    assert len(desk.search('global_id:"renamed-ferries"')) == 1


def test_a_field_that_the_steward_edited_in_ckan_is_kept(desk: Desk) -> None:
    desk.declare("edited-ferries")
    desk.send(GOOD)
    desk.run()
    package = desk.show("edited-ferries")
    desk.work().ckan.write("package_patch", {"id": package["id"], "search_synonyms": "paatti"})

    result = desk.run()

    assert result.writes == 0
    assert desk.show("edited-ferries")["search_synonyms"] == "paatti"


def test_a_name_that_somebody_else_has_is_never_taken(desk: Desk) -> None:
    desk.declare("owning-ferries", "owning-ferries-a")
    desk.send(GOOD)
    first = desk.run()
    assert first.green, [outcome.failures for outcome in first.outcomes]
    (desk.datasets / "owning-ferries.yaml").unlink()
    desk.declare("taking-ferries", "owning-ferries-a")
    work = desk.work()
    dataset = work.declarations.named("taking-ferries")
    steps.extracted(work, dataset)
    steps.validated(work, dataset)
    steps.converted(work, dataset)

    with pytest.raises(NotOurs, match=r"choose another name, or adopt it: `package_id: "):
        publishing.planned(work, dataset)


def test_an_undecided_dataset_never_leaves(desk: Desk) -> None:
    desk.declare("undecided-ferries")
    path = desk.datasets / "undecided-ferries.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("access:"), text.index("coverage:")
    path.write_text(text[:start] + "access: {level: public}\n" + text[end:], encoding="utf-8")
    desk.send(GOOD)
    before = desk.written_since()["offset"]

    result = desk.run()

    assert not result.green
    assert "has no dated privacy decision" in result.outcomes[0].failures[0]
    assert desk.search('global_id:"undecided-ferries"') == []
    assert "package_create" not in desk.written_since(before)["actions"]


def test_a_source_that_recovers_is_asked_again(desk: Desk) -> None:
    desk.declare("late-ferries")
    desk.send(GOOD)
    desk.run()
    package = desk.show("late-ferries")
    desk.agencies.set_fault("https://dev.hsl.fi/citybikes/od-trips-2021/2021-05.csv", "not-found")

    result = desk.run()

    assert not result.green
    assert "404" in result.outcomes[0].failures[0]
    assert desk.show("late-ferries") == package


def test_a_zip_of_two_tables_is_one_dataset_with_stable_resources(desk: Desk) -> None:
    def zipped(stops: str) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as bundle:
            bundle.writestr("stops.txt", stops)
            bundle.writestr("routes.txt", "koodi;paikkoja;avattu\n550;70;\n")
        return buffer.getvalue()

    desk.declare("two-tables")
    declared = (desk.datasets / "two-tables.yaml").read_text(encoding="utf-8")
    head, _, _ = declared.partition("schema:")
    tables = "".join(
        f"  - {{name: {name}, member: {name}.txt, schema: lautat.json,"
        " distributions: [csv, json]}\n"
        for name in ("stops", "routes")
    )
    (desk.datasets / "two-tables.yaml").write_text(f"{head}tables:\n{tables}", encoding="utf-8")
    desk.agencies.replace(FERRIES, zipped(GOOD))
    assert desk.run().green
    package = desk.show("two-tables")
    assert [r["name_translated"]["fi"] for r in package["resources"]] == [
        "Two-tables: stops (CSV)",
        "Two-tables: stops (JSON)",
        "Two-tables: routes (CSV)",
        "Two-tables: routes (JSON)",
        "Two-tables (Data Package)",
    ]
    stops, _, routes, _, _ = package["resources"]
    assert stops["url"].endswith("/two-tables-stops.csv")
    assert desk.rows(stops["id"]) == ROWS
    assert desk.rows(routes["id"]) == [{"koodi": "550", "paikkoja": 70, "avattu": None}]
    assert desk.run().writes == 0

    desk.agencies.replace(FERRIES, zipped(MENDED))
    assert desk.run().green
    again = desk.show("two-tables")["resources"]
    assert [r["id"] for r in again] == [r["id"] for r in package["resources"]]
    assert desk.rows(stops["id"])[1]["paikkoja"] == 40
    assert again[2]["hash"] == routes["hash"]
