"""What a check of a source leaves behind: new, unchanged, failed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.errors import SettingError, SourceRefused, SourceUnavailable
from pipelines.extract import RawFile, Request, Snapshot, check_health, extract, raw_files
from pipelines.model import Dataset
from pipelines.state import State
from pipelines.web import Web, replica_rewrite
from tests.extract.conftest import MONDAY, TUESDAY, WEDNESDAY, Desk
from tests.extract.origin import Answer, serving

OLD = b"piste;autot\nA01;12\n"
NEW = "piste;autot\nA01;13\nÄ02;7\n".encode()
SUNDAY = "Sun, 22 Nov 2026 12:00:00 GMT"
FACTS = {"ETag": '"v1"', "Last-Modified": SUNDAY, "Content-Type": "text/csv"}


def test_the_first_snapshot_is_kept_as_it_came(desk: Desk) -> None:
    snapshot = desk.first(Answer(OLD, headers=FACTS))
    sha256 = hashlib.sha256(OLD).hexdigest()
    assert snapshot == Snapshot(
        dataset="traffic-counts",
        sha256=sha256,
        bytes=19,
        url=f"{desk.origin.url}/counts.csv",
        fetched_from=f"{desk.origin.url}/counts.csv",
        declaration=snapshot.declaration,
        files=(
            RawFile(
                key=f"snapshots/traffic-counts/{sha256}/counts.csv",
                sha256=sha256,
                bytes=19,
                etag='"v1"',
                last_modified=SUNDAY,
                content_type="text/csv",
            ),
        ),
        requests=(Request(f"{desk.origin.url}/counts.csv", MONDAY, 200, 19, sha256),),
        first_fetched=MONDAY,
        source_modified=dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC),
        last_checked=MONDAY,
        outcome="new",
    )
    assert desk.content(snapshot) == OLD
    assert raw_files(snapshot, desk.dataset(), desk.state, Path("unused"))[0].read_bytes() == OLD


def test_the_record_reads_back_equal(desk: Desk) -> None:
    snapshot = desk.first(Answer(OLD))
    assert snapshot.source_modified is None
    assert desk.store().latest() == snapshot
    assert Snapshot.from_json(json.loads(json.dumps(snapshot.to_json()))) == snapshot


def test_304_changes_only_the_check(desk: Desk) -> None:
    first = desk.first(Answer(OLD, headers=FACTS))
    desk.today = TUESDAY
    second = desk.first(Answer(status=304))
    assert desk.origin.requests[1].headers["If-None-Match"] == '"v1"'
    assert desk.origin.requests[1].headers["If-Modified-Since"] == SUNDAY
    assert second.outcome == "unchanged"
    assert (second.first_fetched, second.last_checked) == (MONDAY, TUESDAY)
    assert second.files == first.files
    assert second.requests == first.requests
    assert desk.store().latest() == second


def test_the_same_content_again_is_unchanged_without_any_validator(desk: Desk) -> None:
    desk.first(Answer(OLD))
    desk.today = TUESDAY
    second = desk.first(Answer(OLD))
    assert second.outcome == "unchanged"
    assert (second.first_fetched, second.last_checked) == (MONDAY, TUESDAY)


def test_a_touched_file_keeps_the_date_of_its_content(desk: Desk) -> None:
    first = desk.first(Answer(OLD, headers=FACTS))
    desk.today = WEDNESDAY
    touched = {"ETag": '"v2"', "Last-Modified": "Tue, 24 Nov 2026 12:00:00 GMT"}
    second = desk.first(Answer(OLD, headers=touched))
    assert second.outcome == "unchanged"
    assert second.source_modified == first.source_modified
    assert second.files[0].etag == '"v2"'


def test_a_date_in_the_future_is_not_believed(desk: Desk) -> None:
    future = {"Last-Modified": "Sat, 01 Jan 2050 00:00:00 GMT"}
    assert desk.first(Answer(OLD, headers=future)).source_modified is None


def test_changed_content_is_a_new_snapshot_beside_the_old(desk: Desk) -> None:
    first = desk.first(Answer(OLD, headers=FACTS))
    desk.today = TUESDAY
    second = desk.first(Answer(NEW, headers={"ETag": '"v2"'}))
    assert (second.outcome, second.first_fetched) == ("new", TUESDAY)
    assert desk.content(second) == NEW
    assert desk.content(first) == OLD


def test_content_that_comes_back_has_changed_again(desk: Desk) -> None:
    desk.first(Answer(OLD))
    desk.first(Answer(NEW))
    desk.today = WEDNESDAY
    third = desk.first(Answer(OLD))
    assert (third.outcome, third.first_fetched) == ("new", WEDNESDAY)


def test_a_new_address_is_asked_without_the_old_ones_validators(desk: Desk) -> None:
    desk.first(Answer(OLD, headers=FACTS))
    desk.first(Answer(NEW), path="/moved.csv")
    assert "If-None-Match" not in desk.origin.requests[1].headers
    assert "If-Modified-Since" not in desk.origin.requests[1].headers


def test_a_changed_declaration_looks_at_the_content_anew(desk: Desk) -> None:
    desk.first(Answer(OLD, headers=FACTS))
    desk.first(Answer(OLD, headers=FACTS), delimiter=",")
    assert "If-None-Match" not in desk.origin.requests[1].headers


def test_a_lost_raw_file_is_fetched_again(desk: Desk) -> None:
    first = desk.first(Answer(OLD, headers=FACTS))
    desk.state.delete(first.files[0].key)
    second = desk.first(Answer(OLD, headers=FACTS))
    assert "If-None-Match" not in desk.origin.requests[1].headers
    assert (second.outcome, second.first_fetched) == ("unchanged", MONDAY)
    assert desk.content(second) == OLD


def test_the_replicas_validators_never_reach_the_real_system(
    desk: Desk, quick_web: Callable[..., Web]
) -> None:
    with serving() as replica:
        real = desk.origin.url.removeprefix("http://")
        replica.at(f"/{real}/counts.csv", Answer(b"invented\n", headers=FACTS))
        web = quick_web(replica_rewrite(replica.url))
        invented = extract(desk.dataset(), web, desk.state, lambda: MONDAY)
        assert invented.fetched_from == f"{replica.url}/{real}/counts.csv"
        assert invented.url == f"{desk.origin.url}/counts.csv"
    snapshot = desk.first(Answer(OLD, headers=FACTS))
    assert "If-None-Match" not in desk.origin.requests[0].headers
    assert desk.content(snapshot) == OLD


BROKEN = [
    (Answer(b"", 404), SourceRefused, 1),
    (Answer(b"", 500), SourceUnavailable, 2),
    (Answer(OLD, claimed_length=50), SourceUnavailable, 2),
    (Answer(OLD, wait=1.5), SourceUnavailable, 2),
]


@pytest.mark.parametrize(
    ("broken", "error", "requests"), BROKEN, ids=["404", "500", "truncated", "time-out"]
)
def test_a_failed_check_leaves_the_last_good_snapshot(
    desk: Desk, broken: Answer, error: type[Exception], requests: int
) -> None:
    good = desk.first(Answer(OLD, headers=FACTS))
    kept = desk.state.keys("snapshots")
    desk.today = TUESDAY
    with pytest.raises(error):
        desk.first(broken)
    assert desk.origin.asked("/counts.csv") == 1 + requests
    assert desk.store().latest() == good
    assert desk.content(good) == OLD
    failure_key = "snapshots/traffic-counts/last_failure.json"
    assert desk.state.keys("snapshots") == sorted([*kept, failure_key])


def test_a_failure_is_noted_until_a_check_succeeds(desk: Desk) -> None:
    with pytest.raises(SourceRefused):
        desk.first(Answer(b"", 404))
    failure = desk.store().last_failure()
    assert failure is not None
    assert (failure.when, failure.error) == (MONDAY, "SourceGone")
    assert "/counts.csv: the agency's system answered 404" in failure.message
    assert "source.url" in failure.message
    desk.first(Answer(OLD))
    assert desk.store().last_failure() is None


def test_unchanged_after_a_failure_forgets_the_failure(desk: Desk) -> None:
    desk.first(Answer(OLD, headers=FACTS))
    with pytest.raises(SourceUnavailable):
        desk.first(Answer(b"", 503))
    desk.first(Answer(status=304))
    assert desk.store().last_failure() is None


def test_snapshots_live_in_any_object_store(desk: Desk) -> None:
    desk.state = State("memory://hri-snapshots")
    snapshot = desk.first(Answer(OLD))
    assert desk.content(snapshot) == OLD
    desk.today = TUESDAY
    assert desk.first(Answer(OLD)).outcome == "unchanged"


def test_the_secret_reaches_the_source_and_nothing_else(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("COUNTS_TOKEN", "Bearer hunter2")
    desk.first(Answer(OLD), authorization="COUNTS_TOKEN")
    assert desk.origin.requests[0].headers["Authorization"] == "Bearer hunter2"
    with pytest.raises(SourceRefused) as caught:
        desk.first(Answer(b"", 403), authorization="COUNTS_TOKEN")
    assert "hunter2" not in str(caught.value) + caplog.text
    kept = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if b"hunter2" in path.read_bytes()]


def test_the_secret_may_stand_in_a_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("Bearer hunter2\n")
    monkeypatch.setenv("COUNTS_TOKEN_FILE", str(tmp_path / "token"))
    desk.first(Answer(OLD), authorization="COUNTS_TOKEN")
    assert desk.origin.requests[0].headers["Authorization"] == "Bearer hunter2"


@pytest.mark.parametrize(
    ("name", "value"),
    [("COUNTS_TOKEN", ""), ("COUNTS_TOKEN_FILE", "no/such/file"), ("COUNTS_TOKEN", "kissa\nkäy")],
    ids=["unset", "unreadable", "two lines"],
)
def test_a_missing_or_malformed_secret_names_its_setting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match="COUNTS_TOKEN") as caught:
        desk.first(Answer(OLD), authorization="COUNTS_TOKEN")
    assert "kissa" not in str(caught.value)
    assert desk.origin.requests == []


def test_the_replica_gets_no_secret_and_needs_none(
    desk: Desk, quick_web: Callable[..., Web]
) -> None:
    web = quick_web(replica_rewrite(desk.origin.url))
    desk.origin.at("/www.hel.fi/counts.csv", Answer(OLD))
    dataset = desk.dataset(url="https://www.hel.fi/counts.csv", authorization="COUNTS_TOKEN")
    extract(dataset, web, desk.state, lambda: MONDAY)
    assert "Authorization" not in desk.origin.requests[0].headers


def test_a_secret_in_the_url_is_in_no_record(desk: Desk, tmp_path: Path) -> None:
    desk.first(Answer(OLD), path="/counts.csv?apikey=hunter2")
    with pytest.raises(SourceRefused):
        desk.first(Answer(b"", 404), path="/counts.csv?apikey=hunter2")
    kept = [path for path in (tmp_path / "state").rglob("*.json") if path.is_file()]
    assert len(kept) == 2
    assert not [path for path in kept if "hunter2" in path.read_text()]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/export.aspx?id=1", "export.aspx.csv"),
        ("/", "source.csv"),
        ("/m%C3%A4%C3%A4r%C3%A4t%202016.CSV", "m_r_t_2016.CSV"),
        ("/..%2F..%2Fetc", "etc.csv"),
    ],
)
def test_raw_files_have_plain_names_that_end_in_their_format(
    desk: Desk, path: str, name: str
) -> None:
    snapshot = desk.first(Answer(OLD), path=path)
    assert snapshot.files[0].key.rpartition("/")[2] == name


def test_an_api_has_no_snapshot_and_a_file_no_health(desk: Desk, api: Dataset) -> None:
    with pytest.raises(TypeError, match="health, not a snapshot"):
        desk.extract(api)
    desk.origin.at("/counts.csv", Answer(OLD))
    with pytest.raises(TypeError, match="snapshot, not a health"):
        check_health(desk.dataset(), desk.web, desk.state, lambda: MONDAY)
