"""The committed datasets that come from JSON APIs: what of the agencies' answers is published.

The replica's answers hold the traps of the real ones: names of people, secret decisions, dates that
cannot be, places the wrong way round.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipelines.declarations import Declarations, load
from pipelines.extract import extract, raw_files
from pipelines.settings import PROJECT
from pipelines.state import State
from pipelines.validate import validate
from pipelines.validate.privacy import scan
from pipelines.web import Limits, Web, replica_rewrite
from sandbox.replica import Replica
from sandbox.replica.people import GIVEN_NAMES, SURNAMES

TODAY = dt.datetime(2026, 11, 24, 6, 0, tzinfo=dt.UTC)
ROWS = {
    "palvelupisteet-ja-palvelut": 2_400,
    "palvelukuvaukset": 181,
    "paatokset-open-ahjo": 320,
    "paatokset-ahjo-rest": 78,
    "tapahtumat": 240,
    "kuulemiset": 130,
    "palautteet": 600,
}
FEEDBACK = "https://asiointi.hel.fi/palautews/rest/v1/requests.json"
SOMEBODY = re.compile(rf"({'|'.join(GIVEN_NAMES)}) ({'|'.join(SURNAMES)})|@hel\.fi|09 310", re.I)


@pytest.fixture(scope="module")
def declarations() -> Declarations:
    return load(PROJECT / "datasets", PROJECT / "schemas")


@pytest.fixture(scope="module")
def published(
    declarations: Declarations, agencies: Replica, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Path, pa.Table]]:
    """Return {name: (raw file, typed table)} of every dataset."""
    folder = tmp_path_factory.mktemp("records")
    web, state = Web(replica_rewrite(agencies.url), limits=Limits(gap=0)), State(folder / "state")
    found = {}
    for name in ROWS:
        dataset = declarations.named(name)
        snapshot = extract(dataset, web, state, lambda: TODAY)
        raw = raw_files(snapshot, dataset, state, folder)[0]
        found[name] = raw, validate(dataset, declarations.schema_of(dataset), raw).table
    return found


Published = dict[str, tuple[Path, pa.Table]]


def rows(published: Published, name: str) -> dict[Any, dict[str, Any]]:
    """Return the rows by the value of their first column."""
    _, table = published[name]
    return {next(iter(row.values())): row for row in table.to_pylist()}


@pytest.mark.parametrize("name", ROWS)
def test_every_row_is_valid_and_none_is_missing(published: Published, name: str) -> None:
    _, table = published[name]
    assert table is not None
    assert table.num_rows == ROWS[name]


@pytest.mark.parametrize("name", ROWS)
def test_nobody_is_named(published: Published, name: str) -> None:
    _, table = published[name]
    text = json.dumps(table.to_pylist(), ensure_ascii=False, default=str)
    assert SOMEBODY.search(text) is None


@pytest.mark.parametrize("name", ROWS)
def test_the_privacy_scan_stops_none_of_them(published: Published, name: str) -> None:
    _, table = published[name]
    assert scan(table) == []


def test_only_public_decisions_are_kept_even_in_the_raw_snapshot(published: Published) -> None:
    raw, table = published["paatokset-ahjo-rest"]
    assert '"PublicityClass":"Salassa pidettävä"' not in raw.read_text(encoding="utf-8")
    assert set(table["publicity_class"].to_pylist()) == {"Julkinen"}


def test_a_public_decision_with_personal_data_keeps_its_title_to_itself(
    published: Published,
) -> None:
    raw, _ = published["paatokset-ahjo-rest"]
    table = rows(published, "paatokset-ahjo-rest")
    decisions = [json.loads(line) for line in raw.read_text(encoding="utf-8").splitlines()]
    personal = {d["NativeId"] for d in decisions if d["PDF"]["PersonalData"]}
    untitled = {native for native, row in table.items() if row["title"] is None}
    assert untitled == personal
    assert 0 < len(personal) < len(table)
    assert {row["document"] is None for native, row in table.items() if native in personal} == {
        True
    }


def test_the_sentinel_date_is_no_date(published: Published) -> None:
    raw, table = published["paatokset-ahjo-rest"]
    assert "2100-01-01T00:00:00.000" in raw.read_text(encoding="utf-8")
    assert table["policymaker_dissolved"].null_count == table.num_rows


def test_the_meeting_of_the_year_2104_has_no_day(published: Published) -> None:
    table = rows(published, "paatokset-open-ahjo")
    assert table[20_000 + 7 * 17]["meeting_date"] is None
    assert sum(row["meeting_date"] is None for row in table.values()) == 1


def test_a_service_that_is_described_in_swedish_alone_is_there(published: Published) -> None:
    service = rows(published, "palvelukuvaukset")[9_001]
    titles = (service["title_fi"], service["title_sv"], service["title_en"])
    assert titles == (None, "Svensk rådgivning för alla", None)
    assert service["provided_languages"] == '["sv"]'


def test_a_postponed_event_has_no_start(published: Published) -> None:
    events = rows(published, "tapahtumat").values()
    assert {e["start_time"] is None for e in events if e["event_status"] == "EventPostponed"} == {
        True
    }
    assert all(e["start_time"] for e in events if e["event_status"] == "EventScheduled")


def test_feedback_lies_in_helsinki_or_nowhere(published: Published) -> None:
    """The replica swaps some places; all of them are between 24.85 and 25.2, 60.15 and 60.28."""
    for row in rows(published, "palautteet").values():
        if row["longitude"] is None:
            assert row["latitude"] is None
        else:
            assert 24.85 <= row["longitude"] <= 25.2
            assert 60.15 <= row["latitude"] <= 60.28


def test_times_with_an_offset_are_the_same_moments_in_utc(published: Published) -> None:
    raw, _ = published["palautteet"]
    table = rows(published, "palautteet")
    for line in raw.read_text(encoding="utf-8").splitlines()[:50]:
        request = json.loads(line)
        told = dt.datetime.fromisoformat(request["requested_datetime"])
        assert table[request["service_request_id"]]["requested_datetime"] == told


def test_an_impossible_place_is_refused_with_its_row(
    declarations: Declarations, agencies: Replica, tmp_path: Path
) -> None:
    """The second request lies in the sea off Ghana, either way round."""
    requests = [
        {
            "service_request_id": f"r{number}",
            "service_code": "171",
            "status": "open",
            "requested_datetime": "2026-11-10T10:00:00+02:00",
            "lat": latitude,
            "long": longitude,
        }
        for number, latitude, longitude in ((1, "24.94", "60.17"), (2, "0.0", "0.0"))
    ]
    dataset = declarations.named("palautteet")
    web, state = Web(replica_rewrite(agencies.url), limits=Limits(gap=0)), State(tmp_path / "state")
    agencies.replace(FEEDBACK, json.dumps(requests).encode())
    try:
        snapshot = extract(dataset, web, state, lambda: TODAY)
    finally:
        agencies.restore()
    raw = raw_files(snapshot, dataset, state, tmp_path)[0]
    validation = validate(dataset, declarations.schema_of(dataset), raw)
    (task,) = validation.report["tasks"]
    faults = [(fault["type"], fault["rowNumber"], fault["fieldName"]) for fault in task["errors"]]
    # The header is row 1; row 2 is r1, whose place has been put right.
    assert faults == [("constraint-error", 3, "longitude"), ("constraint-error", 3, "latitude")]


def test_the_second_visit_to_open_ahjo_asks_in_local_time(
    declarations: Declarations, agencies: Replica, tmp_path: Path
) -> None:
    """The latest item is of 18 July 2016, 8.00 in Helsinki; the overlap is a day."""
    dataset = declarations.named("paatokset-open-ahjo")
    web, state = Web(replica_rewrite(agencies.url), limits=Limits(gap=0)), State(tmp_path / "state")
    first = extract(dataset, web, state, lambda: TODAY)
    assert first.mark["changed"] == "2016-07-18T08:00:00.585000"
    agencies.forget_requests()
    second = extract(dataset, web, state, lambda: TODAY + dt.timedelta(days=1))
    (asked,) = [seen.url for seen in agencies.requests]
    assert "&last_modified_time__gt=2016-07-17T08%3A00%3A00&" in asked
    assert (second.outcome, second.sha256) == ("unchanged", first.sha256)
