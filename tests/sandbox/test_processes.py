"""Recorded processes are found and ended; others never are."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from sandbox import processes
from sandbox.errors import ServerError

ENVIRONMENT = {"PATH": os.environ["PATH"]}
SHELL = "/bin/sh"


def start(folder: Path, script: str) -> processes.Process:
    record = folder / "server.json"
    processes.start(record, folder / "log", [SHELL, "-c", script], environment=ENVIRONMENT)
    found = processes.read_record(record)
    assert found is not None
    return found


def wait_until(path: Path) -> None:
    deadline = time.monotonic() + 10
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert path.exists()


def test_a_started_process_is_recorded_and_stopped(tmp_path: Path) -> None:
    process = start(tmp_path, "exec sleep 60")
    assert processes.running(tmp_path) == {"server": process}
    processes.stop(tmp_path / "server.json", signal.SIGTERM, 5)
    assert not process.runs()
    assert processes.running(tmp_path) == {}


def test_workers_go_with_a_leader_that_ignores_the_request(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    leader = start(tmp_path, f"trap '' TERM; sleep 60 & touch {ready}; wait; sleep 60")
    wait_until(ready)
    workers = processes.workers_of(leader)
    assert len(workers) == 1
    processes.stop(tmp_path / "server.json", signal.SIGTERM, 0.2)
    assert not leader.runs()
    assert not workers[0].runs()


def test_workers_of_a_killed_leader_are_found(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    leader = start(tmp_path, f"sleep 60 & touch {ready}; wait")
    wait_until(ready)
    processes.kill([leader])
    (worker,) = processes.workers_of(leader)
    processes.stop(tmp_path / "server.json", signal.SIGTERM, 1)
    assert not worker.runs()


def test_a_process_with_another_start_time_is_left_alone(tmp_path: Path) -> None:
    process = start(tmp_path, "exec sleep 60")
    record = tmp_path / "server.json"
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"pid": process.pid, "start_time": process.start_time + 1}))
    processes.stop(other, signal.SIGKILL, 1)
    assert process.runs()
    assert not other.exists()
    processes.stop(record, signal.SIGKILL, 1)
    assert not process.runs()


def test_a_failing_command_shows_the_end_of_its_log(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="exit code 3") as caught:
        processes.run_to_end(
            tmp_path / "initdb.json",
            tmp_path / "initdb.log",
            [SHELL, "-c", "echo no room left >&2; exit 3"],
            environment=ENVIRONMENT,
        )
    assert "no room left" in str(caught.value)
    assert str(tmp_path / "initdb.log") in str(caught.value)
