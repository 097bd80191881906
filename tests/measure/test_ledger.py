"""The ledger: what was written stays, in any order, twice, after a crash; an edit is found."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import LedgerBroken
from pipelines.measure import (
    IndicatorRow,
    Ledger,
    StateBlocks,
    backfill,
    backfill_days,
    enter,
    latest_reported,
    measure,
    members,
    shown,
    verify,
)
from pipelines.measure.days import month_ends
from pipelines.model import Programme, ReportedSeries
from pipelines.settings import PROJECT
from pipelines.state import State
from tests.measure.invented import CATALOGUE, NOON, PUBLISHERS, TODAY, evidence, package

Edit = Callable[[bytes], bytes | None]
DAY = dt.timedelta(days=1)
START = dt.date(2011, 3, 1)
MONTHS = list(month_ends(START, dt.date(2016, 12, 31)))


def ledger_at(folder: Path) -> Ledger:
    return Ledger(StateBlocks(State(folder)))


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def look(ledger: Ledger, seen: dt.datetime, packages: list[dict[str, Any]] | None = None) -> int:
    known = evidence(packages, seen)
    return ledger.keep_today(measure(known), members(known, known.today))


def total(rows: list[IndicatorRow], indicator: str = "open_datasets") -> IndicatorRow:
    return next(row for row in rows if row.indicator == indicator and row.publisher is None)


def test_a_day_counted_twice_leaves_the_same_bytes(tmp_path: Path) -> None:
    ledger = ledger_at(tmp_path)
    look(ledger, NOON)
    before = files(tmp_path)
    assert look(ledger, NOON + dt.timedelta(hours=3)) == 0
    assert files(tmp_path) == before
    assert total(ledger.rows_on(TODAY)).computed_at == NOON


def test_the_days_last_count_is_its_value_and_stays_it(tmp_path: Path) -> None:
    ledger = ledger_at(tmp_path)
    look(ledger, NOON)
    evening = NOON + dt.timedelta(hours=8)
    look(ledger, evening, [*CATALOGUE, package("new", "kuva")])
    row = total(ledger.rows_on(TODAY))
    assert (row.value, row.status, row.computed_at) == (6, "provisional", evening)
    look(ledger, NOON + DAY, [])
    closed = files(tmp_path)["indicators/ledger/computed/2026-11-24.jsonl"]
    row = total(ledger.rows_on(TODAY))
    assert (row.value, row.status, row.computed_at) == (6, "computed", evening)
    look(ledger, NOON + 2 * DAY)
    assert files(tmp_path)["indicators/ledger/computed/2026-11-24.jsonl"] == closed
    assert [total(ledger.rows_on(day)).value for day in ledger.days()] == [6, 0, 5]


def test_rows_of_a_day_that_is_over_are_refused(tmp_path: Path) -> None:
    rows = [dataclasses.replace(row, computed_at=NOON + DAY) for row in measure(evidence())]
    with pytest.raises(ValueError, match="on that day"):
        ledger_at(tmp_path).keep_today(rows, [])


def test_a_crash_between_the_block_and_its_end_is_mended_by_the_next_run(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    for folder in (whole, cut):
        look(ledger_at(folder), NOON)
    today = (cut / "indicators/ledger/today.json").read_bytes()
    for folder in (whole, cut):
        look(ledger_at(folder), NOON + DAY)
    # As after a crash: the block is there, its chain is not, and the day still stands apart.
    (cut / "indicators/ledger/computed.chain").unlink()
    (cut / "indicators/ledger/today.json").write_bytes(today)
    assert "in no chain" in verify(ledger_at(cut))[0]
    look(ledger_at(cut), NOON + DAY)
    assert files(cut) == files(whole)
    assert verify(ledger_at(cut)) == []


def test_a_day_that_nobody_counted_is_missing_and_not_guessed(tmp_path: Path) -> None:
    ledger = ledger_at(tmp_path)
    look(ledger, NOON)
    look(ledger, NOON + 3 * DAY)
    assert ledger.missing_days() == [TODAY + DAY, TODAY + 2 * DAY]
    assert ledger.rows_on(TODAY + DAY) == []


def test_the_backfill_ends_before_the_first_snapshot(tmp_path: Path) -> None:
    ledger = ledger_at(tmp_path)
    look(ledger, NOON)
    written = backfill(ledger, evidence(seen=NOON + 40 * DAY), START)
    assert (written[0], written[-1], len(written)) == ("2011-03-31", "2026-10-31", 188)
    assert {row.status for row in ledger.rows_on(dt.date(2016, 6, 30))} <= {"reconstructed", "n/a"}


@given(st.randoms(use_true_random=False), st.integers(0, len(MONTHS)))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_months_in_another_order_twice_and_cut_off_leave_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, draws: random.Random, cut: int
) -> None:
    straight, crooked = tmp_path_factory.mktemp("a"), tmp_path_factory.mktemp("b")
    months = MONTHS[:12]
    backfill_days(ledger_at(straight), evidence(), months)
    order = [*months]
    draws.shuffle(order)
    for month in order[: cut % 12]:
        backfill_days(ledger_at(crooked), evidence(), [month])
    for path in (crooked / "indicators/ledger").glob("*.chain"):
        path.unlink()  # a crash before the chain was written
    for month in [*order, *order[:2]]:
        backfill_days(ledger_at(crooked), evidence(), [month])
    assert files(crooked) == files(straight)


def test_what_was_reconstructed_stays_when_the_catalogue_changes(tmp_path: Path) -> None:
    ledger = ledger_at(tmp_path)
    backfill_days(ledger, evidence(), MONTHS)
    before = files(tmp_path)
    assert backfill_days(ledger, evidence([], NOON + DAY), MONTHS) == []
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    "edit",
    [
        lambda data: data.replace(b'"value":3', b'"value":4', 1),
        lambda data: data + data.splitlines(keepends=True)[0],
        lambda _: None,
    ],
)
def test_a_planted_edit_is_detected_and_never_read(tmp_path: Path, edit: Edit) -> None:
    ledger = ledger_at(tmp_path)
    backfill_days(ledger, evidence(), MONTHS)
    assert verify(ledger) == []
    path = tmp_path / "indicators/ledger/reconstructed/2016-06-30.jsonl"
    edited = edit(path.read_bytes())
    path.unlink() if edited is None else path.write_bytes(edited)
    (fault,) = verify(ledger)
    assert "reconstructed/2016-06-30" in fault
    with pytest.raises(LedgerBroken):
        ledger.rows()


def test_a_planted_block_and_a_broken_chain_are_detected(tmp_path: Path) -> None:
    ledger = ledger_at(tmp_path)
    backfill_days(ledger, evidence(), MONTHS)
    folder = tmp_path / "indicators/ledger"
    planted = folder / "computed/2015-01-01.jsonl"
    planted.parent.mkdir()
    planted.write_bytes(b"{}\n")
    assert verify(ledger) == [
        "the block computed/2015-01-01.jsonl is in no chain: planted, or left by a run that was "
        "cut off"
    ]
    planted.unlink()
    lines = (folder / "reconstructed.chain").read_text().splitlines(keepends=True)
    (folder / "reconstructed.chain").write_text("".join(lines[1:]))
    assert "the chain of reconstructed is broken" in verify(ledger)[0]


def test_a_head_that_was_printed_is_known_again_and_another_is_not(tmp_path: Path) -> None:
    ledger = ledger_at(tmp_path)
    backfill_days(ledger, evidence(), MONTHS)
    assert verify(ledger, ledger.head()) == []
    assert "never had the head" in verify(ledger, "0" * 64)[0]


def test_the_reported_figures_enter_once_as_they_were_said(tmp_path: Path) -> None:
    from pipelines.declarations import load

    programme = load(PROJECT / "datasets", PROJECT / "schemas").programme
    ledger = ledger_at(tmp_path)
    entered = enter(ledger, programme, NOON)
    said = {(r.indicator, str(r.as_of)): (r.qualifier, r.value) for r in latest_reported(ledger)}
    assert said == {
        ("open_datasets", "2014-12-31"): ("", 623),
        ("open_apis", "2014-12-31"): ("", 11),
        ("social_media_sites", "2014-12-31"): ("", 409),
        ("feedback_received", "2014-12-31"): ("≈", 26000),
        ("service_entities", "2014-12-31"): ("", 67),
        ("registered_users", "2014-11-30"): (">", 200000),
        ("messaging_users", "2012-12-31"): ("", 4528),
        ("messaging_users", "2014-12-31"): ("", 11505),
        ("e_transactions_share", "2014-12-31"): (">", 90),
    }
    before = files(tmp_path)
    assert (len(entered), enter(ledger, programme, NOON + DAY)) == (9, [])
    assert files(tmp_path) == before


def test_a_corrected_reported_figure_is_a_new_revision(tmp_path: Path) -> None:
    ledger = ledger_at(tmp_path)
    for value in (400, 409):
        figure = {"as_of": "2014-12-31", "value": value, "reporter": "Kanslia",
                  "evidence": "Raportti", "citation": "Raportti 2014"}  # fmt: skip
        text = {"fi": "Sivustot"}
        series = ReportedSeries.model_validate(
            {"id": "sites", "title": text, "definition": text, "unit": "pcs", "figures": [figure]}
        )
        enter(ledger, Programme(reported=[series]), NOON)
    assert [(row.revision, row.value) for row in ledger.rows()] == [(1, 400), (2, 409)]
    assert [row.value for row in latest_reported(ledger)] == [409]


def test_reported_and_reconstructed_values_of_a_day_are_never_mixed(tmp_path: Path) -> None:
    from pipelines.declarations import load

    ledger = ledger_at(tmp_path)
    enter(ledger, load(PROJECT / "datasets", PROJECT / "schemas").programme, NOON)
    backfill_days(ledger, evidence(), [dt.date(2014, 12, 31)])
    assert total(ledger.rows_on(dt.date(2014, 12, 31))).value == 3


def test_a_half_year_is_provisional_until_it_is_sealed(tmp_path: Path) -> None:
    ledger = ledger_at(tmp_path)
    new_year = dt.datetime(2026, 12, 31, 12, tzinfo=dt.UTC)
    look(ledger, new_year)
    look(ledger, new_year + DAY)
    day = dt.date(2026, 12, 31)
    rows = shown(ledger, ledger.rows_on(day), Programme(), day + DAY)
    assert total(rows).status == "provisional"
    assert total(ledger.rows_on(day)).status == "computed"
    assert len(PUBLISHERS) == 7
