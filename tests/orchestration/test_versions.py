"""From one version to the next: baseline, warnings, blocking checks and the contract gate."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dagster import AssetCheckSeverity, DagsterInstance, ExecuteInProcessResult, materialize

from pipelines.catalogue import Ckan
from pipelines.declarations import load
from pipelines.errors import BreaksContract, ChecksFailed, PersonalDataFound
from pipelines.model import Dataset
from pipelines.orchestration import failures, publishing, steps
from pipelines.orchestration.assets import assets_of
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import Catalogue as CatalogueSetting
from pipelines.settings import claim_state, read_settings
from pipelines.state import State
from pipelines.validate import Baselines, render
from pipelines.web import Limits, Web
from tests.declared import PUBLISHERS, TRAMS
from tests.extract.origin import Answer, Origin, serving
from tests.orchestration.catalogue import Catalogue, serving_catalogue
from tests.test_cli import hri

FIELDS: list[dict[str, Any]] = [
    {"name": "nimi", "type": "string"},
    {"name": "ita", "type": "number"},
    {"name": "pohjoinen", "type": "number"},
]
CHECKS = """\
datastore: false
checks:
  - {check: row-count, tolerance: 20%}
  - {check: categories, column: nimi}
"""


class Desk:
    """One declared dataset, an agency's system and a catalogue."""

    def __init__(self, folder: Path, origin: Origin, url: str, catalogue: Catalogue) -> None:
        self.origin, self.catalogue, self.url = origin, catalogue, url
        self.datasets, self.schemas = folder / "datasets", folder / "schemas"
        self.datasets.mkdir()
        self.schemas.mkdir()
        (self.datasets / "_publishers.yaml").write_text(PUBLISHERS, encoding="utf-8")
        self.state = State(folder / "state")
        self.fields = FIELDS
        self.more = CHECKS
        self.formats = "[csv, json]"
        self.now = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)

    def open(self) -> tuple[Workplace, Dataset]:
        """Return a workplace over what is declared now."""
        head, _, _ = TRAMS.partition("geometry:")
        head = head.replace("https://www.hel.fi", self.origin.url)
        text = f"{head}distributions: {self.formats}\n{self.more}"
        (self.datasets / "trams.yaml").write_text(text, encoding="utf-8")
        (self.schemas / "trams.json").write_text(
            json.dumps({"fields": self.fields}), encoding="utf-8"
        )
        declarations = load(self.datasets, self.schemas)
        assert declarations.faults == ()
        work = Workplace(read_settings({}), declarations, now=lambda: self.now)
        work.state = self.state
        work.web = Web(limits=Limits(gap=0))
        work.catalogue = CatalogueSetting(self.url, "token", is_sandbox=True)
        work.ckan = Ckan(self.url, "token")
        return work, declarations.named("hel-trams")

    def send(self, *rows: str) -> None:
        names = ";".join(field["name"] for field in self.fields)
        text = "\n".join([names, *rows]) + "\n"
        self.origin.at("/trams.csv", Answer(text.encode()))

    def run(self) -> dict[str, Any]:
        """Do what a run does, and return the publishing record."""
        work, dataset = self.open()
        try:
            steps.extracted(work, dataset)
            steps.validated(work, dataset)
            steps.converted(work, dataset)
            return publishing.published(work, dataset, {"run": "test"})
        finally:
            work.ckan.close()

    @property
    def baseline(self) -> Baselines:
        return Baselines(self.state, "hel-trams")

    def shown(self) -> str:
        """Return the CSV file that the catalogue holds."""
        (package,) = self.catalogue.packages.values()
        held = next(each for each in package["resources"] if each["format"] == "CSV")["held"]
        return str(held)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with serving() as origin, serving_catalogue() as (url, catalogue):
        yield Desk(tmp_path, origin, url, catalogue)


FIVE = ["A;1;2", "B;1;2", "A;1;2", "B;1;2", "A;1;2"]


def test_the_first_publication_makes_the_baseline(desk: Desk) -> None:
    desk.send(*FIVE)
    desk.run()
    assert desk.baseline.measures() == {"rows": 5, "categories/nimi": ["A", "B"]}
    assert desk.baseline.proposal() is None
    writes = len(desk.catalogue.writes)
    assert desk.run()["writes"] == 0
    assert len(desk.catalogue.writes) == writes


def test_before_it_is_published_nothing_is_a_baseline(desk: Desk) -> None:
    desk.send(*FIVE)
    work, dataset = desk.open()
    steps.extracted(work, dataset)
    steps.validated(work, dataset)
    assert desk.baseline.measures() == {}
    work.ckan.close()


