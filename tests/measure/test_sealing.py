"""Seals, corrections and explanations by name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import SealRefused
from pipelines.measure import (
    Explanation,
    Ledger,
    StateBlocks,
    backfill_days,
    correct,
    explain,
    measure,
    members,
    seal,
    verify,
)
from pipelines.measure.ledger import chain
from pipelines.measure.ledger.blocks import digest
from pipelines.state import State
from tests.measure.invented import CATALOGUE, NOON, TODAY, evidence, package

JUNE, DECEMBER = dt.date(2016, 6, 30), dt.date(2016, 12, 31)
LISTED = [str(each["name"]) for each in CATALOGUE]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(StateBlocks(State(tmp_path)))
    backfill_days(made, evidence(), [dt.date(2015, 12, 31), JUNE])
    return made


def refusal(ledger: Ledger, day: dt.date, listed: list[str], by: str = "TTO") -> str:
    with pytest.raises(SealRefused) as refused:
        seal(ledger, evidence(), listed, day, by)
    return str(refused.value)


def test_a_half_year_is_sealed_once(ledger: Ledger) -> None:
    head = ledger.head()
    made = seal(ledger, evidence(), LISTED, JUNE, "TTO")
    assert (made.as_of, made.by, made.head) == (JUNE, "TTO", head)
    assert ledger.head() != head
    assert verify(ledger, head) == []
    assert "TTO sealed it on 2026-11-24" in refusal(ledger, JUNE, LISTED)


def test_a_half_built_index_is_not_sealed(ledger: Ledger) -> None:
    assert "search does not find lost of its package list" in refusal(
        ledger, JUNE, [*LISTED, "lost"]
    )
    assert "package list lacks trees" in refusal(ledger, JUNE, LISTED[1:])


def test_other_days_and_days_without_values_are_not_sealed(ledger: Ledger) -> None:
    assert "sealed as of 06-30, 12-31" in refusal(ledger, dt.date(2016, 5, 31), LISTED)
    assert "no values of the day" in refusal(ledger, DECEMBER, LISTED)
    assert "not over" in refusal(ledger, dt.date(2026, 12, 31), LISTED)
    assert "who seals is not said" in refusal(ledger, JUNE, LISTED, " ")


def days_of(tmp_path: Path, *catalogues: list[dict[str, Any]]) -> tuple[Ledger, list[dt.date]]:
    """A ledger that looked at the catalogues on the eve of each half-year and closed them."""
    made = Ledger(StateBlocks(State(tmp_path)))
    days = [dt.date(2026, 6, 30), dt.date(2026, 12, 31)]
    for day, packages in zip(days, catalogues, strict=True):
        known = evidence(packages, dt.datetime.combine(day, dt.time(12), dt.UTC))
        made.keep_today(measure(known), members(known, day))
    made.close(dt.date(2027, 1, 1))
    return made, days


def test_a_drop_that_nothing_explains_is_not_sealed(tmp_path: Path) -> None:
    left = [each for each in CATALOGUE if each["name"] != "trees"]
    made, (_, december) = days_of(tmp_path, CATALOGUE, left)
    later = evidence(left, dt.datetime(2027, 1, 2, tzinfo=dt.UTC))
    with pytest.raises(SealRefused, match="fell from 5 to 4, and nothing says why trees disap"):
        seal(made, later, [str(each["name"]) for each in left], december, "TTO")


def test_a_drop_with_a_tombstone_is_sealed(tmp_path: Path) -> None:
    left = [
        {**each, "withdrawn_on": "2026-09-01"} if each["name"] == "trees" else each
        for each in CATALOGUE
    ]
    made, (june, december) = days_of(tmp_path, CATALOGUE, left)
    later = evidence(left, dt.datetime(2027, 1, 2, tzinfo=dt.UTC))
    found = explain(made, later, june, december)[0]
    assert (found.before, found.after, found.withdrawn) == (5, 4, ("trees",))
    assert seal(made, later, LISTED, december, "TTO").as_of == december


def test_a_correction_is_a_new_revision_and_breaks_no_seal(ledger: Ledger) -> None:
    seal(ledger, evidence(), LISTED, JUNE, "TTO")
    key = ("open_datasets", None, JUNE)
    row = correct(ledger, key, 4, "TTO", "flash oli vielä auki", NOON)
    assert (row.revision, row.value, row.by) == (2, 4, "TTO")
    rows = [r for r in ledger.rows() if (r.indicator, r.publisher, r.as_of) == key]
    assert [(r.revision, r.value) for r in rows] == [(1, 3), (2, 4)]
    latest = [r.value for r in ledger.rows_on(JUNE) if (r.indicator, r.publisher) == key[:2]]
    assert latest == [4]
    assert verify(ledger) == []
    with pytest.raises(SealRefused, match="who makes it and why"):
        correct(ledger, key, 4, "TTO", "", NOON)
    with pytest.raises(SealRefused, match="no closed value"):
        correct(ledger, ("open_datasets", None, DECEMBER), 4, "TTO", "x", NOON)


def test_an_edit_with_a_chain_forged_anew_is_found_by_the_seal(
    ledger: Ledger, tmp_path: Path
) -> None:
    seal(ledger, evidence(), LISTED, JUNE, "TTO")
    block = tmp_path / "indicators/ledger/reconstructed/2016-06-30.jsonl"
    block.write_bytes(block.read_bytes().replace(b'"value":3', b'"value":9'))
    links = {each.name: each.sha256 for each in ledger.lane("reconstructed")}
    links["2016-06-30"] = digest(block.read_bytes())
    forged = chain.to_bytes(chain.forge(links.items()))
    (tmp_path / "indicators/ledger/reconstructed.chain").write_bytes(forged)
    assert verify(ledger) == ["the values as of 2016-06-30 are not those that TTO sealed"]


def explained(ledger: Ledger, first: dt.date, last: dt.date) -> Explanation:
    return explain(ledger, evidence(), first, last)[0]


def test_a_change_is_explained_by_name(ledger: Ledger) -> None:
    found = explained(ledger, dt.date(2015, 12, 31), JUNE)
    # trees, plans, old-maps → trees, plans, loans-2015; flash came and went.
    assert (found.before, found.after, found.change) == (3, 3, 0)
    assert found.published == ("flash", "loans-2015")
    assert found.withdrawn == ("flash", "old-maps")


def test_apis_are_explained_too_and_a_dead_one_is_told_apart(ledger: Ledger) -> None:
    apis = explain(ledger, evidence(), dt.date(2014, 12, 31), TODAY)[1]
    assert (apis.before, apis.after) == (1, 2)
    assert apis.published == ("events",)
    dying = explain(ledger, evidence(), dt.date(2026, 9, 30), TODAY)[1]
    assert (dying.unhealthy, dying.change) == (("dead",), -1)


def test_a_new_definition_is_told_apart_from_what_was_published(tmp_path: Path) -> None:
    made, (june, december) = days_of(tmp_path, CATALOGUE, CATALOGUE)
    after = [
        {**vars(each), "definition_version": 2}
        for each in made.members_on(december) or []
        if each.name != "plans"
    ]
    before = made.members_on(june) or []
    from pipelines.measure.explanations import _Change
    from pipelines.measure.membership import Member

    known = evidence(seen=dt.datetime(2027, 1, 2, tzinfo=dt.UTC))
    change = _Change("open_datasets", known, june, december)
    found = change.between(before, [Member(**each) for each in after])
    assert (found.definition_removed, found.disappeared, found.change) == (("plans",), (), -1)


@given(st.dates(dt.date(2011, 1, 1), TODAY), st.dates(dt.date(2011, 1, 1), TODAY))
def test_the_names_always_add_up(one: dt.date, other: dt.date) -> None:
    first, last = sorted((one, other))
    empty = Ledger(StateBlocks(State("memory://nothing")))
    for found in explain(empty, evidence(), first, last):
        assert found.change == found.after - found.before


def test_a_package_that_went_public_late_appeared(tmp_path: Path) -> None:
    made, (june, december) = days_of(tmp_path, CATALOGUE, [*CATALOGUE, package("late", "kuva")])
    later = evidence([*CATALOGUE, package("late", "kuva")], dt.datetime(2027, 1, 2, tzinfo=dt.UTC))
    assert explain(made, later, june, december)[0].appeared == ("late",)
