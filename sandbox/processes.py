"""Processes of an instance: started with a record on disk, found again by it, and ended by it.

A record is ``run/<name>.json`` = ``{"pid", "start_time"}``. A process whose start time differs
from its record is someone else's and is never touched. Not here: what the servers are.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import ServerError
from sandbox.guest.launcher import start_time
from sandbox.layout import GUEST

POLL_SECONDS = 0.05
LAUNCH_SECONDS = 10.0


@dataclass(frozen=True)
class Process:
    """A started process: its id and when it started, in clock ticks since boot."""

    pid: int
    start_time: int

    def runs(self) -> bool:
        """Whether this very process is still at work (a zombie is not)."""
        try:
            return _state(self.pid) != "Z" and start_time(self.pid) == self.start_time
        except (FileNotFoundError, ProcessLookupError):
            return False


def read_record(record: Path) -> Process | None:
    """The recorded process, or None where there is no record."""
    try:
        fields = json.loads(record.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Process(int(fields["pid"]), int(fields["start_time"]))


def running(folder: Path) -> dict[str, Process]:
    """Name → process of every record in ``folder`` whose process runs."""
    found = {path.stem: read_record(path) for path in sorted(folder.glob("*.json"))}
    return {name: process for name, process in found.items() if process and process.runs()}


def start(
    record: Path,
    log: Path,
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    user: str | None = None,
) -> int:
    """Start ``command`` in a session of its own; its id, once its record is written.

    Raises:
        ServerError: when it died before it could write its record.
    """
    record.unlink(missing_ok=True)
    launcher = [sys.executable, "-I", "-S", str(GUEST / "launcher.py")]
    pid = os.posix_spawn(
        sys.executable,
        [*launcher, str(record), str(log), user or "-", *command],
        environment,
        file_actions=[(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1, 2)],
        setsid=True,
    )
    deadline = time.monotonic() + LAUNCH_SECONDS
    while not record.exists():
        if _exit_code(pid) is not None or time.monotonic() > deadline:
            raise ServerError(record.stem, "did not start", log)
        time.sleep(POLL_SECONDS)
    return pid


def run_to_end(
    record: Path,
    log: Path,
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    user: str | None = None,
) -> None:
    """Like ``start``, but wait for the end; only then drop the record.

    Raises:
        ServerError: when the exit code is not 0.
    """
    pid = start(record, log, command, environment=environment, user=user)
    while (code := _exit_code(pid)) is None:
        time.sleep(POLL_SECONDS)
    if code != 0:
        raise ServerError(record.stem, f"ended with exit code {code}", log)
    record.unlink(missing_ok=True)


def _exit_code(pid: int) -> int | None:
    """The exit code of a child of ours, None while it runs; 0 if someone already asked."""
    try:
        ended, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return 0
    return os.waitstatus_to_exitcode(status) if ended else None


def stop(record: Path, ask: signal.Signals, patience_seconds: float) -> None:
    """End the recorded process: ask with ``ask``, then kill it and its workers; drop the record."""
    process = read_record(record)
    if process is None:
        return
    workers = workers_of(process)
    _send(process, ask)
    _wait_until_gone([process], patience_seconds)
    kill([process, *workers, *workers_of(process)])
    record.unlink(missing_ok=True)


def kill(processes: Sequence[Process]) -> None:
    """SIGKILL those that still run, and wait until they are gone."""
    for process in processes:
        _send(process, signal.SIGKILL)
    _wait_until_gone(processes, 10.0)


def workers_of(leader: Process) -> list[Process]:
    """The other processes in the session that ``leader`` opened, also when it is gone.

    The kernel gives a session's number to no new process while the session has members. Where
    the number belongs to another process by now, ours has ended and nothing is found.
    """
    if not leader.runs() and _alive(leader.pid):
        return []
    ids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    found = (_member(pid, leader.pid) for pid in ids if pid != leader.pid)
    return [process for process in found if process is not None]


def _alive(pid: int) -> bool:
    try:
        return _state(pid) != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _member(pid: int, session: int) -> Process | None:
    try:
        return Process(pid, start_time(pid)) if os.getsid(pid) == session else None
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None


def _send(process: Process, what: signal.Signals) -> None:
    if process.runs():
        try:
            os.kill(process.pid, what)
        except ProcessLookupError:
            return


def _wait_until_gone(processes: Sequence[Process], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while any(process.runs() for process in processes) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    for process in processes:
        _exit_code(process.pid)  # frees the number where it was a child of ours


def _state(pid: int) -> str:
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return text.rpartition(")")[2].split()[0]