def test_a_warning_is_published_and_keeps_its_part_of_the_baseline(desk: Desk) -> None:
    desk.send(*FIVE)
    desk.run()
    desk.send(*FIVE, "C;1;2")
    desk.run()
    assert "C,1,2" in desk.shown()
    assert desk.baseline.measures() == {"rows": 6, "categories/nimi": ["A", "B"]}
    proposal = desk.baseline.proposal()
    assert proposal is not None
    assert proposal.changes == {"categories/nimi": (["A", "B"], ["A", "B", "C"])}

    desk.send(*FIVE, "C;1;2", "C;1;2")
    desk.run()
    assert desk.baseline.measures()["categories/nimi"] == ["A", "B"], "it goes on warning"

    work, dataset = desk.open()
    desk.baseline.accept("Aineistovastaava", "Uusi linja", work.now())
    work.ckan.close()
    desk.send(*FIVE, "C;1;2", "C;1;2", "A;2;2")
    desk.run()
    assert desk.baseline.measures() == {"rows": 8, "categories/nimi": ["A", "B", "C"]}
    assert desk.baseline.proposal() is None
    record = desk.state.read_json(f"validated/{dataset.id}/latest.json") or {}
    assert all(check["passed"] for check in record["checks"])


def test_a_blocking_check_stops_the_dataset_until_the_steward_accepts(desk: Desk) -> None:
    desk.more = CHECKS.replace("20%", "20%, severity: blocking")
    desk.send(*FIVE)
    desk.run()
    before, writes = desk.shown(), len(desk.catalogue.writes)

    desk.send("A;1;2", "B;1;2")
    with pytest.raises(ChecksFailed) as failed:
        desk.run()
    assert str(failed.value) == (
        "dataset `hel-trams`: row-count: there are 2 rows, 5 in the last version (allowed change"
        " 20 %) — Check whether the file is whole. If the change is right, accept the new baseline."
        " `hri baseline hel-trams` shows the new baseline and accepts it"
    )
    assert (desk.shown(), len(desk.catalogue.writes)) == (before, writes)
    record = desk.state.read_json("validated/hel-trams/latest.json") or {}
    assert record["rows"] == 5, "the last good table stays"
    report = desk.state.read_json(failed.value.report) or {}
    assert "rivejä on 2, edellisessä versiossa 5" in render(report["summary"], "fi")
    assert report["summary"]["valid"] is True

    work, dataset = desk.open()
    failures.keep(desk.state, dataset, "validated", failed.value, work.now())
    kept = failures.last(desk.state, dataset)
    assert kept is not None
    assert kept["report"] == failed.value.report
    desk.baseline.accept("Aineistovastaava", "Vanhat linjat poistettiin", work.now())
    work.ckan.close()
    desk.run()
    assert desk.shown().count("\n") == 3
    assert desk.baseline.measures()["rows"] == 2


def test_declaring_another_check_makes_the_checks_anew(desk: Desk) -> None:
    desk.send("A;1;2", "A;1;2")
    desk.run()
    desk.more = CHECKS + "  - {check: duplicate-rows, severity: blocking}\n"
    with pytest.raises(ChecksFailed, match="duplicate-rows: the same row stands more than once"):
        desk.run()


def test_a_break_without_a_new_major_touches_nothing(desk: Desk) -> None:
    desk.send(*FIVE)
    record = desk.run()
    before, writes = desk.shown(), len(desk.catalogue.writes)

    desk.fields = FIELDS[:2]
    desk.send("A;1", "B;2", "A;3", "B;4", "A;5")
    with pytest.raises(BreaksContract, match="Column `pohjoinen` goes"):
        desk.run()
    assert (desk.shown(), len(desk.catalogue.writes)) == (before, writes)
    kept = desk.state.read_json("published/hel-trams/latest.json") or {}
    assert kept["contract"] == record["contract"]

    desk.more = CHECKS + 'version: "2.0"\n'
    with pytest.raises(BreaksContract, match="they were not told"):
        desk.run()
    assert (desk.shown(), len(desk.catalogue.writes)) == (before, writes)

    desk.more += "announce_days: 0\n"
    record = desk.run()
    assert desk.shown().startswith("nimi,ita\r\n")
    assert record["contract"]["version"] == "2.0"
    desk.run()


def test_a_plan_shows_how_grave_it_is(desk: Desk) -> None:
    desk.send(*FIVE)
    desk.run()
    desk.fields = [*FIELDS, {"name": "uusi", "type": "string"}]
    desk.formats = "[csv]"
    desk.send("A;1;2;x", *[f"{row};y" for row in FIVE[1:]])
    work, dataset = desk.open()
    steps.extracted(work, dataset)
    steps.validated(work, dataset)
    steps.converted(work, dataset)
    shown = publishing.planned(work, dataset).as_dict()["contract"]
    work.ckan.close()
    assert (shown["level"], shown["stops"], shown["advice"]) == ("breaking", True, "2.0")
    assert shown["version"] == {"now": "1.0", "then": "1.0"}
    assert [(each["kind"], each["level"]) for each in shown["differences"]] == [
        ("format-dropped", "breaking"),
        ("field-added", "compatible"),
    ]


