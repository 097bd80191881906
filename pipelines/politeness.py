"""Politeness towards the hosts that are asked: whose turn it is, and how patiently.

What does not belong here: HTTP itself (web), and which failures are transient (errors, web).
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from pipelines.addresses import host, shown
from pipelines.errors import SourceUnavailable

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
    gap: float = 0.5
    """Between two requests to one host."""
    redirects: int = 5


LONGEST_REST = 86_400.0
"""Seconds; whatever a host asks for, it is looked at again the next day."""


@dataclass
class _Lane:
    """The way to one host: one request at a time, and none before `free_at`."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0


class Politeness:
    """One request at a time per host, with a gap, back-off and Retry-After, for one process.

    Between processes there is no such order: there, the run's concurrency must hold them apart.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.limits = limits
        self.clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._lanes: dict[str, _Lane] = {}

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

        Raises SourceUnavailable where the host asked for more time than the limits allow.
        """
        lane = self._lane(url)
        with lane.lock:
            wait = lane.free_at - self.clock()
            if wait > self.limits.longest_pause + 1:
                raise SourceUnavailable(
                    f"{shown(url)}: the host has asked to be left alone for a while",
                    remedy="it is asked again at a later run",
                    retry_after=wait,
                )
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                lane.free_at = max(lane.free_at, self.clock() + self.limits.gap)

    def _pause(self, number: int) -> float:
        doubled = self.limits.first_pause * 2.0 ** (number - 1)
        return min(doubled * (0.5 + self._jitter()), self.limits.longest_pause)

    def _rest(self, url: str, seconds: float) -> None:
        lane = self._lane(url)
        lane.free_at = max(lane.free_at, self.clock() + seconds)

    def _lane(self, url: str) -> _Lane:
        return self._lanes.setdefault(host(urlsplit(url)), _Lane())
