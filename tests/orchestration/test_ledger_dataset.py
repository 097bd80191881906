"""The ledger's closed days as a dataset of the catalogue: empty at first, and it counts itself."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipelines.declarations import load
from pipelines.errors import SourceUnavailable
from pipelines.extract import extract
from pipelines.measure import backfill_days, correct, enter, seal
from pipelines.orchestration import steps
from pipelines.orchestration.measuring import evidence_of, ledger_of, measured
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import PROJECT, read_settings
from pipelines.state import State
from tests.measure.invented import CATALOGUE, NOON, TODAY, package
from tests.orchestration.shown import Shown

DAY = dt.timedelta(days=1)
DECLARED = load(PROJECT / "datasets", PROJECT / "schemas")
OURS = DECLARED.named("avoimen-datan-mittarit")
JUNE = dt.date(2026, 6, 30)
At = Callable[..., Workplace]


@pytest.fixture
def at(tmp_path: Path) -> At:
    state = State(tmp_path)

    def workplace(moment: dt.datetime = NOON, *more: dict[str, Any]) -> Workplace:
        work = Workplace(read_settings({}), DECLARED, now=lambda: moment)
        vars(work).update(ckan=Shown([*CATALOGUE, *more]), state=state)
        return work

    return workplace


def made(work: Workplace) -> tuple[list[dict[str, str]], int]:
    """Extract, validate and convert; return the CSV's rows and how many the Parquet has."""
    steps.extracted(work, OURS)
    (validated,) = steps.validated(work, OURS)
    (converted,) = steps.converted(work, OURS)
    assert converted["failures"] == {}
    files = {name: work.state.file(each["key"]) for name, each in converted["files"].items()}
    with files["csv"].open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    parquet = pq.read_metadata(files["parquet"]).num_rows
    assert validated["rows"] == len(rows) == parquet
    return rows, parquet


def test_before_a_day_is_over_the_table_is_there_and_empty(at: At) -> None:
    assert made(at()) == ([], 0)
    measured(at())
    assert made(at()) == ([], 0)


def test_a_day_that_is_over_is_published_as_the_ledger_holds_it(at: At) -> None:
    measured(at())
    rows, _ = made(at(NOON + DAY))
    ledger = {row.key: row for row in ledger_of(at().state).rows_on(TODAY)}
    assert len(rows) == len(ledger) > 40
    for row in rows:
        publisher = "" if row["publisher"] == "all" else row["publisher"]
        key = (row["indicator"], int(row["definition_version"]), publisher, row["as_of"],
               row["status"], int(row["revision"]))  # fmt: skip
        kept = ledger[key]
        assert row["value"] == ("" if kept.value is None else str(kept.value).removesuffix(".0"))
        assert row["reason"] == kept.reason
    total = next(r for r in rows if (r["indicator"], r["publisher"]) == ("open_datasets", "all"))
    assert total["computed_at"] == "2026-11-24T10:00:00Z"


def test_reported_figures_and_people_stay_out_and_a_correction_is_a_row_more(at: At) -> None:
    work = at(NOON + DAY)
    ledger = ledger_of(work.state)
    enter(ledger, DECLARED.programme, NOON)
    backfill_days(ledger, evidence_of(work), [JUNE])
    correct(ledger, ("open_datasets", None, JUNE), 4, "TTO", "yksi oli vielä auki", NOON)
    rows, _ = made(work)
    assert {row["status"] for row in rows} <= {"reconstructed", "n/a"}
    found = [
        (row["value"], row["revision"], row["sealed"])
        for row in rows
        if (row["indicator"], row["publisher"]) == ("open_datasets", "all")
    ]
    assert found == [("0", "1", "false"), ("4", "2", "false")]
    seal(ledger, evidence_of(work), [each["name"] for each in CATALOGUE], JUNE, "TTO")
    assert {row["sealed"] for row in made(work)[0]} == {"true"}
    assert "TTO" not in str(rows)


def test_the_same_ledger_is_no_new_snapshot(at: At) -> None:
    measured(at())
    first = steps.extracted(at(NOON + DAY), OURS)
    again = steps.extracted(at(NOON + DAY + dt.timedelta(hours=1)), OURS)
    assert (first.outcome, again.outcome) == ("new", "unchanged")
    assert again.url == "ledger://indicators"


def test_the_dataset_counts_from_its_first_day_and_publishing_it_changes_no_count(at: At) -> None:
    """Its package is there before anything is counted, and stays the one dataset that it is."""
    own = package(OURS.name, "kaupunginkanslia", "2026-11-24", global_id=OURS.id)
    counts = []
    for days in range(3):
        work = at(NOON + days * DAY, own)
        made(work)
        rows = measured(work)
        counts += [
            row.value
            for row in rows
            if (row.indicator, row.publisher) == ("open_datasets", "kaupunginkanslia")
        ]
    assert counts == [1, 1, 1]


def test_without_the_file_nothing_is_extracted(at: At) -> None:
    work = at()
    with pytest.raises(SourceUnavailable, match="have not been written yet"):
        extract(OURS, work.web, work.state, work.now)