def test_hri_plan_says_what_breaks_and_writes_nothing(desk: Desk) -> None:
    claim_state(desk.state, CatalogueSetting(desk.url, "token", is_sandbox=False))
    desk.send(*FIVE)
    desk.run()
    writes = len(desk.catalogue.writes)
    desk.formats = "[csv, xlsx]"
    work, _ = desk.open()
    work.ckan.close()

    said = hri(
        "plan",
        "hel-trams",
        CKAN_URL=desk.url,
        CKAN_API_TOKEN="token",
        HRI_STATE=str(desk.state.root),
        HRI_DATASETS=str(desk.datasets),
        HRI_SCHEMAS=str(desk.schemas),
        LANG="sv_FI.UTF-8",
    )

    assert said.returncode == 1, said.stderr
    assert "breaking: Formatet json publiceras inte längre" in said.stdout
    assert "compatible: Formatet xlsx är nytt." in said.stdout
    assert 'declare `version: "2.0"`' in said.stdout
    assert "The format json is no longer published" in said.stderr
    assert len(desk.catalogue.writes) == writes


def test_where_the_record_is_lost_the_catalogue_is_asked(desk: Desk) -> None:
    desk.send(*FIVE)
    desk.run()
    desk.state.delete("published/hel-trams/latest.json")
    (package,) = desk.catalogue.packages.values()
    table = package["resources"][0]
    table["datastore_active"] = True
    desk.catalogue.columns[table["id"]] = ["_id", "nimi", "ita", "pohjoinen", "vanha"]
    with pytest.raises(BreaksContract, match="Column `vanha` goes"):
        desk.run()
    desk.catalogue.columns[table["id"]].remove("vanha")
    assert desk.run()["contract"]["tables"][""]["schema"] == {"fields": FIELDS}


def materialised(desk: Desk) -> ExecuteInProcessResult:
    work, dataset = desk.open()
    with DagsterInstance.ephemeral() as instance:
        result = materialize(
            assets_of(dataset)[:2],
            instance=instance,
            resources={"workplace": work},
            raise_on_error=False,
        )
    work.ckan.close()
    return result


def test_dagster_is_told_of_each_check_and_of_no_cell(desk: Desk) -> None:
    desk.more = CHECKS + "  - {check: sortedness, columns: [ita], severity: blocking}\n"
    desk.send("Salainen;1;2", "B;0_2;2")
    desk.baseline.publish(
        {"rows": 2, "categories/nimi": ["A", "B"]}, [], "v1", desk.open()[0].now()
    )
    result = materialised(desk)
    assert result.success
    checks = {each.check_name: each for each in result.get_asset_check_evaluations()}
    assert {name: check.passed for name, check in checks.items()} == {
        "rows_are_valid": True,
        "no_personal_data": True,
        "row_count": True,
        "categories_nimi": False,
        "sortedness_ita": True,
        "strict_readings": False,
    }
    warning = checks["categories_nimi"]
    assert warning.severity is AssetCheckSeverity.WARN
    assert warning.description == (
        "categories: column `nimi`: the values of the categories changed (new +, vanished −):"
        " +1 −1 (2)"
    )
    assert "Salainen" not in str(result.all_events)
    assert "Salainen" not in str(desk.state.read_json("failures/hel-trams.json"))

    desk.send("Salainen;2;2", "B;1;2")
    stopped = materialised(desk)
    assert not stopped.success
    failed = {each.check_name: each for each in stopped.get_asset_check_evaluations()}
    assert failed["rows_are_valid"].passed
    assert failed["sortedness_ita"].severity is AssetCheckSeverity.ERROR
    assert not failed["sortedness_ita"].passed
    assert "Salainen" not in str(stopped.all_events)
    assert stopped.get_asset_materialization_events()[-1].asset_key is not None


def test_rows_are_named_as_in_the_agencys_file_whatever_steps_left_out(desk: Desk) -> None:
    desk.more = (
        CHECKS
        + """\
  - {check: sortedness, columns: [ita], severity: blocking}
steps:
  - {type: keep, where: {column: nimi, in: [A, B]}}
"""
    )
    desk.send("X;9;9", "A;1;2", "X;8;8", "B;3;2", "A;2;2", "B;0_5;2")
    with pytest.raises(ChecksFailed) as failed:
        desk.run()
    report = desk.state.read_json(failed.value.report) or {}
    rows = {entry["check"]: entry["rows"] for entry in report["summary"]["checks"]}
    assert rows == {"sortedness": [6], "lenient-number": [7]}


def test_cells_are_read_as_the_steps_leave_them(desk: Desk) -> None:
    desk.fields = [{"name": "nimi", "type": "string"}, {"name": "määrä", "type": "number"}]
    desk.more = (
        CHECKS
        + """\
steps:
  - {type: rename, columns: {ita: määrä}}
  - {type: normalise, columns: [määrä], form: number}
  - {type: drop, columns: [pohjoinen]}
"""
    )
    text = "nimi;ita;pohjoinen\nA;1,5;x\nB; 2,5 ;x\n"
    desk.origin.at("/trams.csv", Answer(text.encode()))
    desk.run()
    record = desk.state.read_json("validated/hel-trams/latest.json") or {}
    assert [check["why"] for check in record["checks"] if not check["passed"]] == []


def test_a_category_that_is_somebodys_number_is_never_proposed(desk: Desk) -> None:
    desk.send(*FIVE)
    desk.run()
    desk.send(*FIVE, "Anna 131052-308T;1;2")
    with pytest.raises(PersonalDataFound):
        desk.run()
    assert desk.baseline.proposal() is None
