"""A real PostgreSQL of the tests' own, from the sandbox's installation, on a free port.

What does not belong here: what the pipeline asks it (the tests).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from sandbox.layout import CKAN_VERSIONS, Installation, default_home
from sandbox.ports import LOOPBACK, choose
from sandbox.servers import postgres_user

PASSWORD = "hunter2"
SETTINGS = ("listen_addresses=" + LOOPBACK, "unix_socket_directories=", "fsync=off")


@dataclass(frozen=True)
class Database:
    """A running server with a user who may do anything."""

    port: int

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres:{PASSWORD}@{LOOPBACK}:{self.port}/postgres"

    def execute(self, *statements: str) -> None:
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def ask(self, query: str) -> list[int]:
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            return [int(row[0]) for row in connection.exec_driver_sql(query)]


@contextmanager
def running() -> Iterator[Database]:
    """Make an empty cluster and serve it. Skips the test where the sandbox is not installed."""
    programs = Installation(default_home(), CKAN_VERSIONS[0]).postgres
    if not (programs / "postgres").exists():
        pytest.skip(f"the sandbox's PostgreSQL is not installed in {default_home()}")
    folder = Path(tempfile.mkdtemp(prefix="hri-postgresql-"))
    try:
        with _served(programs, folder) as database:
            yield database
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _served(programs: Path, folder: Path) -> Iterator[Database]:
    user, port = postgres_user(), choose(["postgres"], {})["postgres"]
    if user:
        shutil.chown(folder, user)
    (folder / "password").write_text(PASSWORD)
    initdb = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres"]
    initdb += ["-A", "scram-sha-256", "--pwfile", str(folder / "password")]
    initdb += ["--encoding=UTF8", "--locale=C", "--no-sync"]
    subprocess.run(initdb, check=True, user=user, stdout=subprocess.DEVNULL, cwd=folder)
    command = [str(programs / "postgres"), "-D", str(folder / "data"), "-c", f"port={port}"]
    for setting in SETTINGS:
        command += ["-c", setting]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, user=user, stdout=log, stderr=log, cwd=folder)
    try:
        _wait_until_ready([programs / "pg_isready", "-q", "-h", LOOPBACK, "-p", str(port)])
        yield Database(port)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


def _wait_until_ready(probe: list[str | os.PathLike[str]]) -> None:
    for _ in range(200):
        if subprocess.run(probe, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise TimeoutError("PostgreSQL did not start")
