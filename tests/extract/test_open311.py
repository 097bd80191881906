"""Service requests of Open311: windows that split, what is kept, and places put right."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipelines.errors import NotTheDeclaredFile, SourceUnavailable
from pipelines.extract import extract
from pipelines.extract.open311 import Window, windows
from pipelines.extract.service_request import where
from pipelines.model import Dataset, Open311Source
from pipelines.model.sources.open311 import Bounds
from pipelines.settings import PROJECT
from pipelines.state import State
from pipelines.web import Web, replica_rewrite
from sandbox.replica import Replica, real_data_folder
from tests.extract.conftest import MONDAY, TUESDAY, Desk, declared
from tests.extract.origin import Answer
from tests.extract.test_rest import kept_files, records

FINLAND = {"longitude": [19, 32], "latitude": [59, 71]}
PATH = "/v1/requests.json"
DAY = dt.timedelta(days=1)


def feedback(desk: Desk, **options: Any) -> Dataset:
    url = desk.origin.url + PATH
    source = {"type": "open311", "url": url, "since": "2026-11-01", "bounds": FINLAND}
    return declared({**source, **options})


def request(number: int, made: str, **members: Any) -> dict[str, Any]:
    return {
        "service_request_id": f"r{number:03}",
        "service_code": "171",
        "description": "Terveisin Maija Virtanen",
        "status_notes": "Kiitos, Maija Virtanen",
        "media_url": "https://asiointi.hel.fi/kuva.jpg",
        "requested_datetime": made,
        "updated_datetime": made,
        "status": "open",
        "address": "Virtasen piha",
        "lat": "60.17",
        "long": "24.94",
        "extended_attributes": {"title": "Virtasen kuoppa", "detailed_status": "RECEIVED"},
        **members,
    }


def kept(number: int, made: str, **members: Any) -> dict[str, Any]:
    return {
        "service_request_id": f"r{number:03}",
        "service_code": "171",
        "status": "open",
        "requested_datetime": made,
        "updated_datetime": made,
        "detailed_status": "RECEIVED",
        "longitude": 24.94,
        "latitude": 60.17,
        **members,
    }


class System:
    """A feedback system with a largest answer, which does not say what it leaves out."""

    def __init__(self, requests: list[dict[str, Any]], largest: int) -> None:
        self.requests = requests
        self.largest = largest
        self.asked: list[tuple[str, str]] = []

    def __call__(self, path: str) -> Answer:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        field, first, last = "requested_datetime", "start_date", "end_date"
        if "updated_after" in query:
            field, first, last = "updated_datetime", "updated_after", "updated_before"
        self.asked.append((query[first], query[last]))
        start, end = (dt.datetime.fromisoformat(query[name]) for name in (first, last))
        assert end - start <= 90 * DAY
        found = [r for r in self.requests if start <= dt.datetime.fromisoformat(r[field]) <= end]
        return Answer(json.dumps(found[::-1][: self.largest]).encode())


def test_a_window_that_returns_the_maximum_is_asked_for_in_halves(desk: Desk) -> None:
    """23 days hold 4 requests, 3 are the most: the first half (11.5 days) holds 3 of them."""
    days = ["02T10:00:00", "03T10:00:00", "04T10:00:00", "20T10:00:00"]
    system = System([request(n, f"2026-11-{day}+02:00") for n, day in enumerate(days)], 3)
    desk.origin.alive = system
    snapshot = desk.extract(feedback(desk, largest_answer=3))
    assert records(desk, snapshot) == [
        kept(n, f"2026-11-{day}+02:00") for n, day in enumerate(days)
    ]
    assert system.asked == [
        ("2026-11-01T00:00:00Z", "2026-11-23T06:00:01Z"),
        ("2026-11-01T00:00:00Z", "2026-11-12T03:00:00Z"),
        ("2026-11-01T00:00:00Z", "2026-11-06T13:30:00Z"),
        ("2026-11-01T00:00:00Z", "2026-11-03T18:45:00Z"),
        ("2026-11-03T18:45:00Z", "2026-11-06T13:30:00Z"),
        ("2026-11-06T13:30:00Z", "2026-11-12T03:00:00Z"),
        ("2026-11-12T03:00:00Z", "2026-11-23T06:00:01Z"),
    ]
    assert [r.records for r in snapshot.requests] == [3, 3, 3, 2, 1, 0, 1]


def test_more_requests_within_a_second_than_an_answer_holds_is_an_error(desk: Desk) -> None:
    many = [request(n, "2026-11-10T10:00:00+02:00") for n in range(5)]
    desk.origin.alive = System(many, 3)
    with pytest.raises(NotTheDeclaredFile) as caught:
        desk.extract(feedback(desk, largest_answer=3))
    assert "3 requests or more within one second" in caught.value.message
    assert "2026-11-10T0" in caught.value.message
    assert kept_files(desk) == []


def test_a_server_that_takes_no_notice_of_the_dates_is_not_believed(desk: Desk) -> None:
    always = json.dumps([request(n, "2026-11-10T10:00:00+02:00") for n in range(3)]).encode()
    desk.origin.alive = lambda _path: Answer(always)
    with pytest.raises(NotTheDeclaredFile, match="within one second"):
        desk.extract(feedback(desk, largest_answer=3))


@given(
    st.datetimes(dt.datetime(2013, 1, 1), dt.datetime(2026, 1, 1)),
    st.integers(1, 10**8),
    st.integers(1, 90),
)
def test_windows_and_their_halves_leave_no_gap(start: dt.datetime, seconds: int, days: int) -> None:
    begin = start.replace(microsecond=0, tzinfo=dt.UTC)
    end = begin + dt.timedelta(seconds=seconds)
    found = list(windows(begin, end, days))
    assert (found[0].start, found[-1].end) == (begin, end)
    assert all(one.end == two.start for one, two in pairwise(found))
    assert all(window.end - window.start <= days * DAY for window in found)
    last = found[-1]
    if last.can_be_split():
        one, two = last.halves()
        assert (one.start, one.end, two.end) == (last.start, two.start, last.end)
        assert one.start < one.end < two.end


def test_a_window_of_one_second_cannot_be_split() -> None:
    assert not Window(MONDAY, MONDAY + dt.timedelta(seconds=1)).can_be_split()
    assert Window(MONDAY, MONDAY + dt.timedelta(seconds=2)).can_be_split()


def test_nothing_that_people_wrote_is_kept(desk: Desk) -> None:
    desk.origin.alive = System([request(1, "2026-11-10T10:00:00+02:00", phone="1")], 200)
    content = desk.content(desk.extract(feedback(desk))).decode()
    assert json.loads(content) == kept(1, "2026-11-10T10:00:00+02:00")
    assert not any(word in content for word in ("Virtanen", "Virtasen", "kuva.jpg", "phone"))


@pytest.mark.parametrize(
    ("longitude", "latitude", "expected"),
    [
        ("24.94", "60.17", (24.94, 60.17)),
        ("60.451667", "22.266944", (22.266944, 60.451667)),
        ("", "", (None, None)),
        (None, None, (None, None)),
        ("24.94", "", ("24.94", "")),
        ("itä", "60.17", ("itä", "60.17")),
        ("NaN", "60.17", ("NaN", "60.17")),
        ("0.0", "0.0", (0, 0)),
        ("2.5", "60.17", (2.5, 60.17)),
    ],
)
def test_a_swapped_place_is_put_right_and_an_impossible_one_is_left_to_the_schema(
    longitude: Any, latitude: Any, expected: tuple[Any, Any]
) -> None:
    found = where(longitude, latitude, Bounds.model_validate(FINLAND))
    assert tuple(float(v) if not isinstance(v, str | None) else v for v in found) == expected


def test_the_real_request_with_a_swapped_place_is_put_right() -> None:
    folder = real_data_folder()
    name = "agency/open311_request_taskful_2016.json"
    if folder is None or not (folder / name).is_file():
        pytest.skip(f"HRI_REAL_DATA has no {name}")
    real = json.loads((folder / name).read_text(encoding="utf-8"))
    found = where(real["long"], real["lat"], Bounds.model_validate(FINLAND))
    assert tuple(map(str, found)) == ("22.266944", "60.451667")


CHANGES = {"overlap_minutes": 120}


def test_changes_are_asked_for_by_their_time_of_update(desk: Desk) -> None:
    system = System([request(n, f"2026-11-1{n}T10:00:00+02:00") for n in (1, 2)], 200)
    desk.origin.alive = system
    snapshot = desk.extract(feedback(desk, changes=CHANGES))
    assert snapshot.mark["changed"] == "2026-11-12T10:00:00+02:00"
    system.requests[0] |= {"status": "closed", "updated_datetime": "2026-11-23T20:00:00+02:00"}
    system.requests.append(request(3, "2026-11-23T21:00:00+02:00"))
    system.asked.clear()
    desk.today = TUESDAY
    snapshot = desk.extract(feedback(desk, changes=CHANGES))
    assert system.asked == [("2026-11-12T06:00:00Z", "2026-11-24T06:00:01Z")]
    found = [(r["service_request_id"], r["status"]) for r in records(desk, snapshot)]
    assert found == [("r001", "closed"), ("r002", "open"), ("r003", "open")]
    assert snapshot.mark["changed"] == "2026-11-23T21:00:00+02:00"


@pytest.mark.parametrize(
    ("body", "error", "found"),
    [
        (b'[{"code": 400, "description": "Bad date"}]', NotTheDeclaredFile, "an error message"),
        (b'{"errors": []}', NotTheDeclaredFile, "the answer is an object"),
        (b"<html><body>Huolto</body></html>", NotTheDeclaredFile, "an HTML page"),
        (b"[]", NotTheDeclaredFile, "0 records came"),
        (None, SourceUnavailable, "500"),
    ],
)
def test_what_is_no_list_of_requests_fails_the_dataset(
    desk: Desk, body: bytes | None, error: type[Exception], found: str
) -> None:
    desk.origin.alive = lambda _path: Answer(body or b"", 200 if body else 500)
    with pytest.raises(error) as caught:
        desk.extract(feedback(desk))
    assert found in str(caught.value)
    assert PATH in str(caught.value)
    assert "Bad date" not in str(caught.value)
    assert kept_files(desk) == []


def test_an_interrupted_answer_is_asked_for_again(desk: Desk) -> None:
    good = json.dumps([request(1, "2026-11-10T10:00:00+02:00")]).encode()
    answers = [Answer(good[:40], claimed_length=len(good)), Answer(good)]
    desk.origin.alive = lambda _path: answers.pop(0)
    assert len(records(desk, desk.extract(feedback(desk)))) == 1
    assert answers == []


def test_all_of_the_replicas_requests_come_though_an_answer_holds_200(
    agencies: Replica, tmp_path: Path, quick_web: Callable[..., Web]
) -> None:
    url = "https://asiointi.hel.fi/palautews/rest/v1/requests.json?extensions=true"
    source = {"type": "open311", "url": url, "since": "2025-01-01", "bounds": FINLAND}
    state = State(tmp_path / "state")
    web = quick_web(replica_rewrite(agencies.url))
    snapshot = extract(declared(source), web, state, lambda: MONDAY)
    lines = state.file(snapshot.files[0].key).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 600
    places = [json.loads(line) for line in lines]
    assert all(59 <= p["latitude"] <= 71 for p in places if p["latitude"] is not None)
    assert sum(p["latitude"] is not None for p in places) == 426
    assert max(request.records or 0 for request in snapshot.requests) == 200


BASE = {"type": "open311", "url": "https://a.fi/r.json", "since": "2026-11-01", "bounds": FINLAND}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"window_days": 91}, "less than or equal to 90"),
        ({"bounds": {"longitude": [32, 19], "latitude": [59, 71]}}, "the lower number comes first"),
        ({"bounds": {"longitude": [19, 60], "latitude": [59, 71]}}, "cannot be seen"),
        ({"since": "yesterday"}, "date"),
    ],
)
def test_a_declaration_that_cannot_work_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Open311Source.model_validate({**BASE, **options})


def test_the_declared_feedback_bounds_its_places_by_the_schema() -> None:
    """An impossible place is refused with its row, since extraction leaves it as it came."""
    schema = json.loads((PROJECT / "schemas" / "palautteet.json").read_text(encoding="utf-8"))
    limits = {field["name"]: field.get("constraints", {}) for field in schema["fields"]}
    assert limits["longitude"] == {"minimum": 19, "maximum": 32}
    assert limits["latitude"] == {"minimum": 59, "maximum": 71}
