"""Asking only for what changed: the mark, the overlap, what is deleted, and the full list again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import NotTheDeclaredFile
from pipelines.extract import Snapshot, extract
from pipelines.extract.high_water import HighWater, written
from pipelines.extract.pages import Place
from pipelines.model import Dataset
from pipelines.state import State
from pipelines.web import Web, replica_rewrite
from sandbox.replica import Replica
from tests.extract.conftest import MONDAY, TUESDAY, Desk, declared
from tests.extract.test_rest import answer, ids, listed, records

CHANGES = {"parameter": "since", "modified": "changed", "overlap_minutes": 60}
SINCE = "/list?since=2026-11-22T09%3A00%3A00Z"
"""An hour before the latest change of FIRST."""


def record(number: int, changed: str | None, **members: Any) -> dict[str, Any]:
    return {"id": number, "changed": changed, **members}


FIRST = [
    record(1, "2026-11-20T08:00:00Z"),
    record(2, "2026-11-22T12:00:00+02:00"),
    record(3, None),
]


def changing(desk: Desk, **options: Any) -> Dataset:
    return listed(desk, {"type": "none"}, **{"changes": CHANGES, "total": "count", **options})


def first(desk: Desk, **options: Any) -> Snapshot:
    desk.origin.at("/list", answer(FIRST, count=3))
    return desk.extract(changing(desk, **options))


def test_the_second_visit_asks_from_the_latest_change_less_the_overlap(desk: Desk) -> None:
    snapshot = first(desk)
    assert snapshot.mark == {
        "changed": "2026-11-22T12:00:00+02:00",
        "full": "2026-11-23T06:00:00+00:00",
    }
    assert snapshot.source_modified == dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)
    desk.today = TUESDAY
    newer = record(2, "2026-11-23T10:00:00Z", name="new")
    desk.origin.at(SINCE, answer([newer, record(4, "2026-11-23T09:00:00Z")], count=2))
    second = desk.extract(changing(desk))
    assert records(desk, second) == [FIRST[0], newer, FIRST[2], record(4, "2026-11-23T09:00:00Z")]
    assert second.mark["changed"] == "2026-11-23T10:00:00+00:00"
    assert second.source_modified == dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)
    assert second.mark["full"] == "2026-11-23T06:00:00+00:00"
    assert [request.url for request in second.requests] == [
        f"{desk.origin.url}/list?since=2026-11-22T09%3A00%3A00Z"
    ]


def test_nothing_new_is_unchanged_and_the_mark_stays(desk: Desk) -> None:
    one = first(desk)
    desk.today = TUESDAY
    desk.origin.at(SINCE, answer([FIRST[1]], count=1))
    two = desk.extract(changing(desk))
    assert (two.outcome, two.sha256, two.mark) == ("unchanged", one.sha256, one.mark)
    assert (two.first_fetched, two.last_checked) == (MONDAY, TUESDAY)


def test_further_parameters_go_with_the_question_and_deleted_records_go(desk: Desk) -> None:
    options = {"deleted": "deleted", "changes": {**CHANGES, "also": {"show_deleted": "true"}}}
    first(desk, **options)
    desk.today = TUESDAY
    gone = [record(1, "2026-11-23T10:00:00Z", deleted=True), record(9, None, deleted=True)]
    desk.origin.at(f"{SINCE}&show_deleted=true", answer(gone, count=2))
    assert ids(desk, desk.extract(changing(desk, **options))) == [2, 3]


def test_a_record_that_may_no_longer_be_kept_goes(desk: Desk) -> None:
    first(desk, only="secret == `null`")
    desk.today = TUESDAY
    desk.origin.at(SINCE, answer([record(2, "2026-11-23T10:00:00Z", secret=True)], count=1))
    snapshot = desk.extract(changing(desk, only="secret == `null`"))
    assert ids(desk, snapshot) == [1, 3]
    assert b"secret" not in desk.content(snapshot)


def test_the_whole_list_is_read_again_after_the_declared_days(desk: Desk) -> None:
    """What vanished without being told is found then; a run some minutes early is on time."""
    first(desk)
    desk.origin.at(SINCE, answer([], count=0))
    desk.origin.at("/list", answer([FIRST[1]], count=1))
    desk.today = MONDAY + dt.timedelta(days=6)
    assert ids(desk, desk.extract(changing(desk))) == [1, 2, 3]
    desk.today = MONDAY + dt.timedelta(days=7, minutes=-5)
    snapshot = desk.extract(changing(desk))
    assert ids(desk, snapshot) == [2]
    assert (snapshot.source_modified, snapshot.first_fetched) == (None, desk.today)
    assert snapshot.mark["full"] == "2026-11-30T05:55:00+00:00"


def test_another_declaration_begins_anew(desk: Desk) -> None:
    first(desk)
    desk.extract(changing(desk, min_records=2))
    assert desk.origin.asked("/list") == 2


def test_changes_that_fail_leave_the_last_snapshot_and_its_mark(desk: Desk) -> None:
    one = first(desk)
    desk.today = TUESDAY
    desk.origin.at(SINCE, answer([record(4, "2026-11-23T09:00:00Z"), {"name": "x"}], count=2))
    with pytest.raises(NotTheDeclaredFile, match="record 2: the key `id` is null or missing"):
        desk.extract(changing(desk))
    assert desk.store().latest() == one
    desk.origin.at(SINCE, answer([record(4, "2026-11-23T09:00:00Z")], count=1))
    assert ids(desk, desk.extract(changing(desk))) == [1, 2, 3, 4]


def marked(*moments: Any, now: dt.datetime = MONDAY) -> Any:
    water = HighWater(now)
    for moment in moments:
        water.see(moment, Place(2, "https://a.fi/"), 7)
    return water.mark(MONDAY).get("changed")


@pytest.mark.parametrize(
    ("moments", "mark"),
    [
        (["2026-11-20T08:00:00Z", "2026-11-20T09:00:00+02:00"], "2026-11-20T08:00:00+00:00"),
        # The meeting of the year 2104: no mark, or nothing would be asked for until then.
        (["2026-11-20T08:00:00", "2104-03-01T12:00:00"], "2026-11-20T08:00:00"),
        (["2104-03-01T12:00:00Z"], None),
        # 06:00 UTC is 08:00 in Helsinki: a local time of 07:59 is past, and 08:01 is not.
        (["2026-11-23T07:59:00"], "2026-11-23T07:59:00"),
        (["2026-11-23T08:01:00"], None),
        ([None, ""], None),
        (["2026-11-20"], "2026-11-20T00:00:00"),
    ],
)
def test_the_mark_is_the_latest_change_that_has_been(moments: list[Any], mark: str | None) -> None:
    assert marked(*moments) == mark


@pytest.mark.parametrize("found", ["20.11.2026", 1_732_000_000, {"at": "2026-11-20"}])
def test_what_is_no_moment_is_refused(found: Any) -> None:
    with pytest.raises(NotTheDeclaredFile, match=r"\(page 2\): record 7: .* ISO 8601"):
        marked(found)


def test_moments_with_and_without_an_offset_cannot_be_compared() -> None:
    with pytest.raises(NotTheDeclaredFile, match="others have none"):
        marked("2026-11-20T08:00:00Z", "2026-11-20T08:00:00")


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-11-22T12:00:59.999+02:00", "2026-11-22T10:00:59Z"),
        ("2016-03-01T09:30:00.5", "2016-03-01T09:30:00"),
    ],
)
def test_a_moment_is_asked_for_in_whole_seconds_of_its_own_kind(moment: str, text: str) -> None:
    assert written(dt.datetime.fromisoformat(moment)) == text


def test_a_deleted_event_leaves_the_events(
    agencies: Replica, tmp_path: Path, quick_web: Callable[..., Web]
) -> None:
    """The replica lists events that were deleted to those who ask for them: none was known."""
    source = {
        "type": "rest",
        "url": "https://api.hel.fi/linkedevents/v1/event/?page_size=100",
        "paging": {"type": "next", "link": "meta.next"},
        "records": "data",
        "total": "meta.count",
        "key": "id",
        "deleted": "deleted",
        "changes": {
            "parameter": "last_modified_since",
            "also": {"show_deleted": "true"},
            "modified": "last_modified_time",
            "overlap_minutes": 60 * 24 * 365,
        },
    }
    web, state = quick_web(replica_rewrite(agencies.url)), State(tmp_path / "state")
    one = extract(declared(source), web, state, lambda: MONDAY)
    agencies.forget_requests()
    two = extract(declared(source), web, state, lambda: TUESDAY)
    assert sum(request.records or 0 for request in one.requests) == 240
    assert next(seen.url for seen in agencies.requests).endswith("&show_deleted=true")
    assert two.outcome == "unchanged"
