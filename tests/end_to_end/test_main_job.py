"""The main job: the committed declarations, the agencies' files, a real CKAN, a real browser."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.csv
import pyarrow.parquet as pq
import pyogrio
import pytest
import requests
from dagster import DagsterInstance
from python_calamine import CalamineWorkbook
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from sandbox import Sandbox
from sandbox.access_log import count_writes
from sandbox.replica import Replica
from tests.browsing import CHROMEDRIVER, CHROMIUM, FLAGS

pytestmark = pytest.mark.ckan

PROJECT = Path(__file__).resolve().parents[2]
DECLARED = len(list((PROJECT / "datasets").glob("[!_]*.yaml")))
TRAFFIC = "liikennemaarat-helsingissa"
TRAFFIC_ROWS = 19_152


@dataclass
class MainJob:
    """The portal after `hri run` over everything that is declared, and the way to run it again."""

    url: str
    portal: Sandbox
    environment: dict[str, str]

    def hri(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("hri")), *arguments]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )

    def writes(self) -> dict[str, Any]:
        return count_writes(self.portal.folder.access_log)

    def file(self, label: str) -> bytes:
        """Fetch a file of the traffic counts as a visitor does."""
        answer = requests.get(
            f"{self.url}/api/3/action/package_show", params={"id": TRAFFIC}, timeout=30
        )
        resources = answer.json()["result"]["resources"]
        url = next(resource["url"] for resource in resources if resource["format"] == label)
        content = requests.get(url, timeout=60)
        assert content.status_code == 200
        return content.content


@pytest.fixture(scope="module")
def job(
    public_portal: Sandbox, agencies: Replica, tmp_path_factory: pytest.TempPathFactory
) -> MainJob:
    agencies.clear_faults()
    agencies.restore()
    folder = tmp_path_factory.mktemp("main-job")
    shutil.copy(PROJECT / "dagster_home" / "dagster.yaml", folder)
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("HRI_", "CKAN_", "DAGSTER_"))}
    environment = {
        **kept,
        "HRI_SANDBOX_SETTINGS": str(public_portal.folder.settings),
        "HRI_REPLICA": agencies.url,
        "HRI_STATE": str(folder / "state"),
        "DAGSTER_HOME": str(folder),
    }
    job = MainJob(str(public_portal.status()["url"]), public_portal, environment)
    first = job.hri("run", "--json")
    assert first.returncode == 0, first.stdout + first.stderr
    (folder / "first.json").write_text(first.stdout, encoding="utf-8")
    return job


def test_everything_declared_is_published(job: MainJob) -> None:
    said = json.loads(Path(job.environment["DAGSTER_HOME"], "first.json").read_text())
    assert said["green"]
    assert len(said["datasets"]) == DECLARED >= 9
    assert all(outcome["published"] for outcome in said["datasets"])


def test_the_commit_of_the_declarations_stands_with_the_run(job: MainJob) -> None:
    said = json.loads(Path(job.environment["DAGSTER_HOME"], "first.json").read_text())
    head = subprocess.run(
        ["git", "-C", str(PROJECT), "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    with DagsterInstance.from_config(job.environment["DAGSTER_HOME"]) as instance:
        run = instance.get_run_by_id(said["run"])
    assert run is not None
    assert run.tags["hri/commit"].removesuffix("+changed") == head


def test_the_next_run_and_its_plan_write_nothing(job: MainJob) -> None:
    before = job.writes()["offset"]
    second = job.hri("run", "--json")
    plan = json.loads(job.hri("plan", "--json").stdout)
    assert json.loads(second.stdout)["writes"] == 0
    assert (plan["writes"], len(plan["datasets"])) == (0, DECLARED)
    counted = count_writes(job.portal.folder.access_log, before)
    assert counted["writes"] == 0, counted["actions"]


def test_the_indicators_count_helsinkis_own(job: MainJob) -> None:
    rows = json.loads(job.hri("indicators", "--json").stdout)
    by_key = {(row["indicator"], row["publisher"]): row for row in rows}
    # City bikes and timetables are the transport authority's: shown, and not Helsinki's.
    assert by_key[("open_datasets", "hsl")]["value"] == 2
    assert by_key[("open_datasets", "hsl")]["counted"] is False
    # Of which two are map layers and statistics; not HSL's and Fintraffic's.
    assert by_key[("open_apis", None)]["value"] == 9
    assert by_key[("open_datasets", None)]["unit"] == "pcs"
    assert set(rows[0]) >= {"indicator", "publisher", "as_of", "value", "unit", "status"}


def test_the_dashboard_stands_on_the_site(job: MainJob) -> None:
    site = f"{job.url}/site"
    page = requests.get(f"{site}/fi/indicators.html", timeout=30)
    assert "Avoimen datan mittarit" in page.content.decode()
    assert requests.get(f"{site}/fi/indicators/datasets.svg", timeout=30).status_code == 200
    apis = requests.get(f"{site}/indicators/apis.csv", timeout=30).content.decode().splitlines()
    assert apis[0].startswith("as_of,value,")
    assert apis[-1].split(",")[1] == "9"


def test_the_status_names_every_dataset(job: MainJob) -> None:
    rows = {row["dataset"]: row for row in json.loads(job.hri("status", "--json").stdout)}
    assert len(rows) == DECLARED
    assert rows[TRAFFIC]["rows"] == TRAFFIC_ROWS
    assert rows[TRAFFIC]["last_failure"] is None


def test_the_page_of_an_api_shows_its_terms_and_whether_it_needs_a_key(job: MainJob) -> None:
    page = requests.get(f"{job.url}/dataset/palvelukartta-rajapinta", timeout=30).text
    assert "Rajapinnan käyttöehdot" in page
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in page
    assert "Rajapinta vaatii avaimen" in page
    assert 'href="https://dev.hel.fi/apis/service-map-backend-api"' in page


def test_every_distribution_of_the_traffic_counts_has_all_rows(
    job: MainJob, tmp_path: Path
) -> None:
    package = tmp_path / "traffic.gpkg"
    package.write_bytes(job.file("GPKG"))
    csv = pyarrow.csv.read_csv(io.BytesIO(job.file("CSV")))
    parquet = pq.read_table(io.BytesIO(job.file("Parquet")))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(job.file("XLSX"))).get_sheet_by_index(0)
    found = {
        "csv": csv.num_rows,
        "parquet": parquet.num_rows,
        "json": len(json.loads(job.file("JSON"))),
        "xlsx": len(sheet.to_python()) - 1,
        "geojson": len(json.loads(job.file("GeoJSON"))["features"]),
        "gpkg": len(pyogrio.read_arrow(package)[1]),
    }
    assert set(found.values()) == {TRAFFIC_ROWS}, found
    names = set(csv.column("nimi").to_pylist())
    assert any("Ä" in name for name in names)
    assert any("Ö" in name for name in names)
    assert not any("\ufffd" in name or "Ã" in name for name in names)
    assert names == set(parquet.column("nimi").to_pylist())


def test_the_points_of_the_traffic_counts_lie_in_helsinki(job: MainJob) -> None:
    features = json.loads(job.file("GeoJSON"))["features"]
    for feature in features:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert 24.78 < longitude < 25.26
        assert 60.10 < latitude < 60.31


@pytest.mark.browser
@pytest.mark.skipif(
    not (CHROMIUM and CHROMEDRIVER), reason="Chromium and ChromeDriver are not installed"
)
def test_a_visitor_follows_the_csv_link_and_gets_the_rows(job: MainJob, tmp_path: Path) -> None:
    with _browser(tmp_path) as browser:
        browser.get(f"{job.url}/dataset/{TRAFFIC}")
        assert "Liikennemäärät Helsingissä" in browser.find_element(By.TAG_NAME, "h1").text
        browser.find_element(By.CSS_SELECTOR, "a.heading:has([data-format='csv'])").click()
        browser.find_element(By.CSS_SELECTOR, "a.resource-url-analytics[href$='.csv']").click()
        file = tmp_path / "hel-traffic-counts.csv"
        WebDriverWait(browser, 30).until(lambda _: file.is_file())
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("piste,nimi,x_gk25,y_gk25,suunta,aika,vuosi")
    assert len(lines) == TRAFFIC_ROWS + 1


def _browser(downloads: Path) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, "--window-size=1400,2400"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    return webdriver.Chrome(options, webdriver.ChromeService(str(CHROMEDRIVER)))
