"""Whose turn it is at a host, among all threads, processes and machines that share a folder.

    <host>.lock           held while the host's page is read or written
    <host>.json           the page: {"asked": [when, …], "rest_until": when}, in Unix time
    <host>.<n>.lock       a place at the host; whoever holds one may have one request under way

What does not belong here: how a lock is held (locks), how many places there are and how long to
wait (politeness).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from pipelines.locks import FOR_EVER, hold


@dataclass
class Page:
    """What has happened at one host lately; moments in seconds of the shared clock."""

    asked: list[float] = field(default_factory=list)
    """When the host was asked, or had answered: the later of both that is known."""
    rest_until: float = 0.0
    """Until when the host is left alone."""

    def due(self, now: float, requests: int, seconds: float) -> float:
        """Return from when on it may be asked, if at most `requests` in any `seconds` may come."""
        # Later ones are of a clock that was set back since, and would make everybody wait for it.
        recent = sorted(when for when in self.asked if now - seconds < when <= now + seconds)
        free = recent[-requests] + seconds if len(recent) >= requests else now
        return max(free, self.rest_until)

    def note(self, moment: float, keep: int, instead_of: float | None = None) -> None:
        """Note that the host was asked; only the last `keep` moments are of use."""
        others = [*self.asked]
        if instead_of in others:
            others.remove(instead_of)
        self.asked = sorted([*others, moment])[-keep:]


class Turns:
    """The places and pages of all hosts, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def page(self, host: str) -> Iterator[Page]:
        """Give the host's page to the only one who may read and write it now, and keep it.

        Raises SettingError where the folder cannot hold files with locks.
        """
        with ExitStack() as held:
            hold(self._path(host, "lock"), held, FOR_EVER)
            path = self._path(host, "json")
            page = _read(path)
            yield page
            beside = path.with_suffix(".part")
            beside.write_text(json.dumps(vars(page)), encoding="utf-8")
            beside.replace(path)

    def place(self, host: str, places: int) -> ExitStack | None:
        """Take one of the places at the host, until the stack is closed; None if all are taken.

        Raises SettingError where the folder cannot hold files with locks.
        """
        for number in range(places):
            held = ExitStack()
            if hold(self._path(host, f"{number}.lock"), held, 0):
                return held
        return None

    def _path(self, host: str, ending: str) -> Path:
        # Windows allows no colon in the name of a file.
        return self._folder / f"{quote(host, safe='')}.{ending}"


def _read(path: Path) -> Page:
    """Return the page; an empty one where there is none, or one that nobody can read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Page([float(moment) for moment in found["asked"]], float(found["rest_until"]))
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        return Page()
