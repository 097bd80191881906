"""A catalogue made by hand is taken over: not one id changes, and nothing else is touched."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import requests
from typer.testing import CliRunner

from pipelines.cli import app
from tests.end_to_end.desk import FOUNTAINS, GOOD, MENDED, Desk

pytestmark = pytest.mark.ckan

CSV_ID = "0a0f6c1e-1111-4a4a-8a8a-000000000001"
OTHER_ID = "0a0f6c1e-1111-4a4a-8a8a-000000000002"
DECLARED, UPLOADED, FORMS = "kasin-lautat", "kasin-ladattu", "kasin_muodot"
API, LINKS, ALONE = "kasin-rajapinta", "kasin-linkit", "kasin-rauhassa"
TITLES = {"fi": "Käsin tehty", "sv": "Gjord för hand", "en": "Made by hand"}
MADE = {
    "title_translated": TITLES,
    "notes_translated": {"fi": "Ensimmäinen rivi.\n\n* kohta: toinen", "sv": "Rad.", "en": "Line."},
    "keywords": {"fi": ["lautat", "C#"], "sv": ["färjor"]},
    "geographical_coverage": ["Helsinki"],
    "license_id": "CC-BY-4.0",
    "maintainer": "Testivirasto",
    "maintainer_email": "hri@hel.fi",
    "date_released": "2015-03-02",
    "update_frequency": {"fi": ["Kerran vuodessa"]},
    "categories": ["liikenne-ja-matkailu"],
    "time_series_start": "2011",
    "owner_org": "testivirasto",
    "external_urls": ["https://dev.hel.fi/lautat"],
}
DECISION = """\
access:
  privacy:
    reviewed: 2026-01-15
    by: Tietosuojavastaava
    basis: {fi: Ei henkilötietoja., sv: Inga personuppgifter., en: No personal data.}
"""


class Steward:
    """Somebody who makes packages by hand, and calls `hri`."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.folder = desk, folder
        self.ckan = desk.work().ckan

    def make(self, name: str, *resources: dict[str, Any], **more: Any) -> None:
        named = [{"name_translated": {"fi": each["format"]}, **each} for each in resources]
        self.ckan.write("package_create", {**MADE, "name": name, "resources": named, **more})

    def upload(self, package: str, identifier: str, name: str, text: str) -> None:
        path = self.folder / "upload"
        path.write_text(text, encoding="utf-8")
        facts = {"id": identifier, "package_id": package, "format": "CSV"}
        facts["name_translated"] = json.dumps({"fi": "Rivit"})
        self.ckan.upload("resource_create", facts, path, name)

    def load(self, identifier: str, rows: list[dict[str, Any]]) -> None:
        fields = [{"id": name, "type": "text", "info": {"label": name}} for name in rows[0]]
        table = {"resource_id": identifier, "fields": fields, "records": rows, "force": True}
        self.ckan.write("datastore_create", table)

    def hri(self, *arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, list(arguments))
        assert result.exit_code == code, (result.output, result.exception)
        return result.stdout

    def decide(self, name: str) -> None:
        path = self.desk.datasets / f"{name}.yaml"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (at,) = [n for n, line in enumerate(lines) if line.startswith("# decide: access: ")]
        lines[at] = DECISION
        path.write_text("".join(lines), encoding="utf-8")


