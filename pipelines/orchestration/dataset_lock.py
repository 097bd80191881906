"""One at a time at a dataset: among threads, processes, and machines.

Who shares the state's folder is kept out by a lock in it (`locks/<name>.lock`); machines that do
not share it, by an advisory lock in the DataStore's database, where its write URL is given. Where
neither holds, `require_unmoved` (publish) finds out that the package is another than was planned
on. Both locks end with the process that holds them, however it ends. Who has a lock already may
take it once more.
What does not belong here: how locks are held (locks, database), and what is done meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any
from urllib.parse import quote

from pipelines.errors import CatalogueBusy
from pipelines.locks import hold
from pipelines.model import Dataset
from pipelines.orchestration.workplace import Workplace

FOLDER = "locks"
LONGEST_WAIT = 1800.0
"""Seconds; a run that takes longer than this with one dataset's step is not waited for."""

_mine = threading.local()
"""What this thread holds: {(state or database, name)}."""


@contextmanager
def in_turn(work: Workplace, name: str, seconds: float = LONGEST_WAIT) -> Iterator[None]:
    """Keep out everybody else who works on the dataset (by its id) with this state.

    Raises CatalogueBusy where others have it for so many seconds.
    """
    path = work.state.shared_folder(FOLDER) / f"{quote(name, safe='')}.lock"
    with ExitStack() as held:
        if _is_new(held, ("state", str(path))) and not hold(path, held, seconds):
            raise CatalogueBusy(
                f"{name}: another run has had it in hand for {seconds:.0f} s",
                remedy="see whether that run hangs; it is tried again",
            )
        yield


def of_step(work: Workplace, *arguments: Any) -> AbstractContextManager[None]:
    """Return the turn at the dataset that a step is given first; nobody is kept out without one."""
    for dataset in arguments[:1]:
        if isinstance(dataset, Dataset):
            return in_turn(work, dataset.id)
    return nullcontext()


@contextmanager
def alone(work: Workplace, name: str, seconds: float = LONGEST_WAIT) -> Iterator[None]:
    """Keep out everybody else who writes the package, other machines among them where we can.

    Raises CatalogueBusy where others have it for so many seconds, CatalogueUnavailable.
    """
    with in_turn(work, name, seconds), ExitStack() as held:
        database = work.database
        if database is not None and _is_new(held, (work.catalogue.url, name)):
            held.enter_context(database.alone(f"hri {name}", seconds))
        yield


def _is_new(held: ExitStack, key: tuple[str, str]) -> bool:
    """Note that this thread holds it until the stack is closed; False if it did already."""
    keys: set[tuple[str, str]] = vars(_mine).setdefault("keys", set())
    if key in keys:
        return False
    keys.add(key)
    held.callback(keys.discard, key)
    return True
