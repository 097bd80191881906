"""Whose turn it is at a host, among all threads, processes and machines that share a folder.

    <host>.lock           held while the host's page is read or written
    <host>.json           the page: {"asked": [when, …], "rest_until": when}, in Unix time
    <host>.<n>.lock       a place at the host; whoever holds one may have one request under way

The locks are the operating system's own: they end with the process that holds them, however it
ends. Threads of one process keep each other out by locks of their own beside them, because over
NFS a process never shuts itself out.
What does not belong here: how many places there are and how long to wait (politeness).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from pipelines.errors import SettingError

_threads_of_this_process: dict[Path, threading.Lock] = {}


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
            _hold(self._path(host, "lock"), held, wait=True)
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
            if _hold(self._path(host, f"{number}.lock"), held, wait=False):
                return held
        return None

    def _path(self, host: str, ending: str) -> Path:
        # Windows allows no colon in the name of a file.
        return self._folder / f"{quote(host, safe='')}.{ending}"


def _hold(path: Path, held: ExitStack, *, wait: bool) -> bool:
    """Take the lock for as long as the stack is open, or tell that another has it."""
    among_threads = _threads_of_this_process.setdefault(path, threading.Lock())
    if not among_threads.acquire(blocking=wait):
        return False
    held.callback(among_threads.release)
    lock = FileLock(path, timeout=-1 if wait else 0, thread_local=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        held.close()
        return False
    except (OSError, NotImplementedError) as error:
        held.close()
        raise SettingError(
            f"{path.parent} cannot hold files with locks ({error})",
            remedy="set HRI_STATE to a folder that can, with the right to write in it",
        ) from error
    held.callback(lock.release)
    return True


def _read(path: Path) -> Page:
    """Return the page; an empty one where there is none, or one that nobody can read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Page([float(moment) for moment in found["asked"]], float(found["rest_until"]))
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        return Page()
