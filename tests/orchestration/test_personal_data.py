"""Personal data stop a dataset, are told by place, and are printed and kept nowhere but in the raw.

Whole runs in a Dagster instance of the test's own, up to the typed table.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dagster import AssetKey, DagsterInstance, ExecuteInProcessResult

from pipelines.declarations import load
from pipelines.errors import PermanentError, PersonalDataFound
from pipelines.model import Dataset
from pipelines.orchestration import failures, steps
from pipelines.orchestration.code_location import build
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import read_settings
from pipelines.state import State
from pipelines.web import Limits, Web
from tests.declared import PUBLISHERS, TRAMS
from tests.extract.origin import Answer, Origin, serving
from tests.validate.test_privacy import CODES

SCHEMA = {"fields": [{"name": name, "type": kind} for name, kind in (
    ("nimi", "string"), ("ita", "number"), ("pohjoinen", "number"), ("muu", "object"),
)]}  # fmt: skip
STEPS = """\
steps:
  - {type: keep, where: {column: tila, equals: auki}}
  - {type: drop, columns: [tila]}
"""
HEADER = "nimi;ita;pohjoinen;muu;tila\n"
GOOD = 'Kurvi;1;2;"{""a"": 1}";auki\n'
CLOSED = "Kallio;1;2;;kiinni\n"


class Trams:
    """An agency's file with its declaration, run by Dagster as far as the typed table."""

    def __init__(self, folder: Path, origin: Origin) -> None:
        self.origin, self.folder = origin, folder
        self.datasets, self.schemas = folder / "datasets", folder / "schemas"
        for each in (self.datasets, self.schemas, folder / "dagster"):
            each.mkdir()
        (self.datasets / "_publishers.yaml").write_text(PUBLISHERS, encoding="utf-8")
        (self.schemas / "trams.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
        self.state = State(folder / "state")
        self.declare()

    def declare(self, allowed: str = "") -> None:
        text = TRAMS.replace("https://www.hel.fi/trams.csv", f"{self.origin.url}/trams.csv")
        text = text.replace("    by: Tietosuojavastaava\n", f"    by: Tietosuoja\n{allowed}")
        (self.datasets / "trams.yaml").write_text(text + STEPS, encoding="utf-8")

    def work(self) -> Workplace:
        declarations = load(self.datasets, self.schemas)
        assert declarations.faults == ()
        work = Workplace(read_settings({}), declarations)
        work.state = self.state
        work.web = Web(limits=Limits(gap=0))
        return work

    def run(self, rows: str) -> ExecuteInProcessResult:
        self.origin.at("/trams.csv", Answer((HEADER + rows).encode()))
        job = build(self.work()).resolve_job_def("publish")
        keys = [AssetKey(["hel_trams", stage]) for stage in ("extracted", "validated")]
        with DagsterInstance.get() as instance:
            return job.execute_in_process(
                instance=instance, asset_selection=keys, raise_on_error=False
            )

    def validate(self, rows: str) -> list[dict[str, Any]]:
        """Do what the run does, without Dagster."""
        self.origin.at("/trams.csv", Answer((HEADER + rows).encode()))
        steps.extracted(self.work(), self.dataset())
        return steps.validated(self.work(), self.dataset())

    def dataset(self) -> Dataset:
        return self.work().declarations.named("hel-trams")

    def incidents(self) -> list[dict[str, Any]]:
        keys = self.state.keys("incidents/hel-trams")
        return [self.state.read_json(key) or {} for key in keys]

    def everything_kept(self) -> bytes:
        """Return all bytes of Dagster's storage and of the state, but for the raw snapshots."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        kept = [path for path in files if "snapshots" not in path.parts]
        assert any(path.suffix == ".db" for path in kept)
        return b"".join(path.read_bytes() for path in kept)


@pytest.fixture
def trams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trams]:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    with serving() as origin:
        made = Trams(tmp_path, origin)
        (tmp_path / "dagster" / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
        yield made


def checks(result: ExecuteInProcessResult) -> dict[str, bool]:
    return {check.check_name: check.passed for check in result.get_asset_check_evaluations()}


def test_finds_stop_the_dataset_and_no_value_is_printed(
    trams: Trams, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    planted = [(kind, code) for kind, codes in CODES.items() for code in codes]
    rows = [f'"ks. {code}";1;2;"{{""a"": ""{code}""}}";auki\n{CLOSED}' for _, code in planted]
    with caplog.at_level(logging.DEBUG):
        result = trams.run(GOOD + CLOSED + "".join(rows) + GOOD)

    assert not result.success
    assert checks(result) == {"rows_are_valid": True, "no_personal_data": False}
    assert trams.state.read_json("validated/hel-trams/latest.json") is None
    (incident,) = trams.incidents()
    found = {(find["kind"], find["column"]): find["rows"] for find in incident["finds"]}
    # The header is row 1, GOOD 2, CLOSED 3; then each planted row has a closed stop behind it.
    places = {kind: [4 + 2 * n for n, (k, _) in enumerate(planted) if k == kind] for kind in CODES}
    assert found == {(kind, name): places[kind] for kind in CODES for name in ("nimi", "muu")}
    assert "sarakkeessa `nimi` on henkilötunnuksia: rivi 4, rivi 6" in incident["told"]["fi"]
    failure = failures.last(trams.state, trams.dataset())
    assert failure is not None
    assert "column `nimi` has personal identity codes: row 4, row 6" in failure["why"]
    assert failure["incident"] == trams.state.keys("incidents/hel-trams")[0]
    captured = capfd.readouterr()
    printed = caplog.text + captured.out + captured.err
    kept = trams.everything_kept()
    assert b"incidents/hel-trams/" in kept
    for _, code in planted:
        part = code.partition("@")[0]
        assert part not in printed
        assert part.encode() not in kept


def test_the_same_data_are_one_incident_however_often_they_are_tried(trams: Trams) -> None:
    row = "a@hel.fi;1;2;;auki\n"
    for rows in (row, row, row + row):
        with pytest.raises(PersonalDataFound):
            trams.validate(rows)
    found = [incident["finds"][0]["rows"] for incident in trams.incidents()]
    assert sorted(found) == [[2], [2, 3]]


def test_a_row_that_a_step_leaves_out_stops_nothing(trams: Trams) -> None:
    result = trams.run(GOOD + "Anna 040 123 4567;1;2;;kiinni\n")
    assert result.success
    passed = ("rows_are_valid", "no_personal_data", "strict_readings")
    assert checks(result) == dict.fromkeys(passed, True)
    record = trams.state.read_json("validated/hel-trams/latest.json") or {}
    assert record["rows"] == 1
    assert [(each["type"], each["dropped"]) for each in record["steps"]] == [
        ("keep", 1),
        ("drop", 0),
    ]
    (event,) = [
        event
        for event in result.get_asset_materialization_events()
        if event.asset_key == AssetKey(["hel_trams", "validated"])
    ]
    touched = event.materialization.metadata["raitiotiet step 1 (keep)"].value
    assert touched == {"step": 1, "type": "keep", "rows": 0, "cells": 0, "dropped": 1}


def test_what_is_allowed_is_asked_anew_when_the_declaration_changes(trams: Trams) -> None:
    row = "Neuvonta 09 310 1234;1;2;;auki\n"
    with pytest.raises(PersonalDataFound, match="column `nimi` has phone numbers: row 2"):
        trams.validate(row)
    trams.declare("    allowed: {phone: [nimi]}\n")
    assert [record["rows"] for record in trams.validate(row)] == [1]
    trams.declare()
    with pytest.raises(PersonalDataFound):
        trams.validate(row)


def test_the_error_is_permanent_and_says_what_to_do(trams: Trams) -> None:
    with pytest.raises(PersonalDataFound, match=r"with `steps` of the declaration") as raised:
        trams.validate("a@hel.fi;1;2;;auki\n")
    assert isinstance(raised.value, PermanentError)
    assert "a@hel" not in str(raised.value)
