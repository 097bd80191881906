"""A lock keeps out threads and processes, and ends with whoever holds it."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from threading import Thread

import pytest

from pipelines.errors import SettingError
from pipelines.locks import hold

HOLDER = """
import sys, time
from contextlib import ExitStack
from pathlib import Path
from pipelines.locks import hold
held = ExitStack()
assert hold(Path(sys.argv[1]), held, 0)
print("held", flush=True)
time.sleep(60)
"""


def taken(path: Path, seconds: float) -> bool:
    with ExitStack() as held:
        return hold(path, held, seconds)


def test_another_thread_waits_no_longer_than_it_says(tmp_path: Path) -> None:
    path, found = tmp_path / "new" / "a.lock", []
    with ExitStack() as held:
        assert hold(path, held, 0)
        started = time.monotonic()
        thread = Thread(target=lambda: found.append(taken(path, 0.2)))
        thread.start()
        thread.join()
    assert found == [False]
    assert 0.2 <= time.monotonic() - started < 5
    assert taken(path, 0)


def test_a_process_that_is_killed_gives_the_lock_back(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert not taken(path, 0)
        holder.kill()
        holder.wait()
    assert taken(path, 5)


def test_a_folder_that_cannot_hold_locks_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingError, match=r"file cannot hold files with locks"):
        taken(tmp_path / "file" / "a.lock", 0)
