"""Politeness towards the hosts that are asked: how often, how many at once, and how patiently.

What does not belong here: how processes keep out of each other's way (turns), HTTP itself (web),
which limits are declared (model), and which failures are transient (errors, web).
"""

from __future__ import annotations

import logging
import random
import shutil
import tempfile
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from pipelines.addresses import host, shown
from pipelines.errors import SourceUnavailable
from pipelines.model import HostLimit, HostRegister
from pipelines.turns import Turns

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True)
class Limits:
    """How long a request may take and how often it is tried; times in seconds."""

    connect: float = 10
    read: float = 60
    """Without a single byte from the other side."""
    total: float = 1800
    """For one attempt, so that a dripping answer ends as well."""
    probe: float = 20
    """For the first bytes of a health check's answer."""
    attempts: int = 4
    first_pause: float = 2
    """Before the second attempt; it doubles each time, times a random 0.5–1.5."""
    longest_pause: float = 300
    """A longer Retry-After ends the attempts: the next run comes sooner than the answer."""
    queue: float = 3600
    """For a place at a host at which our own other requests are under way."""
    gap: float = 0.5
    """Between two requests to one host, where no register of hosts is given."""
    redirects: int = 5


LONGEST_REST = 86_400.0
"""Seconds; whatever a host asks for, it is looked at again the next day."""
LOOKED_AGAIN = 0.05
"""Seconds after which a taken place is tried again."""


class Politeness:
    """The limits of each host, back-off and Retry-After, kept by all who share a folder.

    Without a folder they hold for the threads that share this object. `clock` gives Unix time,
    which is the same for all processes.
    """

    def __init__(
        self,
        limits: Limits,
        hosts: HostRegister | None = None,
        folder: Path | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        one_by_one = HostLimit(requests=1, seconds=limits.gap, parallel=1)
        self.limits = limits
        self._hosts = hosts or HostRegister(default=one_by_one)
        self._turns = Turns(folder or self._own_folder())
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter

    def patiently(self, url: str, attempt: Callable[[], T]) -> T:
        """Return what `attempt` returns; try again, with growing pauses, what may pass.

        Raises SourceUnavailable after the last attempt, or at once where the host asks for a
        longer pause than the limits allow; every other error as it comes.
        """
        number = 1
        while True:
            try:
                return attempt()
            except SourceUnavailable as error:
                pause = min(error.retry_after or self._pause(number), LONGEST_REST)
                last = number >= self.limits.attempts or pause > self.limits.longest_pause
                if error.retry_after or not last:
                    self._rest(url, pause)
                if last:
                    raise
                log.warning("%s; attempt %d, again in %.1f s", error.message, number, pause)
            number += 1

    @contextmanager
    def turn(self, url: str) -> Iterator[None]:
        """Wait until the URL's host may be asked, and keep the others waiting meanwhile.

        Raises SourceUnavailable where the host asked for more time than the limits allow, or our
        own other requests take too long.
        """
        name = host(urlsplit(url))
        limit = self._hosts.limit_of(name)
        with self._place(url, name, limit):
            begun = self._wait(url, name, limit)
            try:
                yield
            finally:
                # When the host saw the request is not known; counted from its end, none is early.
                with self._turns.page(name) as page:
                    page.note(self._clock(), limit.requests, instead_of=begun)

    def _place(self, url: str, name: str, limit: HostLimit) -> ExitStack:
        patience = self._clock() + self.limits.queue
        while (place := self._turns.place(name, limit.parallel)) is None:
            if self._clock() > patience:
                raise SourceUnavailable(
                    f"{shown(url)}: our other requests kept the host busy for too long",
                    remedy="it is asked again at a later run; _hosts.yaml says how many may ask",
                )
            self._sleep(LOOKED_AGAIN)
        return place

    def _wait(self, url: str, name: str, limit: HostLimit) -> float:
        """Wait until the limit and the host itself allow a request; return when it was noted."""
        waited_for = 0.0
        while True:
            now = max(self._clock(), waited_for)
            due = self._begin(name, limit, now)
            if due <= now:
                return now
            wait = due - self._clock()
            if wait > self.limits.longest_pause + limit.seconds + 1:
                raise SourceUnavailable(
                    f"{shown(url)}: the host has asked to be left alone for a while",
                    remedy="it is asked again at a later run",
                    retry_after=wait,
                )
            self._sleep(max(wait, 0))
            # Others may have been quicker, or may have been told to rest: it is looked at again.
            waited_for = due

    def _begin(self, name: str, limit: HostLimit, now: float) -> float:
        """Return from when on a request may be sent, and note it where that is now."""
        with self._turns.page(name) as page:
            due = min(page.due(now, limit.requests, limit.seconds), now + LONGEST_REST)
            if due <= now:
                page.note(now, limit.requests)
            return due

    def _pause(self, number: int) -> float:
        doubled = self.limits.first_pause * 2.0 ** (number - 1)
        return min(doubled * (0.5 + self._jitter()), self.limits.longest_pause)

    def _rest(self, url: str, seconds: float) -> None:
        """Have everybody leave the host alone for a while."""
        with self._turns.page(host(urlsplit(url))) as page:
            page.rest_until = max(page.rest_until, self._clock() + seconds)

    def _own_folder(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="hri-turns-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return folder
