"""How a source of type `sql` grows: seconds and memory for the rows of a query, batch by batch.

    python benchmarks/sql.py [--rows 200000]

A query over an SQLite file of so many rows, and of five times as many, each in a process of its
own; the same rows are also fetched with nothing done to them, side by side. Memory is what the
process holds at its peak above what it held before the query.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipelines.extract import extract
from pipelines.model import Dataset
from pipelines.state import State
from pipelines.web import Web

QUERY = "SELECT id, nimi, maara, osuus, paiva FROM rivit"
DATASET = {
    "id": "benchmark-sql",
    "name": "benchmark-sql",
    "publisher": "helsinki",
    "title": {"fi": "Rivit"},
    "description": {"fi": "Rivejä."},
    "keywords": {"fi": ["rivit"]},
    "themes": ["GOVE"],
    "licence": "CC0-1.0",
    "frequency": "daily",
    "contact": {"name": "HRI", "email": "hri@hel.fi"},
    "released": "2026-11-24",
    "access": {},
    "coverage": {"geographical": ["Helsinki"]},
    "source": {
        "type": "sql",
        "connection": "BENCHMARK_DATABASE",
        "database": "benchmark",
        "query": QUERY,
        "order_by": ["id"],
    },
    "schema": "rivit.json",
    "distributions": ["csv"],
}
MEGABYTE = 1024 * 1024


def main() -> None:
    """Print the figures of both sizes and how they compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.alone:
        return print(*_measured(given.alone))
    small = _figures(given.rows)
    large = _figures(5 * given.rows)
    print(
        f"five times the rows: {large[0] / small[0]:.1f} × the time, {large[2] - small[2]:+.0f} MB"
    )
    return None


def _figures(rows: int) -> list[float]:
    with tempfile.TemporaryDirectory(prefix="hri-") as folder:
        path = Path(folder) / "rivit.sqlite"
        _fill(path, rows)
        command = [sys.executable, __file__, "--alone", str(path)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds, plain, megabytes = (float(word) for word in said.split())
    speed = f"{seconds:.2f} s ({rows / seconds:,.0f} rows/s)"
    costs = f"{seconds / plain:.1f} × the plain fetching"
    print(f"{rows:,} rows: {speed}, {costs}, {megabytes:.0f} MB above the idle process")
    return [seconds, plain, megabytes]


def _fill(path: Path, rows: int) -> None:
    made = ((i, f"Töölö {i % 997}", i * 7, i / 8, "2026-11-24") for i in range(rows))
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE rivit (id integer PRIMARY KEY, nimi text, maara integer, osuus real,"
            " paiva text)"
        )
        connection.executemany("INSERT INTO rivit VALUES (?, ?, ?, ?, ?)", made)
    connection.close()


def _measured(path: Path) -> tuple[float, float, float]:
    """Return (seconds of the source, seconds of the plain fetching, megabytes)."""
    os.environ["BENCHMARK_DATABASE"] = f"sqlite:///{path}"
    web, state = Web(), State(path.parent / "state")
    dataset = Dataset.model_validate(DATASET)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    started = time.perf_counter()
    extract(dataset, web, state, _now)
    between = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with sqlite3.connect(path) as connection:
        for _ in connection.execute(f"{QUERY} ORDER BY id"):
            pass
    connection.close()
    return between - started, time.perf_counter() - between, (peak - before) / MEGABYTE


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


if __name__ == "__main__":
    main()
