"""The ledger of a moment: what had been written by then, its head as it was printed then."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipelines.measure import (
    KnownAt,
    Ledger,
    StateBlocks,
    backfill_days,
    correct,
    measure,
    members,
    seal,
    seals,
    verify,
)
from pipelines.state import State
from tests.measure.invented import CATALOGUE, NOON, TODAY, evidence

DAY = dt.timedelta(days=1)
JUNE = dt.date(2016, 6, 30)
LISTED = [str(each["name"]) for each in CATALOGUE]


def look(ledger: Ledger, seen: dt.datetime) -> str:
    known = evidence(seen=seen)
    ledger.keep_today(measure(known), members(known, known.today))
    return ledger.head()


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(StateBlocks(State(tmp_path)))


def test_each_head_that_was_printed_is_that_of_its_moment(ledger: Ledger) -> None:
    backfill_days(ledger, evidence(), [JUNE])
    heads = {}
    for days in range(4):
        moment = NOON + days * DAY
        heads[moment] = look(ledger, moment)
    at = NOON + 4 * DAY
    heads[at] = look(ledger, at)
    seal(ledger, evidence(seen=at + DAY), LISTED, JUNE, "TTO")
    correct(ledger, ("open_datasets", None, JUNE), 4, "TTO", "flash", at + 2 * DAY)
    assert len(set(heads.values())) == 5
    for moment, head in heads.items():
        then = Ledger(KnownAt(ledger.store, moment))
        assert then.head() == head
        assert verify(then, head) == []


def test_what_came_later_is_not_known_yet(ledger: Ledger) -> None:
    backfill_days(ledger, evidence(), [JUNE])
    for days in range(3):
        look(ledger, NOON + days * DAY)
    seal(ledger, evidence(seen=NOON + 2 * DAY), LISTED, JUNE, "TTO")
    then = Ledger(KnownAt(ledger.store, NOON + DAY))
    assert then.days() == [JUNE, TODAY]
    assert seals(then) == []
    assert then.members_on(TODAY) == ledger.members_on(TODAY)
    assert Ledger(KnownAt(ledger.store, NOON - DAY)).days() == []


def test_nothing_is_written_to_the_past(ledger: Ledger) -> None:
    look(ledger, NOON)
    then = Ledger(KnownAt(ledger.store, NOON))
    with pytest.raises(TypeError, match="nothing is written to a ledger of the past"):
        backfill_days(then, evidence(), [JUNE])
    with pytest.raises(TypeError, match="nothing is removed"):
        then.store.delete("today.json")
