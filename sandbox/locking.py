"""One command at a time on one instance or installation, across processes."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.errors import BusyError

POLL_SECONDS = 0.2


@contextmanager
def exclusive(lock: Path, what: str, wait_seconds: float) -> Iterator[None]:
    """Hold ``lock``; the kernel frees it when the holder dies, however it dies.

    Raises:
        BusyError: when another process still holds it after ``wait_seconds``.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        _acquire(descriptor, what, time.monotonic() + wait_seconds)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, what: str, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise BusyError(
                    f"Another command is at work on {what}. Wait for it to end and try again."
                ) from error
            time.sleep(POLL_SECONDS)
        else:
            return
