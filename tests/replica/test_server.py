"""The replica speaks HTTP as a good server does, and fails as a bad one does when told to."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests

from sandbox.replica import NotServedError, Replica, UnknownFaultError
from sandbox.replica.__main__ import main
from sandbox.replica.systems import documents

from .conftest import Ask

FIGURES = (
    "https://www.hel.fi/static/liitteet/tietotekniikkaohjelma/seurantaraportti-2014-mittarit.csv"
)
EVENTS = "https://api.hel.fi/linkedevents/v1/event/"
BIKES = "https://dev.hsl.fi/citybikes/od-trips-2021/2021-05.csv"
TREES = "https://kartta.hel.fi/avoindata/aineistot/puurekisteri.parquet"


def test_the_first_page_lists_everything(replica: Replica) -> None:
    listed = requests.get(replica.url + "/", timeout=10).json()
    assert [entry["url"] for entry in listed] == list(documents())
    figures = next(entry for entry in listed if entry["url"] == FIGURES)
    assert figures["host"] == "www.hel.fi"
    assert figures["path"].endswith("/seurantaraportti-2014-mittarit.csv")


def test_a_url_that_no_system_serves_is_not_found(ask: Ask) -> None:
    answer = ask("https://www.hel.fi/ei-ole")
    assert answer.status_code == 404
    assert "https://www.hel.fi/ei-ole" in answer.json()["error"]


def test_head_tells_the_size_without_the_content(ask: Ask) -> None:
    head = ask(BIKES, "HEAD")
    assert head.content == b""
    assert int(head.headers["Content-Length"]) == len(ask(BIKES).content)
    assert head.headers["Content-Type"] == "text/csv"


def test_files_are_not_written_to(ask: Ask) -> None:
    assert ask(FIGURES, "POST").status_code == 405


def test_known_content_is_not_sent_again(ask: Ask) -> None:
    first = ask(FIGURES)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert modified == "Mon, 16 Feb 2015 10:00:00 GMT"
    by_tag = ask(FIGURES, If_None_Match=f'"other", {etag}')
    assert (by_tag.status_code, by_tag.content, by_tag.headers["ETag"]) == (304, b"", etag)
    assert ask(FIGURES, If_Modified_Since=modified).status_code == 304
    assert ask(FIGURES, If_Modified_Since="Sun, 15 Feb 2015 10:00:00 GMT").status_code == 200
    # The tag decides alone where both are sent.
    both = ask(FIGURES, If_None_Match='"other"', If_Modified_Since=modified)
    assert both.status_code == 200


def test_apis_send_no_validators(ask: Ask) -> None:
    answer = ask(EVENTS)
    assert not {"ETag", "Last-Modified"} & set(answer.headers)
    assert ask(EVENTS, If_None_Match="*").status_code == 200


def test_requests_are_journalled_with_their_conditions(ask: Ask, replica: Replica) -> None:
    ask(EVENTS + "?page=2")
    ask(FIGURES, If_Modified_Since="Mon, 16 Feb 2015 10:00:00 GMT")
    told = requests.get(replica.url + "/_control/requests", timeout=10).json()
    assert told["counts"] == {EVENTS + "?page=2": 1, FIGURES: 1}
    assert told["requests"][1] == {
        "method": "GET",
        "url": FIGURES,
        "status": 304,
        "if_none_match": None,
        "if_modified_since": "Mon, 16 Feb 2015 10:00:00 GMT",
    }
    assert [seen.status for seen in replica.requests] == [200, 304]


def test_replaced_content_is_new_and_restored_content_is_old(ask: Ask, replica: Replica) -> None:
    before = ask(FIGURES)
    replica.replace(FIGURES, b"indicator\nx\n")
    changed = ask(FIGURES, If_None_Match=before.headers["ETag"])
    assert (changed.status_code, changed.content) == (200, b"indicator\nx\n")
    replica.restore(FIGURES)
    after = ask(FIGURES, If_None_Match=changed.headers["ETag"])
    assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"])
    times = [
        parsedate_to_datetime(answer.headers["Last-Modified"])
        for answer in (before, changed, after)
    ]
    assert times[0] < times[1] < times[2]


def test_content_is_replaced_over_http_too(ask: Ask, replica: Replica) -> None:
    control = f"{replica.url}/_control/content?url={quote(EVENTS, safe='')}"
    assert requests.put(control, data=b"{}", timeout=10).status_code == 200
    assert ask(EVENTS).content == b"{}"
    assert requests.delete(control, timeout=10).status_code == 200
    assert ask(EVENTS).json()["meta"]["count"] == 240


@pytest.mark.parametrize(
    ("fault", "status"), [("not-found", 404), ("too-many-requests", 429), ("server-error", 503)]
)
def test_an_error_lasts_as_often_as_told(
    ask: Ask, replica: Replica, fault: str, status: int
) -> None:
    replica.set_fault(FIGURES, fault, times=2, retry_after=7)
    answers = [ask(FIGURES) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert [answer.headers.get("Retry-After") for answer in answers] == ["7", "7", None]


def test_a_lasting_fault_ends_when_cleared(ask: Ask, replica: Replica) -> None:
    replica.set_fault(EVENTS, "server-error")
    assert {ask(f"{EVENTS}?page={page}").status_code for page in (1, 2, 3)} == {503}
    assert ask(FIGURES).status_code == 200
    replica.clear_faults()
    assert ask(EVENTS).status_code == 200


def test_a_fault_of_one_page_spares_the_others(ask: Ask, replica: Replica) -> None:
    replica.set_fault(EVENTS + "?page=2", "server-error")
    assert [ask(f"{EVENTS}?page={page}").status_code for page in (1, 2, 3)] == [200, 503, 200]


def test_a_truncated_answer_breaks_off_half_way(ask: Ask, replica: Replica) -> None:
    replica.set_fault(BIKES, "truncated", times=1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        ask(BIKES)
    assert ask(BIKES).status_code == 200


def test_an_error_page_comes_as_success(ask: Ask, replica: Replica) -> None:
    tag = ask(FIGURES).headers["ETag"]
    replica.set_fault(FIGURES, "html")
    answer = ask(FIGURES, If_None_Match=tag)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert answer.text.startswith("<!DOCTYPE html>")


def test_an_empty_answer_has_no_bytes_but_says_200(ask: Ask, replica: Replica) -> None:
    good = ask(FIGURES)
    replica.set_fault(FIGURES, "empty")
    answer = ask(FIGURES)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == "0"
    assert answer.headers["ETag"] != good.headers["ETag"]


@pytest.mark.parametrize(
    ("url", "own", "other"),
    [
        (FIGURES, "utf-8", "utf-16"),
        (
            "https://www.hel.fi/hel2/tietokeskus/data/helsinki/ksv/hki_liikennemaarat.csv",
            "iso-8859-1",
            "utf-8",
        ),
    ],
)
def test_a_text_comes_in_another_encoding(
    ask: Ask, replica: Replica, url: str, own: str, other: str
) -> None:
    good = ask(url).content
    replica.set_fault(url, "wrong-encoding")
    bad = ask(url).content
    assert bad != good
    assert bad.decode(other) == good.decode(own)


def test_a_dropped_connection_is_no_answer(ask: Ask, replica: Replica) -> None:
    replica.set_fault(FIGURES, "drop-connection", times=1)
    with pytest.raises(requests.exceptions.ConnectionError):
        ask(FIGURES)
    assert [seen.status for seen in replica.requests] == [None]
    assert ask(FIGURES).status_code == 200


def test_a_time_out_keeps_silent_longer_than_the_client_waits(replica: Replica) -> None:
    replica.set_fault(FIGURES, "time-out", times=1, seconds=1.0)
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(replica.address(FIGURES), timeout=0.2)


def test_a_time_out_ends_with_the_server() -> None:
    with Replica() as replica:
        replica.set_fault(FIGURES, "time-out", seconds=600)
        with pytest.raises(requests.exceptions.ReadTimeout):
            requests.get(replica.address(FIGURES), timeout=0.2)
        began = time.monotonic()
    assert time.monotonic() - began < 2


def test_a_stopped_replica_starts_again_and_hangs_up_on_waiting_clients() -> None:
    replica = Replica()
    for _ in range(2):
        with replica, requests.Session() as session:
            assert session.get(replica.address(FIGURES), timeout=10).status_code == 200
    with pytest.raises(RuntimeError, match="start it first"):
        _ = replica.url


def test_a_fault_that_cannot_be_is_refused_with_its_remedy(replica: Replica) -> None:
    with pytest.raises(UnknownFaultError, match="no fault 'sulk'; there are: not-found"):
        replica.set_fault(FIGURES, "sulk")
    with pytest.raises(UnknownFaultError, match="is no text"):
        replica.set_fault(TREES, "wrong-encoding")
    with pytest.raises(NotServedError, match="GET / lists what it serves"):
        replica.set_fault("https://www.hel.fi/ei-ole", "empty")


@pytest.mark.parametrize(
    ("wish", "complaint"),
    [
        (b"{", "not JSON"),
        (b'{"fault": "empty"}', "a fault has url and fault"),
        (json.dumps({"url": FIGURES, "fault": "sulk"}).encode(), "no fault 'sulk'"),
        (json.dumps({"url": FIGURES, "fault": "empty", "times": "3"}).encode(), "times"),
        (json.dumps({"url": FIGURES, "fault": "empty", "times": 0}).encode(), "1 or more"),
    ],
)
def test_a_bad_control_request_is_answered_with_the_reason(
    replica: Replica, wish: bytes, complaint: str
) -> None:
    answer = requests.post(replica.url + "/_control/faults", data=wish, timeout=10)
    assert answer.status_code == 400
    assert complaint in answer.json()["error"]


def test_faults_are_set_and_cleared_over_http(ask: Ask, replica: Replica) -> None:
    control = replica.url + "/_control/faults"
    wish: dict[str, Any] = {
        "url": FIGURES,
        "fault": "too-many-requests",
        "times": None,
        "retry_after": 3,
    }
    assert requests.post(control, json=wish, timeout=10).status_code == 200
    assert ask(FIGURES).headers["Retry-After"] == "3"
    requests.delete(control, timeout=10)
    assert ask(FIGURES).status_code == 200


@contextmanager
def command(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox.replica", "serve", *arguments],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def test_the_command_tells_its_url_and_ends_on_sigterm(tmp_path: Path) -> None:
    (tmp_path / "agency").mkdir()
    (tmp_path / "agency/hki_liikennemaarat.csv").write_bytes(b"piste\r\nA01\r\n")
    with command("--port", "0", "--real-data", str(tmp_path)) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        path = "www.hel.fi/hel2/tietokeskus/data/helsinki/ksv/hki_liikennemaarat.csv"
        assert requests.get(f"{address}/{path}", timeout=10).content == b"piste\r\nA01\r\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=2) == -signal.SIGTERM


def test_a_missing_folder_of_real_data_is_an_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["serve", "--real-data", str(tmp_path / "none")]) == 2
    assert "no folder" in capsys.readouterr().err
    monkeypatch.setenv("HRI_REAL_DATA", str(tmp_path / "gone"))
    assert main(["serve"]) == 2
    assert "gone" in capsys.readouterr().err