@pytest.fixture
def steward(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Steward:
    """Return her, after she has made six packages by hand."""
    (tmp_path / "drops").mkdir()
    monkeypatch.setenv("TEST_DROPS", str(tmp_path / "drops"))
    made = Steward(desk, tmp_path)
    if "testivirasto" not in made.ckan.read("organization_list"):
        made.ckan.write("organization_create", {"name": "testivirasto", "title": "Testivirasto"})
    old = [{"koodi": "001"}]
    made.make(DECLARED)
    made.upload(DECLARED, CSV_ID, "Lautat 2020.csv", "koodi\n001\n")
    made.load(CSV_ID, old)
    made.make(UPLOADED)
    made.upload(UPLOADED, OTHER_ID, "rivit_A.csv", GOOD)
    made.load(OTHER_ID, [{"koodi": "007", "paikkoja": "12", "avattu": "2020-02-29"}])
    spreadsheet = FOUNTAINS.replace(".csv", ".xlsx")
    made.make(FORMS, {"url": FOUNTAINS, "format": "CSV"}, {"url": spreadsheet, "format": "XLSX"})
    endpoint = {"url": "https://api.hel.fi/servicemap/v2/unit/", "format": "API"}
    made.make(API, endpoint, collections=["rajapinnat"])
    links = [{"url": f"https://kartta.hel.fi/3d/{n}.zip", "format": "ZIP"} for n in (1, 2)]
    made.make(LINKS, *links)
    made.make(ALONE, {"url": "https://www.hel.fi/x.csv", "format": "CSV"})
    return made


def ids(package: dict[str, Any]) -> dict[str, str]:
    """Return {resource id: URL}."""
    return {each["id"]: each["url"] for each in package["resources"]}


def test_a_catalogue_made_by_hand_is_taken_over_without_a_changed_id(
    desk: Desk, steward: Steward
) -> None:
    desk.declare("hand-ferries", DECLARED)
    desk.send(GOOD)
    desk.send(GOOD, FOUNTAINS)
    names = (DECLARED, UPLOADED, FORMS, API, LINKS)
    before = {name: desk.show(name) for name in (*names, ALONE)}
    log = desk.written_since()["offset"]

    declared = (desk.datasets / "hand-ferries.yaml").read_text(encoding="utf-8")
    shown = steward.hri("adopt", "--dry-run")
    assert f"+package_id: {before[DECLARED]['id']}" in shown
    assert (desk.datasets / "hand-ferries.yaml").read_text(encoding="utf-8") == declared
    steward.hri("adopt")
    drafting = ("adopt", "--draft", *names[1:], "--schemas-from-files", "--json")
    rows = json.loads(steward.hri(*drafting, "--uploads-to", "TEST_DROPS"))["datasets"]
    assert [row["kind"] for row in rows] == ["file", "file", "api", "link"]
    assert desk.written_since(log)["writes"] == 0

    faults = {Path(fault.file).stem: fault for fault in desk.work().declarations.errors}
    assert {fault.field for fault in faults.values()} == {"access"}
    assert faults.keys() == set(names[1:])
    for name in names[1:]:
        steward.decide(name)
    (dropped,) = (steward.folder / "drops").rglob("*.csv")
    os.utime(dropped, (0, 0))  # A file of this minute could still be being written.
    result = desk.run()

    assert result.green, [each.failures for each in result.outcomes]
    for name in names:
        after = desk.show(name)
        assert after["id"] == before[name]["id"]
        assert ids(before[name]).keys() <= ids(after).keys()
        added = [e["format"] for e in after["resources"] if e["id"] not in ids(before[name])]
        assert set(added) <= {"Data Package", "JSON", "Parquet"}, name
        assert after["title_translated"] == TITLES or name == DECLARED
    for name, identifier in ((DECLARED, CSV_ID), (UPLOADED, OTHER_ID)):
        url = ids(before[name])[identifier]
        assert ids(desk.show(name))[identifier] == url
        assert "094,," in requests.get(url, timeout=30).text
        assert [row["koodi"] for row in desk.rows(identifier)] == ["007", "094", "ÄÖ1"]
    assert desk.show(UPLOADED)["notes_translated"] == MADE["notes_translated"]
    agency = steward.ckan.read("organization_show", id="testivirasto")
    assert agency["title_translated"]["sv"] == "Testverket"
    assert desk.show(ALONE) == before[ALONE]

    desk.send(MENDED)
    assert desk.run().green
    assert desk.rows(CSV_ID)[1]["paikkoja"] == 40
    assert json.loads(steward.hri("adopt", "--json"))["written"] == []
    assert desk.show(ALONE) == before[ALONE]
