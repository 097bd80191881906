"""A lock that one thread of one process holds, among all that share a folder.

The locks are the operating system's own: they end with the process that holds them, however it
ends. Threads of one process keep each other out by locks of their own beside them, because over
NFS a process never shuts itself out.
What does not belong here: what is locked, and for how long one waits (turns, orchestration).
"""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.errors import SettingError

FOR_EVER = -1.0

_threads_of_this_process: dict[Path, threading.Lock] = {}


def hold(path: Path, held: ExitStack, seconds: float) -> bool:
    """Take the lock for as long as the stack is open; False if others have it all that time.

    Raises SettingError where the folder cannot hold files with locks.
    """
    started = time.monotonic()
    among_threads = _threads_of_this_process.setdefault(path, threading.Lock())
    if not among_threads.acquire(timeout=seconds):
        return False
    held.callback(among_threads.release)
    if seconds > 0:
        seconds = max(0.0, seconds - (time.monotonic() - started))
    lock = FileLock(path, timeout=seconds, thread_local=False)
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
