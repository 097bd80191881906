"""Lists that change while they are read: no record lost, none doubled, or the dataset fails."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import SourceUnavailable
from pipelines.state import State
from pipelines.web import Limits, Web
from tests.extract.conftest import Desk
from tests.extract.origin import Answer, serving
from tests.extract.test_rest import answer, ids, kept_files, listed, records, rows

OFFSET = {"type": "offset", "size": 3}
PAGES = {"type": "page", "size": 2}


def part(numbers: list[int], path: str) -> Answer:
    """Answer a request for a part of the list, by limit and offset or by page, as servers do."""
    query = dict(parse_qsl(path.partition("?")[2]))
    size = int(query.get("limit") or query["page_size"])
    start = int(query["offset"]) if "offset" in query else (int(query["page"]) - 1) * size
    if "page" in query and start and start >= len(numbers):
        return Answer(b'{"detail": "Invalid page."}', 404)
    return answer(rows(*numbers[start : start + size]), count=len(numbers))


@dataclass
class Moving:
    """A list that becomes another one before each request, as long as there are changes left."""

    numbers: list[int]
    changes: list[Callable[[list[int]], None]]
    throughout: set[int] = field(init=False)
    """The records that were in it all the time."""

    def __post_init__(self) -> None:
        self.throughout = set(self.numbers)

    def __call__(self, path: str) -> Answer:
        given = part(self.numbers, path)
        if self.changes:
            self.changes.pop(0)(self.numbers)
            self.throughout &= set(self.numbers)
        return given


def test_a_record_deleted_between_two_requests_loses_no_other(desk: Desk) -> None:
    """1, 2, 3 are read and 1 goes: what follows three records begins with 5, and 4 was not read.

    Nothing but the overlap shows it: five are said to be there, and five different ones came.
    """
    moving = Moving([1, 2, 3, 4, 5, 6], [lambda numbers: numbers.remove(1)])
    moving.changes += [lambda numbers: numbers.append(7)]
    desk.origin.alive = moving
    assert ids(desk, desk.extract(listed(desk, OFFSET, total="count"))) == [2, 3, 4, 5, 6, 7]


def test_a_record_that_moves_to_the_front_is_neither_lost_nor_doubled(desk: Desk) -> None:
    """1, 2 are read, and 4 is changed and comes first: pages two and three hold 2, 3 and 5."""

    def to_the_front(numbers: list[int]) -> None:
        numbers.insert(0, numbers.pop(3))

    desk.origin.alive = Moving([1, 2, 3, 4, 5], [to_the_front])
    assert ids(desk, desk.extract(listed(desk, PAGES, total="count"))) == [1, 2, 3, 4, 5]


def test_a_total_that_changes_between_two_pages_is_a_list_that_moved(desk: Desk) -> None:
    """1, 2 are read and 1 goes: 3 is on page one by now, and four came, as page two says."""
    early, late = answer(rows(1, 2), count=5, next="?p=2"), answer(rows(4, 5), count=4)
    desk.origin.at("/list", early, answer(rows(2, 3), count=4, next="?p=2"))
    desk.origin.at("/list?p=2", late)
    dataset = listed(desk, {"type": "next"}, total="count")
    assert ids(desk, desk.extract(dataset)) == [2, 3, 4, 5]


def test_a_page_that_vanishes_while_the_list_is_read_is_no_failure(desk: Desk) -> None:
    desk.origin.alive = Moving([1, 2, 3], [lambda numbers: numbers.remove(3)])
    assert ids(desk, desk.extract(listed(desk, PAGES, total="count"))) == [1, 2]


CHANGES: list[Callable[[random.Random], Callable[[list[int]], None]]] = [
    lambda draw: lambda numbers: numbers.remove(draw.choice(numbers)) if numbers[5:] else None,
    lambda draw: lambda numbers: numbers.insert(draw.randrange(9), max(numbers) + 1),
    lambda draw: lambda numbers: numbers.insert(0, numbers.pop(draw.randrange(len(numbers)))),
    lambda draw: lambda numbers: numbers.append(numbers.pop(draw.randrange(len(numbers)))),
]
"""A record is deleted, added, or moves to the front or the end."""


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**32),
    st.integers(1, 7),
    st.sampled_from([OFFSET, PAGES]),
)
def test_one_change_before_each_request_loses_and_doubles_nothing(
    seed: int, changes: int, paging: dict[str, Any]
) -> None:
    draw = random.Random(seed)
    moving = Moving(list(range(1, 10)), [draw.choice(CHANGES)(draw) for _ in range(changes)])
    with serving() as origin, tempfile.TemporaryDirectory() as folder:
        origin.alive = moving
        web = Web(limits=Limits(gap=0, attempts=1), sleep=lambda _: None)
        desk = Desk(origin, State(Path(folder)), web)
        snapshot = desk.extract(listed(desk, paging, total="count"))
        found = ids(desk, snapshot)
    assert len(found) == len(set(found))
    assert moving.throughout <= set(found)


@pytest.mark.parametrize("said", [4, 9])
def test_a_server_that_lies_about_its_total_fails_the_dataset(desk: Desk, said: int) -> None:
    desk.origin.at("/list", answer(rows(1, 2, 3), count=3), answer(rows(1, 2, 3), count=said))
    dataset = listed(desk, {"type": "none"}, total="count")
    good = desk.extract(dataset)
    with pytest.raises(SourceUnavailable) as caught:
        desk.extract(dataset)
    assert f"it says that it has {said} records, and 3 came" in caught.value.message
    assert desk.store().latest() == good
    assert kept_files(desk) == [good.files[0].key]


def test_a_list_that_never_stands_still_fails_the_dataset(desk: Desk) -> None:
    desk.origin.alive = Moving([1, 2, 3, 4], [lambda numbers: numbers.insert(0, 9)] * 99)
    with pytest.raises(SourceUnavailable, match="read 4 times and never whole"):
        desk.extract(listed(desk, PAGES, total="count"))


def test_a_record_on_two_pages_is_taken_for_a_moving_list_unless_declared(desk: Desk) -> None:
    """An order that is none gives a record twice and another one never, each time the same."""
    twice = [{"id": 1, "name": "old"}, *rows(2)], [{"id": 1, "name": "new"}]
    desk.origin.at("/list?page_size=2&page=1", answer(twice[0], count=3))
    desk.origin.at("/list?page_size=2&page=2", answer(twice[1], count=3))
    with pytest.raises(SourceUnavailable, match="3 came, 2 of them different"):
        desk.extract(listed(desk, PAGES, total="count"))
    snapshot = desk.extract(listed(desk, PAGES, total="count", repeats=True))
    assert records(desk, snapshot) == [{"id": 1, "name": "new"}, *rows(2)]


def test_a_restless_list_is_taken_when_two_readings_agree(desk: Desk) -> None:
    """One deleted on page one and one added at the end: only a second reading shows the loss."""

    def both(numbers: list[int]) -> None:
        numbers.remove(1)
        numbers.append(6)

    desk.origin.alive = Moving([1, 2, 3, 4, 5], [both])
    hasty = desk.extract(listed(desk, PAGES, total="count"))
    assert ids(desk, hasty) == [1, 2, 4, 5, 6]
    desk.origin.alive = Moving([1, 2, 3, 4, 5], [both])
    dataset = listed(desk, PAGES, total="count", read_twice=True)
    assert ids(desk, desk.extract(dataset)) == [2, 3, 4, 5, 6]


LIVELY: dict[str, Any] = {
    "deleted": "deleted",
    "changes": {"parameter": "since", "also": {"show_deleted": "true"}, "modified": "changed"},
}
MEANWHILE = "/list?since=2026-11-22T11%3A00%3A00Z&show_deleted=true"


def dated(*numbers: int, **members: Any) -> list[dict[str, Any]]:
    return [{"id": n, "changed": f"2026-11-{17 + n}T12:00:00Z", **members} for n in numbers]


def test_a_list_that_tells_its_changes_is_caught_up_with(desk: Desk) -> None:
    """1, 2 are read and 6 comes first, so that 2 comes twice: 6 is asked for, and six are there."""
    desk.origin.at("/list", answer(dated(1, 2), count=5, next="?p=2"), answer([], count=6))
    desk.origin.at("/list?p=2", answer(dated(2, 3), count=6, next="?p=3"))
    desk.origin.at("/list?p=3", answer(dated(4, 5), count=6))
    desk.origin.at(MEANWHILE, answer(dated(6), count=1))
    snapshot = desk.extract(listed(desk, {"type": "next"}, total="count", **LIVELY))
    assert ids(desk, snapshot) == [1, 2, 3, 4, 5, 6]
    # A moment after the visit began is no mark.
    assert snapshot.mark["changed"] == "2026-11-22T12:00:00+00:00"
    assert len(desk.origin.requests) == 5


def test_a_loss_is_not_taken_for_the_deletion_that_caused_it(desk: Desk) -> None:
    """1, 2 are read and 1 goes: 3 slips to page one. Without 1 there are three, and not four."""
    late = answer(dated(2, 3), count=4, next="?p=2")
    desk.origin.at("/list", answer(dated(1, 2), count=5, next="?p=2"), late)
    desk.origin.at("/list?p=2", answer(dated(4, 5), count=4))
    desk.origin.at(MEANWHILE, answer(dated(1, deleted=True), count=1))
    snapshot = desk.extract(listed(desk, {"type": "next"}, total="count", **LIVELY))
    assert ids(desk, snapshot) == [2, 3, 4, 5]


def test_deletions_that_are_not_told_are_not_caught_up_with(desk: Desk) -> None:
    """As before, but 1 is not told: four there are, and the four that came are not they."""
    late = answer(dated(2, 3), count=4, next="?p=2")
    desk.origin.at("/list", answer(dated(1, 2), count=5, next="?p=2"), late)
    desk.origin.at("/list?p=2", answer(dated(4, 5), count=4))
    desk.origin.at("/list?since=2026-11-22T11%3A00%3A00Z", answer([], count=0))
    changes = {"parameter": "since", "modified": "changed"}
    snapshot = desk.extract(listed(desk, {"type": "next"}, total="count", changes=changes))
    assert ids(desk, snapshot) == [2, 3, 4, 5]
