"""What a developer outside the city finds: metadata, descriptor, dictionary, examples."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.parse
from pathlib import Path
from typing import Any

import frictionless
import pytest
import requests

from pipelines.orchestration.scores import confirmed_row
from tests.end_to_end.desk import GOOD, Desk, resource_ids
from tests.publish.described import violations

pytestmark = pytest.mark.ckan

API = """\
id: {id}
name: {id}
publisher: testivirasto
title: {{fi: Lauttarajapinta, sv: Färjegränssnitt, en: Ferry API}}
description: {{fi: Kuvaus., sv: Beskrivning., en: Description.}}
keywords: {{fi: [testi], sv: [test], en: [test]}}
themes: [TRAN]
licence: CC0-1.0
frequency: continuous
contact: {{name: Testivirasto, email: hri@hel.fi}}
released: 2020-01-31
access:
  privacy:
    reviewed: 2026-01-15
    by: Tietosuojavastaava
    basis: {{fi: Ei henkilötietoja., sv: Inga personuppgifter., en: No personal data.}}
coverage: {{geographical: [Helsinki]}}
source: {{type: api, endpoint: "https://api.hel.fi/ferries/", documentation: "https://dev.hel.fi/f"}}
"""


@pytest.fixture
def site(desk: Desk) -> str:
    return str(desk.portal.status()["url"])


def test_the_catalogue_serves_valid_dcat_ap_of_files_and_apis(desk: Desk, site: str) -> None:
    desk.declare("described-ferries", more="minimum_score: 405\n")
    (desk.datasets / "ferry-api.yaml").write_text(API.format(id="ferry-api"), encoding="utf-8")
    desk.send(GOOD)
    assert desk.run("described-ferries", "ferry-api").green
    before = desk.written_since()["offset"]
    assert desk.run("described-ferries", "ferry-api").writes == 0
    assert desk.written_since(before)["writes"] == 0

    turtle = requests.get(f"{site}/dataset/described-ferries.ttl", timeout=30).text
    turtle += requests.get(f"{site}/dataset/ferry-api.ttl", timeout=30).text
    assert "dcat:DataService" in turtle
    assert violations(turtle) == []
    # The days come from the data: nothing was declared of them.
    shown = desk.show("described-ferries")
    assert (shown["temporal_start"], shown["temporal_end"]) == ("1999-12-31", "2020-02-29")
    csv = next(each for each in shown["resources"] if each["format"] == "CSV")
    for address in (csv["access_url"], csv["download_url"]):
        assert requests.get(address, timeout=30).status_code == 200
    served = requests.get(csv["download_url"], timeout=30)
    assert served.headers["Content-Type"].startswith("text/csv")
    row = confirmed_row(desk.work(), desk.work().declarations.named("described-ferries"))
    assert (row["score"], row["band"], row["basis"]) == (405, "excellent", "shown")


def test_a_series_is_there_before_its_members_name_it(desk: Desk, site: str) -> None:
    series = (
        "series:\n  name: ferry-years\n  title: {fi: Lautat, sv: Färjor, en: Ferries}\n"
        "  description: {fi: Vuosittain., sv: Årligen., en: By year.}\n"
    )
    desk.declare("ferries-2015", more=series)
    desk.declare("ferries-2016", more=series)
    desk.send(GOOD)
    assert desk.run().green
    assert desk.run().writes == 0
    assert desk.show("ferry-years")["type"] == "dataset_series"
    assert desk.show("ferries-2016")["in_series"] == ["ferry-years"]
    turtle = "".join(
        requests.get(f"{site}/{path}.ttl", timeout=30).text
        for path in ("dataset/ferries-2015", "dataset/ferry-years")
    )
    assert f"dcat:inSeries <{site}/dataset/ferry-years>" in turtle
    assert f"<{site}/dataset/ferry-years> a dcat:DatasetSeries" in turtle
    assert violations(turtle) == []


def test_a_score_below_the_declared_minimum_stops_the_dataset(desk: Desk) -> None:
    desk.declare("poor-ferries", more="minimum_score: 400\n")
    path = desk.datasets / "poor-ferries.yaml"
    text = path.read_text(encoding="utf-8").replace("CC-BY-4.0", "other-open")
    path.write_text(text, encoding="utf-8")
    desk.send(GOOD)
    result = desk.run()
    assert not result.green
    why = result.outcomes[0].failures[0]
    # The licence 10 of 30 points, and rights 5: that is, 405 - 15.
    assert "the metadata score 390 of 405 points, and `minimum_score` is 400" in why
    assert "declare `licence`: CC-BY-4.0 or CC0-1.0" in why
    assert desk.search('global_id:"poor-ferries"') == []


def test_the_descriptor_loads_from_the_portal_and_validates_what_is_served(desk: Desk) -> None:
    desk.declare("packaged-ferries")
    desk.send(GOOD)
    assert desk.run().green
    resources = desk.show("packaged-ferries")["resources"]
    descriptor = next(each for each in resources if each["format"] == "Data Package")
    assert descriptor["url"].endswith("/datapackage.json")

    package = frictionless.Package(descriptor["download_url"])
    assert package.validate().flatten(["resourceName", "type", "note"]) == []
    (table,) = [each for each in package.resources if each.format == "csv"]
    assert [row["koodi"] for row in table.read_rows()] == ["007", "094", "ÄÖ1"]


def test_the_page_shows_a_dictionary_and_examples_that_run(
    desk: Desk, site: str, tmp_path: Path
) -> None:
    desk.declare("used-ferries")
    desk.send(GOOD)
    assert desk.run().green
    package = desk.show("used-ferries")
    page = requests.get(f"{site}/sv/dataset/used-ferries", timeout=30).text
    assert "Datalexikon" in page
    assert "Platser" in page
    assert "[dd.mm.åååå]" not in page
    assert "Källa: Used-ferries sv" in page

    examples = json.loads(package["examples"])
    ids = resource_ids(package)
    for example in examples:
        said = run_as_written(example, tmp_path)
        assert said is None or said.returncode == 0, f"{example['title']}: {said.stderr}"
        if said is not None and example["title"] in ("Python (pandas)", "R"):
            assert " 007 " in said.stdout
    assert (tmp_path / "used-ferries.csv").read_bytes().startswith(b"koodi,paikkoja")
    assert {e["title"] for e in examples} >= {"curl", "R", "DuckDB (Parquet)", "DataStore SQL"}
    assert all(ids["CSV"] in e["code"] for e in examples if e["title"].startswith("DataStore"))


def run_as_written(
    example: dict[str, str], folder: Path
) -> subprocess.CompletedProcess[str] | None:
    """Run an example; None for a language that this machine has not."""
    programs = {"bash": "bash", "python": sys.executable, "r": "Rscript"}
    suffixes = {"bash": "sh", "python": "py", "r": "R"}
    program = shutil.which(programs[example["language"]])
    if program is None:
        return None
    script = folder / f"example.{suffixes[example['language']]}"
    script.write_text(example["code"], encoding="utf-8")
    return subprocess.run(
        [program, str(script)], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


def test_avoindata_loses_no_dataset_tag_or_licence(desk: Desk, site: str) -> None:
    desk.declare("harvested-ferries")
    desk.send(GOOD)
    assert desk.run().green
    found = harvested(site)
    ours = found["harvested-ferries"]
    assert {tag["name"] for tag in ours["tags"]} == {"testi", "test"}
    assert all(len(tag["name"]) >= 3 for each in found.values() for tag in each["tags"])
    assert ours["license_id"] == "CC-BY-4.0"
    assert ours["organization"]["name"] == "testivirasto"


def harvested(site: str) -> dict[str, dict[str, Any]]:
    """Return {name: package} as avoindata.fi's harvester asks: sorted by id, 100 a page."""
    found: dict[str, dict[str, Any]] = {}
    while True:
        query = {"sort": "id asc", "rows": 100, "start": len(found)}
        address = f"{site}/api/3/action/package_search?{urllib.parse.urlencode(query)}"
        answer = requests.get(address, timeout=30).json()["result"]
        found |= {package["name"]: package for package in answer["results"]}
        if not answer["results"] or len(found) >= answer["count"]:
            return found
