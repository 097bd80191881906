"""HTTP with agencies' systems in all their moods, at a real socket."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import itertools
import logging
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.errors import (
    NotTheDeclaredFile,
    SettingError,
    SourceRefused,
    SourceUnavailable,
)
from pipelines.web import (
    Download,
    Limits,
    NotModified,
    Validators,
    Web,
    http_date,
    replica_rewrite,
    shown,
)
from tests.clock import Clock
from tests.extract.origin import Answer, Origin, serving

BODY = b"piste;autot\nA01;12\n"
QUICK = Limits(connect=2, read=0.3, total=2, probe=0.3, gap=0.0)
BEARER = "Bearer 0123-secret"


@pytest.fixture
def origin() -> Iterator[Origin]:
    with serving() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web(clock: Clock) -> Web:
    return Web(limits=QUICK, sleep=clock.sleep, clock=clock, jitter=lambda: 0.5)


def fetch(web: Web, url: str, target: Path, max_bytes: int = 10_000) -> Download:
    answer = web.download(url, target, max_bytes=max_bytes)
    assert isinstance(answer, Download)
    return answer


def test_a_download_has_its_content_and_its_facts(web: Web, origin: Origin, tmp_path: Path) -> None:
    headers = {
        "ETag": '"v1"',
        "Last-Modified": "Mon, 23 Nov 2026 08:00:00 GMT",
        "Content-Type": "text/csv",
    }
    url = origin.at("/a.csv", Answer(BODY, headers=headers))
    answer = fetch(web, url, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == BODY
    assert answer.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (answer.bytes, answer.status, answer.content_type) == (19, 200, "text/csv")
    assert answer.validators == Validators('"v1"', "Mon, 23 Nov 2026 08:00:00 GMT")


def test_the_agency_can_see_who_asks(origin: Origin, tmp_path: Path) -> None:
    web = Web(limits=QUICK, contact_url="https://data.example.fi/contact")
    fetch(web, origin.at("/a.csv", Answer(BODY)), tmp_path / "a.csv")
    agent = origin.requests[0].headers["User-Agent"]
    assert agent == "hri-pipelines (+https://data.example.fi/contact)"


def test_a_question_is_posted_and_asked_again_after_a_passing_failure(
    web: Web, origin: Origin, tmp_path: Path
) -> None:
    moved = Answer(status=307, headers={"Location": "/table.px"})
    url = origin.at("/moved.px", moved)
    origin.at("/table.px", Answer(b"", 503), Answer(b"{}"))
    web.download(url, tmp_path / "x", max_bytes=99, body=b'{"query": []}')
    assert [request.path for request in origin.requests] == [
        "/moved.px",
        "/table.px",
        "/moved.px",
        "/table.px",
    ]
    assert {request.body for request in origin.requests} == {b'{"query": []}'}
    assert origin.requests[0].headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 501])
def test_a_refusal_is_final_after_one_request(
    web: Web, origin: Origin, clock: Clock, tmp_path: Path, status: int
) -> None:
    url = origin.at("/gone.csv", Answer(b"no", status))
    with pytest.raises(SourceRefused, match=f"/gone.csv: .*{status}") as caught:
        fetch(web, url, tmp_path / "a.csv")
    assert caught.value.remedy
    assert origin.asked("/gone.csv") == 1
    assert clock.slept == []


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(
    web: Web, origin: Origin, clock: Clock, tmp_path: Path, status: int
) -> None:
    url = origin.at("/a.csv", Answer(b"", status), Answer(b"", status), Answer(BODY))
    fetch(web, url, tmp_path / "a.csv")
    assert origin.asked("/a.csv") == 3
    assert clock.slept == [2.0, 4.0]


def test_attempts_end(web: Web, origin: Origin, clock: Clock, tmp_path: Path) -> None:
    url = origin.at("/a.csv", Answer(b"", 503))
    with pytest.raises(SourceUnavailable, match="503"):
        fetch(web, url, tmp_path / "a.csv")
    assert origin.asked("/a.csv") == 4
    assert clock.slept == [2.0, 4.0, 8.0]
    assert list(tmp_path.iterdir()) == []


def test_retry_after_in_seconds_is_kept(
    web: Web, origin: Origin, clock: Clock, tmp_path: Path
) -> None:
    url = origin.at("/a.csv", Answer(b"", 429, {"Retry-After": "7"}), Answer(BODY))
    fetch(web, url, tmp_path / "a.csv")
    assert clock.slept == [7.0]


def test_retry_after_as_a_date_counts_by_the_servers_own_clock(
    web: Web, origin: Origin, clock: Clock, tmp_path: Path
) -> None:
    in_a_minute = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=60)
    date = in_a_minute.strftime("%a, %d %b %Y %H:%M:%S GMT")
    url = origin.at("/a.csv", Answer(b"", 503, {"Retry-After": date}), Answer(BODY))
    fetch(web, url, tmp_path / "a.csv")
    assert clock.slept[0] == pytest.approx(60, abs=2)


def test_too_long_a_retry_after_ends_the_attempts_and_spares_the_host(
    web: Web, origin: Origin, clock: Clock, tmp_path: Path
) -> None:
    url = origin.at("/a.csv", Answer(b"", 429, {"Retry-After": "3600"}))
    sibling = origin.at("/b.csv", Answer(BODY))
    with pytest.raises(SourceUnavailable) as caught:
        fetch(web, url, tmp_path / "a.csv")
    assert caught.value.retry_after == 3600
    assert clock.slept == []
    with pytest.raises(SourceUnavailable, match="left alone"):
        fetch(web, sibling, tmp_path / "b.csv")
    assert origin.asked("/b.csv") == 0
    clock.now += 3601
    fetch(web, sibling, tmp_path / "b.csv")


def test_silence_is_a_time_out_and_tried_again(web: Web, origin: Origin, tmp_path: Path) -> None:
    url = origin.at("/a.csv", Answer(BODY, wait=0.6), Answer(BODY))
    fetch(web, url, tmp_path / "a.csv")
    assert origin.asked("/a.csv") == 2


def test_a_dripping_answer_ends_too(origin: Origin, tmp_path: Path) -> None:
    web = Web(limits=Limits(read=1, total=0.3, attempts=1, gap=0))
    url = origin.at("/a.csv", Answer(BODY * 100, drip=0.02))
    started = time.monotonic()
    with pytest.raises(SourceUnavailable, match=r"not complete within 0\.3 seconds"):
        fetch(web, url, tmp_path / "a.csv")
    assert time.monotonic() - started < 2


CUT = [
    Answer(BODY, claimed_length=50),
    Answer(BODY, chunked=True, claimed_length=50),
    Answer(
        gzip.compress(BODY)[:-9],
        claimed_length=len(gzip.compress(BODY)),
        headers={"Content-Encoding": "gzip"},
    ),
    Answer(hang_up=True),
]


@pytest.mark.parametrize("cut", CUT, ids=["length", "chunked", "gzip", "no answer"])
def test_a_cut_answer_is_never_taken_for_a_file(
    web: Web, origin: Origin, tmp_path: Path, cut: Answer
) -> None:
    url = origin.at("/a.csv", cut, Answer(BODY))
    fetch(web, url, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == BODY
    assert origin.asked("/a.csv") == 2

    always = origin.at("/b.csv", cut)
    with pytest.raises(SourceUnavailable, match="cut"):
        fetch(web, always, tmp_path / "b.csv")
    assert not (tmp_path / "b.csv").exists()


def test_a_compressed_answer_is_whole_though_its_length_is_another(
    web: Web, origin: Origin, tmp_path: Path
) -> None:
    packed = gzip.compress(BODY * 100)
    url = origin.at("/a.csv", Answer(packed, headers={"Content-Encoding": "gzip"}))
    assert fetch(web, url, tmp_path / "a.csv").bytes == 1900
    assert (tmp_path / "a.csv").read_bytes() == BODY * 100


def test_nobody_listening_is_transient(web: Web, tmp_path: Path) -> None:
    with serving() as server:
        url = server.at("/a.csv", Answer(BODY))
    with pytest.raises(SourceUnavailable, match="no connection"):
        fetch(web, url, tmp_path / "a.csv")


def test_too_large_an_answer_is_stopped(web: Web, origin: Origin, tmp_path: Path) -> None:
    plain = origin.at("/a.csv", Answer(BODY * 100))
    bomb = origin.at(
        "/b.csv", Answer(gzip.compress(b"0" * 5_000_000), headers={"Content-Encoding": "gzip"})
    )
    for url in (plain, bomb):
        with pytest.raises(NotTheDeclaredFile, match="larger than 1000 bytes"):
            fetch(web, url, tmp_path / "a.csv", max_bytes=1000)
    assert len(origin.requests) == 2
    assert list(tmp_path.iterdir()) == []


def test_what_has_not_changed_is_not_sent_again(web: Web, origin: Origin, tmp_path: Path) -> None:
    url = origin.at("/a.csv", Answer(status=304, headers={"ETag": '"v1"'}))
    had = Validators('"v1"', "Mon, 23 Nov 2026 08:00:00 GMT")
    answer = web.download(url, tmp_path / "a.csv", max_bytes=100, validators=had)
    assert answer == NotModified(Validators('"v1"', None))
    asked = origin.requests[0].headers
    assert asked["If-None-Match"] == '"v1"'
    assert asked["If-Modified-Since"] == "Mon, 23 Nov 2026 08:00:00 GMT"
    assert not (tmp_path / "a.csv").exists()


def test_304_to_an_unconditional_request_is_an_error(
    web: Web, origin: Origin, tmp_path: Path
) -> None:
    url = origin.at("/a.csv", Answer(status=304))
    with pytest.raises(SourceRefused, match="304"):
        fetch(web, url, tmp_path / "a.csv")


def test_redirects_are_followed_and_the_secret_stays_with_its_host(
    web: Web, origin: Origin, tmp_path: Path
) -> None:
    with serving() as other:
        away = other.at("/c.csv", Answer(BODY))
        origin.at("/b.csv", Answer(status=302, headers={"Location": away}))
        url = origin.at("/a.csv", Answer(status=301, headers={"Location": "b.csv"}))
        answer = web.download(url, tmp_path / "a.csv", max_bytes=100, authorization=BEARER)
        assert isinstance(answer, Download)
        assert [request.headers.get("Authorization") for request in origin.requests] == [BEARER] * 2
        assert "Authorization" not in other.requests[0].headers


def test_the_secret_does_not_come_back_after_a_detour(
    web: Web, origin: Origin, tmp_path: Path
) -> None:
    with serving() as other:
        back = origin.at("/end.csv", Answer(BODY))
        away = other.at("/detour", Answer(status=302, headers={"Location": back}))
        url = origin.at("/a.csv", Answer(status=302, headers={"Location": away}))
        web.download(url, tmp_path / "a.csv", max_bytes=100, authorization=BEARER)
        assert "Authorization" not in origin.requests[1].headers


@pytest.mark.parametrize("location", ["file:///etc/hosts", "ftp://example.fi/a", "http://[x/"])
def test_redirects_out_of_the_web_are_refused(
    web: Web, origin: Origin, tmp_path: Path, location: str
) -> None:
    url = origin.at("/a.csv", Answer(status=302, headers={"Location": location}))
    with pytest.raises(SourceRefused, match="redirects to"):
        fetch(web, url, tmp_path / "a.csv")


def test_redirects_in_a_circle_end(web: Web, origin: Origin, tmp_path: Path) -> None:
    url = origin.at("/a.csv", Answer(status=302, headers={"Location": "/a.csv"}))
    with pytest.raises(SourceRefused, match="more than 5 times"):
        fetch(web, url, tmp_path / "a.csv")
    assert origin.asked("/a.csv") == 6


@pytest.mark.parametrize(
    "answer",
    [Answer(b"", 404), Answer(b"", 503), Answer(hang_up=True), Answer(BODY, wait=0.6)],
    ids=["404", "503", "hang-up", "time-out"],
)
def test_secrets_are_in_no_message_no_log_and_no_traceback(
    web: Web, origin: Origin, tmp_path: Path, caplog: pytest.LogCaptureFixture, answer: Answer
) -> None:
    caplog.set_level(logging.DEBUG)
    path = "/a.csv?layer=trees&api_key=hunter2&sig=abc%2Bdef"
    url = origin.at(path, answer)
    with pytest.raises((SourceRefused, SourceUnavailable)) as caught:
        web.download(url, tmp_path / "a.csv", max_bytes=100, authorization=BEARER)
    assert "a.csv?layer=trees&api_key=***&sig=***" in caught.value.message
    everything = caplog.text + "".join(traceback.format_exception(caught.value))
    assert not [
        secret for secret in ("hunter2", "abc%2Bdef", "0123-secret") if secret in everything
    ]
    assert caught.value.__context__ is None


def test_passwords_in_the_users_netrc_are_not_sent(
    web: Web, origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    fetch(web, origin.at("/a.csv", Answer(BODY)), tmp_path / "a.csv")
    assert "Authorization" not in origin.requests[0].headers


def test_a_proxy_does_not_stand_between_us_and_the_loopback(
    web: Web, origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    fetch(web, origin.at("/a.csv", Answer(BODY)), tmp_path / "a.csv")


def test_one_request_at_a_time_per_host_with_a_gap(origin: Origin, tmp_path: Path) -> None:
    web = Web(limits=Limits(gap=0.1))
    urls = [origin.at(f"/{number}.csv", Answer(BODY, wait=0.05)) for number in range(3)]
    threads = [
        threading.Thread(target=fetch, args=(web, url, tmp_path / f"{number}.csv"))
        for number, url in enumerate(urls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert origin.most_together == 1
    times = sorted(request.at for request in origin.requests)
    # Each follows the end of the one before: 0.05 s of waiting and a gap of 0.1 s.
    assert all(later - earlier >= 0.14 for earlier, later in itertools.pairwise(times))


def test_different_hosts_are_asked_side_by_side(tmp_path: Path) -> None:
    web = Web(limits=Limits(gap=0.0))
    with serving() as one, serving() as two:
        urls = [server.at("/a.csv", Answer(BODY, wait=0.3)) for server in (one, two)]
        threads = [
            threading.Thread(target=fetch, args=(web, url, tmp_path / f"{number}.csv"))
            for number, url in enumerate(urls)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert abs(one.requests[0].at - two.requests[0].at) < 0.25


def test_a_probe_tells_status_and_time(web: Web, origin: Origin) -> None:
    url = origin.at("/health", Answer(b'{"ok": true}', wait=0.05))
    probe = web.probe(url)
    assert (probe.status, probe.start, probe.problem) == (200, b'{"ok": true}', "")
    assert 0.04 < probe.seconds < 1


def test_a_probe_of_something_broken_is_an_answer_and_asked_once(web: Web, origin: Origin) -> None:
    assert web.probe(origin.at("/broken", Answer(b"", 503))).status == 503
    silent = web.probe(origin.at("/silent", Answer(BODY, wait=0.6)))
    assert (silent.status, silent.problem) == (None, f"{origin.url}/silent: no answer in time")
    assert origin.asked("/broken") == origin.asked("/silent") == 1


def test_the_replica_stands_in_for_hosts_also_behind_redirects(
    origin: Origin, tmp_path: Path
) -> None:
    web = Web(replica_rewrite(origin.url), limits=QUICK)
    moved = {"Location": "https://api.hel.fi/b.csv?page=2"}
    origin.at("/www.hel.fi/a.csv", Answer(status=302, headers=moved))
    origin.at("/api.hel.fi/b.csv?page=2", Answer(BODY))
    fetch(web, "https://www.hel.fi/a.csv", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == BODY


def test_the_replicas_address_of_a_url() -> None:
    rewrite = replica_rewrite("http://127.0.0.1:8765/")
    assert (
        rewrite("https://WWW.hel.fi/a/b?x=1&y=2") == "http://127.0.0.1:8765/www.hel.fi/a/b?x=1&y=2"
    )
    assert rewrite("https://www.hel.fi") == "http://127.0.0.1:8765/www.hel.fi/"
    assert rewrite("http://127.0.0.1:8765/x") == "http://127.0.0.1:8765/x"


@pytest.mark.parametrize(
    "base", ["https://127.0.0.1:1", "http://replica.hel.fi:80", "http://127.0.0.1:1/x", "8765"]
)
def test_the_replica_is_on_this_machine_or_nowhere(base: str) -> None:
    with pytest.raises(SettingError, match="HRI_REPLICA"):
        replica_rewrite(base)


def test_urls_are_shown_without_secrets() -> None:
    assert (
        shown("https://u:p@hel.fi/x?a=1&access_token=2#c")
        == "https://hel.fi/x?a=1&access_token=***"
    )
    assert shown("https://hel.fi/x") == "https://hel.fi/x"


def test_http_dates() -> None:
    expected = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
    assert http_date("Mon, 23 Nov 2026 08:00:00 GMT") == expected
    assert http_date("Mon, 23 Nov 2026 10:00:00 +0200") == expected
    assert http_date("yesterday") is None
    assert http_date(None) is None
