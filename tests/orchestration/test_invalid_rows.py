"""What a run keeps, says and hands on where rows are invalid: Dagster hears counts and no cell."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from dagster import AssetCheckSeverity, DagsterInstance, materialize

from pipelines.errors import InvalidData
from pipelines.orchestration import steps
from pipelines.orchestration.assets import assets_of
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import read_settings
from pipelines.state import State
from pipelines.validate import Reports
from pipelines.web import Limits, Web
from tests.declared import Desk
from tests.extract.origin import Answer, Origin, serving

SECRET = "salaisuus"
SPOILT = f"nimi;ita;pohjoinen\nA;1;2\nB;{SECRET};2\nC;3;4\nD;5;6\n"


class Trams:
    """A desk with one dataset, whose file a server of the test's own serves."""

    def __init__(self, folder: Path, origin: Origin) -> None:
        self.origin, self.desk = origin, Desk(folder)
        self.folder = folder
        self.desk.change("trams.yaml", ("https://www.hel.fi/trams.csv", f"{origin.url}/t.csv"))

    def work(self, **environment: str) -> Workplace:
        work = Workplace(read_settings(environment), self.desk.load())
        work.state = State(self.folder / "state")
        work.web = Web(limits=Limits(gap=0))
        return work

    def validated(self, text: str, **environment: str) -> dict[str, Any]:
        self.origin.at("/t.csv", Answer(text.encode()))
        work = self.work(**environment)
        dataset = work.declarations.named("hel-trams")
        steps.extracted(work, dataset)
        (record,) = steps.validated(work, dataset)
        return record


@pytest.fixture
def trams(tmp_path: Path) -> Iterator[Trams]:
    with serving() as origin:
        yield Trams(tmp_path, origin)


def test_an_invalid_row_stops_and_the_report_is_kept(
    trams: Trams, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(InvalidData) as stopped:
        trams.validated(SPOILT)
    state = State(trams.folder / "state")
    kept = Reports("hel-trams", state).latest()
    assert kept is not None
    assert stopped.value.report == kept.report
    assert SECRET in state.file(str(kept.quarantine)).read_text(encoding="utf-8-sig")
    assert SECRET in state.file(kept.page).read_text(encoding="utf-8")
    assert SECRET not in str(stopped.value) + repr(stopped.value) + caplog.text
    assert not state.keys("validated")


def test_the_valid_rows_go_on_where_that_is_declared(trams: Trams) -> None:
    trams.desk.change(
        "trams.yaml",
        ("schema: trams.json\n", "schema: trams.json\non_invalid: {publish_valid_up_to: 25%}\n"),
    )
    assert trams.desk.faults() == []
    record = trams.validated(SPOILT)
    assert (record["rows"], record["left_out"]) == (3, {"rows": 1, "of": 4, "cap": "25%"})
    work = trams.work()
    table = pq.read_table(work.state.file(record["table"]))
    assert table.column("nimi").to_pylist() == ["A", "C", "D"]
    report = work.state.read_json(record["report"]) or {}
    assert report["summary"]["left_out"] == record["left_out"]
    assert SECRET not in str(record)


def test_dagster_is_warned_and_goes_on_and_hears_no_cell(trams: Trams) -> None:
    declared = "schema: trams.json\non_invalid: {publish_valid_up_to: 25%}\n"
    trams.desk.change("trams.yaml", ("schema: trams.json\n", declared))
    trams.origin.at("/t.csv", Answer(SPOILT.encode()))
    work = trams.work()
    dataset = work.declarations.named("hel-trams")
    with DagsterInstance.ephemeral() as instance:
        done = materialize(
            assets_of(dataset)[:3],
            instance=instance,
            resources={"workplace": work},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
        kept = [str(record) for record in instance.all_logs(done.run_id)]
    assert done.success
    (check,) = [each for each in done.get_asset_check_evaluations() if "valid" in each.check_name]
    assert (check.passed, check.severity) == (False, AssetCheckSeverity.WARN)
    assert check.metadata["invalid rows left out"].value == 1
    latest = Reports("hel-trams", work.state).latest()
    assert latest is not None
    assert check.metadata["report"].value == latest.report
    assert len(done.get_asset_materialization_events()) == 3
    assert kept
    assert not any(SECRET in text for text in kept)


def test_a_changed_cap_is_looked_at_again(trams: Trams) -> None:
    declared = "schema: trams.json\non_invalid: {publish_valid_up_to: 25%}\n"
    trams.desk.change("trams.yaml", ("schema: trams.json\n", declared))
    trams.validated(SPOILT)
    trams.desk.change("trams.yaml", ("25%", "24%"))
    with pytest.raises(InvalidData, match="1 of 4 rows are invalid"):
        trams.validated(SPOILT)


def test_the_settings_decide_language_and_time(trams: Trams) -> None:
    with pytest.raises(InvalidData):
        trams.validated(SPOILT, HRI_REPORT_LANGUAGE="sv", HRI_REPORT_DAYS="1")
    state = State(trams.folder / "state")
    kept = Reports("hel-trams", state).latest()
    assert kept is not None
    quarantine = state.file(str(kept.quarantine)).read_text(encoding="utf-8-sig")
    assert quarantine.startswith("Radnummer;")
    assert '<html lang="sv">' in state.file(kept.page).read_text(encoding="utf-8")


def test_a_wrong_share_is_a_fault_of_the_declaration(trams: Trams) -> None:
    trams.desk.change(
        "trams.yaml",
        ("schema: trams.json\n", "schema: trams.json\non_invalid: {publish_valid_up_to: '1'}\n"),
    )
    assert trams.desk.faults() == [
        "trams.yaml:30: on_invalid.publish_valid_up_to: a share of the rows such as 1% is expected."
    ]
