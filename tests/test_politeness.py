"""How often the hosts are asked: counted at a server, by threads and by processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import SettingError, SourceUnavailable
from pipelines.model import HostRegister
from pipelines.politeness import Limits, Politeness
from pipelines.turns import Page, Turns
from pipelines.web import Web
from tests import asking
from tests.clock import Clock
from tests.extract.origin import Answer, Origin, serving

HOST = "data.hel.fi"
URL = f"https://{HOST}/a.csv"


@pytest.fixture
def origin() -> Iterator[Origin]:
    with serving() as server:
        yield server


def register(requests: int, seconds: float, parallel: int) -> dict[str, Any]:
    return {"default": {"requests": requests, "seconds": seconds, "parallel": parallel}}


def polite(
    folder: Path, clock: Clock, hosts: dict[str, Any], limits: Limits = Limits()
) -> Politeness:
    found = HostRegister.model_validate(hosts)
    return Politeness(limits, found, folder, sleep=clock.sleep, clock=clock)


def most_within(seconds: float, moments: list[float]) -> int:
    """Return how many moments the fullest stretch of that length holds."""
    return max(sum(first <= other < first + seconds for other in moments) for first in moments)


def until(condition: Any, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.01)


def test_two_processes_keep_to_one_limit_together(origin: Origin, tmp_path: Path) -> None:
    ours = [origin.at(f"/a{number}", Answer(b"x", wait=0.2)) for number in range(5)]
    theirs = [origin.at(f"/b{number}", Answer(b"x", wait=0.2)) for number in range(5)]
    processes = [
        asking.start(
            turns=str(tmp_path / "turns"),
            urls=urls,
            target=str(tmp_path / urls[0][-2:]),
            hosts=register(4, 1.5, 2),
        )
        for urls in (ours, theirs)
    ]
    told = [process.communicate(timeout=60)[0] for process in processes]
    assert told == ["answered\n" * 5] * 2
    moments = sorted(request.at for request in origin.requests)
    assert len(moments) == 10
    assert origin.most_together <= 2
    # A request that is under way is counted from its sending; hence a hundredth of leeway.
    assert most_within(1.5 - 0.015, moments) <= 4
    assert moments[-1] - moments[0] >= 3 - 0.03


def test_parallel_requests_are_held_to_the_limit_by_threads_too(
    origin: Origin, tmp_path: Path
) -> None:
    hosts = HostRegister.model_validate(register(100, 1, 2))
    webs = [Web(hosts=hosts, turns=tmp_path / "turns") for _ in range(2)]
    urls = [origin.at(f"/{number}", Answer(b"x", wait=0.2)) for number in range(6)]
    threads = [
        threading.Thread(
            target=webs[number % 2].download,
            args=(url, tmp_path / str(number)),
            kwargs={"max_bytes": 10},
        )
        for number, url in enumerate(urls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(origin.requests) == 6
    assert origin.most_together == 2


def test_a_process_killed_in_its_turn_blocks_nobody(origin: Origin, tmp_path: Path) -> None:
    hung = origin.at("/hung", Answer(b"x", wait=5))
    url = origin.at("/next", Answer(b"x"))
    hosts = register(100, 1, 1)
    folder = tmp_path / "turns"
    process = asking.start(
        turns=str(folder), urls=[hung], target=str(tmp_path / "hung"), hosts=hosts
    )
    try:
        until(lambda: origin.asked("/hung") == 1)
        assert Turns(folder).place(origin.url.removeprefix("http://"), 1) is None
    finally:
        process.kill()
        process.communicate(timeout=20)
    started = time.monotonic()
    web = Web(hosts=HostRegister.model_validate(hosts), turns=folder)
    web.download(url, tmp_path / "next", max_bytes=10)
    assert time.monotonic() - started < 3
    assert origin.asked("/next") == 1


def test_what_one_process_is_asked_to_wait_the_others_wait_too(
    origin: Origin, tmp_path: Path
) -> None:
    busy = origin.at("/busy", Answer(b"", 429, {"Retry-After": "2"}))
    url = origin.at("/other", Answer(b"x"))
    folder = tmp_path / "turns"
    process = asking.start(
        turns=str(folder), urls=[busy], target=str(tmp_path / "busy"), hosts=register(100, 1, 2)
    )
    assert "429" in process.communicate(timeout=60)[0]
    Web(turns=folder).download(url, tmp_path / "other", max_bytes=10)
    first, second = origin.requests
    assert (first.path, second.path) == ("/busy", "/other")
    # The rest begins when the answer has been read, and Unix time may be set a little meanwhile.
    assert second.at - first.at >= 1.9


def test_a_rest_that_is_asked_for_meanwhile_holds_for_those_who_wait_already(
    tmp_path: Path,
) -> None:
    clock = Clock()
    hosts = register(1, 10, 2)
    sleeper = polite(tmp_path, clock, hosts)

    def sleep(seconds: float) -> None:
        if not clock.slept:
            with Turns(tmp_path).page(HOST) as page:
                page.rest_until = clock.now + 30
        clock.sleep(seconds)

    sleeper._sleep = sleep
    for _ in range(2):
        with sleeper.turn(URL):
            pass
    assert clock.slept == [10.0, 20.0]


def test_a_host_is_asked_at_once_until_its_limit_is_reached(tmp_path: Path) -> None:
    clock = Clock()
    asker = polite(tmp_path, clock, register(3, 10, 1))
    for _ in range(7):
        with asker.turn(URL):
            clock.now += 1
    # Counted from their ends at 1, 2 and 3: the fourth at 11 ends at 12, before the fifth may come.
    assert clock.slept == [8.0, 8.0]


def test_hosts_have_their_own_limits(tmp_path: Path) -> None:
    clock = Clock()
    hosts = register(1, 10, 1) | {"hosts": [{"host": HOST, "requests": 2, "seconds": 30}]}
    asker = polite(tmp_path, clock, hosts)
    for url in (URL, "https://other.hel.fi/a", "https://OTHER.hel.fi/b", URL, URL):
        with asker.turn(url):
            pass
    assert clock.slept == [10.0, 20.0]


def test_waiting_for_a_place_ends(tmp_path: Path) -> None:
    clock = Clock()
    asker = polite(tmp_path, clock, register(9, 1, 1), Limits(queue=60))
    with (
        asker.turn(URL),
        pytest.raises(SourceUnavailable, match="our other requests"),
        asker.turn(URL),
    ):
        pytest.fail("there was no place")
    assert 60 <= sum(clock.slept) < 61


def test_a_clock_that_was_set_back_keeps_nobody_waiting(tmp_path: Path) -> None:
    clock = Clock()
    asker = polite(tmp_path, clock, register(1, 10, 1))
    with asker.turn(URL):
        pass
    clock.now -= 500
    with asker.turn(URL):
        pass
    assert clock.slept == []


@pytest.mark.parametrize("rubbish", ["", "{", "[]", '{"asked": ["x"], "rest_until": 0}'])
def test_a_page_that_nobody_can_read_is_begun_anew(tmp_path: Path, rubbish: str) -> None:
    (tmp_path / f"{HOST}.json").write_text(rubbish, encoding="utf-8")
    with Turns(tmp_path).page(HOST) as page:
        assert page == Page()
        page.note(5.0, keep=2)
    with Turns(tmp_path).page(HOST) as page:
        assert page == Page([5.0])


def test_a_folder_without_room_for_locks_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with (
        pytest.raises(SettingError, match="cannot hold files with locks"),
        Turns(tmp_path / "file" / "turns").page(HOST),
    ):
        pytest.fail("there was no page")


@given(
    requests=st.integers(1, 5),
    seconds=st.integers(0, 20),
    pauses=st.lists(st.integers(0, 8), min_size=1, max_size=40),
)
def test_no_stretch_of_time_holds_more_requests_than_declared(
    requests: int, seconds: int, pauses: list[int]
) -> None:
    page, now, moments = Page(), 1000.0, []
    for pause in pauses:
        now = page.due(now + pause, requests, seconds)
        page.note(now, requests)
        moments.append(now)
    assert seconds == 0 or most_within(seconds, moments) <= requests
    # And nobody waits without need: each came at once, or when the limit had just been reached.
    for number, (pause, moment) in enumerate(zip(pauses, moments, strict=True)):
        earliest = (moments[number - 1] if number else 1000.0) + pause
        full = number >= requests and moment == moments[number - requests] + seconds
        assert moment == earliest or full
