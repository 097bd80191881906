"""The deletion circuit breaker, over invented catalogues."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model import Retirement
from pipelines.publish import Retiring, Subject, confirmed, decide

TODAY = dt.date(2026, 3, 31)
RULES = Retirement()
IDS = st.sets(st.sampled_from([f"dataset-{number}" for number in range(12)]))


def subjects(*names: str) -> list[Subject]:
    return [Subject(name, name=name) for name in names]


def since(name: str, day: dt.date, by: str = "") -> Retiring:
    begun = Retiring(Subject(name, name=name), day, day + dt.timedelta(days=RULES.grace_days))
    now = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    return confirmed(begun.subject, begun, by, RULES, now) if by else begun


@pytest.mark.parametrize(
    ("published", "most"), [(0, 0), (1, 1), (20, 1), (21, 2), (80, 4), (100, 5), (700, 5)]
)
def test_the_smaller_cap_counts_and_one_may_always_go(published: int, most: int) -> None:
    assert RULES.most(published) == most


def test_more_than_the_cap_is_left_alone_as_a_whole() -> None:
    gone = subjects(*[f"dataset-{number}" for number in range(6)])
    decision = decide(gone, [], 700, RULES, TODAY)
    assert (decision.begin, decision.due, len(decision.refused)) == ((), (), 6)


def test_one_after_the_other_does_not_get_past_the_cap() -> None:
    first = since("dataset-0", TODAY - dt.timedelta(days=40))
    decision = decide(subjects("dataset-0", "dataset-1"), [first], 20, RULES, TODAY)
    assert (decision.begin, decision.due) == ((), ())
    assert [each.dataset for each in decision.refused] == ["dataset-0", "dataset-1"]


def test_what_was_confirmed_goes_on_while_others_are_refused() -> None:
    sure = since("dataset-0", TODAY - dt.timedelta(days=30), by="Ohjelmatoimisto")
    gone = subjects("dataset-0", "dataset-1", "dataset-2")
    decision = decide(gone, [sure], 20, RULES, TODAY)
    assert decision.due == (sure,)
    assert [each.dataset for each in decision.refused] == ["dataset-1", "dataset-2"]


@given(gone=IDS, known=st.dictionaries(st.sampled_from(sorted(f"dataset-{n}" for n in range(12))),
       st.tuples(st.integers(0, 60), st.booleans())), published=st.integers(0, 200))  # fmt: skip
def test_nothing_goes_before_its_time_past_the_caps_or_while_it_is_declared(
    gone: set[str], known: dict[str, tuple[int, bool]], published: int
) -> None:
    retiring = [
        since(name, TODAY - dt.timedelta(days=days), by="Joku" if sure else "")
        for name, (days, sure) in known.items()
    ]
    decision = decide(subjects(*gone), retiring, published, RULES, TODAY)

    removed = {each.subject.dataset for each in decision.due}
    begun = {each.subject.dataset for each in decision.begin}
    assert removed <= gone & known.keys()
    assert all(known[name][0] >= 30 for name in removed)
    unconfirmed = {name for name in removed | begun if not known.get(name, (0, False))[1]}
    assert len(unconfirmed) <= RULES.most(published)
    assert {each.subject.dataset for each in decision.cancel} == known.keys() - gone
    refused = {each.dataset for each in decision.refused}
    assert not refused & (removed | begun)
    told = (
        removed | refused | {each.subject.dataset for each in (*decision.waiting, *decision.begin)}
    )
    assert told == gone


@given(gone=IDS, published=st.integers(0, 200))
def test_a_second_round_of_the_same_day_decides_nothing_new(gone: set[str], published: int) -> None:
    first = decide(subjects(*gone), [], published, RULES, TODAY)
    second = decide(subjects(*gone), first.begin, published, RULES, TODAY)
    assert (second.begin, second.cancel) == ((), ())
    assert second.refused == first.refused


@given(day=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), sure=st.booleans())
def test_the_record_gives_back_what_was_kept(day: dt.date, sure: bool) -> None:
    kept = since("dataset-0", day, by="Joku" if sure else "")
    assert Retiring.from_json(kept.to_json()) == kept
