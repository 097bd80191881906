"""How fast a file of nothing but invalid rows becomes a quarantine, and in how much memory.

    python -m benchmarks.quarantine [--rows 1000000]

In one run: the same rows written by Python's csv module alone (the floor), and as a quarantine with
a reason for each, none of them listed by the validation. Every row has a wrong value of its own, so
that nothing can be remembered from one row to the next.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frictionless import Schema

from pipelines.validate import quarantine
from pipelines.validate.phrasing import Phrases
from pipelines.validate.reasons import Reasons

TYPES = ("integer", "string", "string", "date", "date", "number", "integer", "boolean", "number")
GOOD = ["1", "kaupunki", "AB-2020-123456", "2020-01-31", "2020-02-01", "12.50", "5", "true", "60.1"]
FIELDS = [{"name": f"c{at}", "type": kind} for at, kind in enumerate(TYPES)]


def records(rows: int) -> Iterator[tuple[int, list[Any]]]:
    """Yield numbered rows, each with a whole number that is none."""
    for number in range(2, rows + 2):
        yield number, [f"x{number}", *GOOD[1:]]


def alone(rows: int, path: Path) -> None:
    """Write the rows and nothing else."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(record for _, record in records(rows))


def quarantined(rows: int, path: Path) -> None:
    """Write the rows with their reasons."""
    reasons = Reasons(Schema.from_descriptor({"fields": FIELDS}), {"tasks": []})
    phrases = Phrases(
        {"format": "csv", "title": {"fi": "x"}, "dataset": "x", "reshaped": False}, "fi"
    )
    labels = [field["name"] for field in FIELDS]
    assert quarantine.write(path, records(rows), labels, reasons, phrases) == rows


def main() -> None:
    """Print seconds, the ratio and the peak of memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        seconds = {}
        for name, write in (("csv alone", alone), ("quarantine", quarantined)):
            start = time.process_time()
            write(rows, path)
            seconds[name] = time.process_time() - start
            print(f"{name}: {seconds[name]:.1f} s CPU for {rows:,} rows")
        print(f"ratio: {seconds['quarantine'] / seconds['csv alone']:.1f} x")
        for part in (60_000, 120_000):
            tracemalloc.start()
            quarantined(part, path)
            peak = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
            print(f"peak of Python's memory for {part:,} rows: {peak:.0f} MB")


if __name__ == "__main__":
    main()
