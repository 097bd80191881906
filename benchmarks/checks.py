"""What the checks beyond the schema cost, beside reading every cell of the file as text.

    python benchmarks/checks.py [--rows 1000000]

It makes a table of its own, measures all sides in one run and prints seconds and ratios. What does
not belong here: the verdict's own speed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from pipelines.model import Dataset
from pipelines.validate.checks import Subject, run_checks
from pipelines.validate.checks.check import Look, check_named

NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "agency", "type": "string"},
        {"name": "permit", "type": "string", "constraints": {"pattern": "[A-Z]{2}-[0-9]{6}"}},
        {"name": "issued", "type": "date"},
        {"name": "updated", "type": "datetime"},
        {"name": "men", "type": "integer"},
        {"name": "women", "type": "integer"},
        {"name": "all", "type": "integer"},
        {"name": "lon", "type": "number"},
        {"name": "lat", "type": "number"},
    ],
    "primaryKey": ["id", "agency"],
}
CHECKS: list[dict[str, Any]] = [
    {"check": "row-count"},
    {"check": "null-share", "column": "men", "maximum": "5%"},
    {"check": "categories", "column": "agency"},
    {"check": "sortedness", "columns": ["issued", "id"]},
    {"check": "within-area", "areas": ["Helsinki"]},
    {"check": "future-dates"},
    {"check": "duplicate-rows"},
    {"check": "column-sum", "total": "all", "parts": ["men", "women"]},
]


def dataset(checks: list[dict[str, Any]]) -> Dataset:
    """Return a declaration with these checks."""
    text = {"fi": "Luvat"}
    return Dataset.model_validate(
        {
            "id": "permits",
            "name": "permits",
            "publisher": "kymp",
            "title": text,
            "description": text,
            "keywords": {"fi": ["luvat"]},
            "themes": ["GOVE"],
            "licence": "CC-BY-4.0",
            "frequency": "daily",
            "contact": {"name": "Kymp", "email": "hri@hel.fi"},
            "released": "2020-01-01",
            "access": {"level": "public"},
            "coverage": {"geographical": ["Helsinki"]},
            "source": {
                "type": "file",
                "url": "https://www.hel.fi/luvat.csv",
                "format": "csv",
                "encoding": "utf-8",
                "delimiter": ",",
            },
            "schema": "permits.json",
            "geometry": {"crs": "EPSG:4326", "x": "lon", "y": "lat"},
            "distributions": ["csv"],
            "checks": checks,
        }
    )


def table(rows: int) -> pa.Table:
    """Return a table in which no check fails."""
    draw = np.random.default_rng(1)
    ids = np.arange(1, rows + 1)
    men, women = draw.integers(0, 1000, rows), draw.integers(0, 1000, rows)
    day = np.datetime64("2020-01-01") + np.sort(draw.integers(0, 2000, rows))
    updated = day.astype("datetime64[s]") + draw.integers(0, 86_400, rows)
    agencies = np.array([f"Virasto {number}" for number in range(10)])
    return pa.table(
        {
            "id": ids,
            "agency": agencies[draw.integers(0, 10, rows)],
            "permit": pa.array([f"AB-{number % 1_000_000:06}" for number in ids]),
            "issued": pa.array(day).cast(pa.date32()),
            "updated": pa.array(updated).cast(pa.timestamp("us")),
            "men": men,
            "women": women,
            "all": men + women,
            "lon": np.round(draw.uniform(24.8, 25.2, rows), 6),
            "lat": np.round(draw.uniform(60.0, 60.3, rows), 6),
        }
    )


def seconds(work: Callable[[], Any]) -> float:
    """Return the shorter of two runs."""
    runs = []
    for _ in range(2):
        start = time.perf_counter()
        work()
        runs.append(time.perf_counter() - start)
    return min(runs)


def as_text(raw: Path) -> pa.Table:
    """Read every cell as text: the floor."""
    types = dict.fromkeys([field["name"] for field in SCHEMA["fields"]], pa.string())
    return pyarrow.csv.read_csv(raw, convert_options=pyarrow.csv.ConvertOptions(column_types=types))


def _looked(look: Look, subject: Subject, declared: Any) -> None:
    list(look(subject, declared))


def main() -> None:
    """Print one line a side."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "luvat.csv"
        typed = table(rows)
        iso = typed.set_column(
            4, "updated", pa.compute.strftime(typed.column("updated"), "%Y-%m-%dT%H:%M:%S")
        )
        pyarrow.csv.write_csv(iso, raw)
        floor = seconds(lambda: as_text(raw))
        print(f"{rows:,} rows, {raw.stat().st_size / 1e6:.0f} MB")
        print(f"{'every cell as text':28} {floor:6.2f} s")
        subject = Subject(dataset([]), SCHEMA, typed, NOW)
        for check in CHECKS:
            declared = dataset([check]).checks[0]
            look = check_named(declared.check).look
            assert look is not None
            one = seconds(partial(_looked, look, subject, declared))
            print(f"{declared.check:28} {one:6.2f} s  {one / floor:5.2f} ×")
        readings = seconds(lambda: run_checks(subject, raw))
        print(f"{'all strict readings':28} {readings:6.2f} s  {readings / floor:5.2f} ×")
        results = run_checks(Subject(dataset(CHECKS), SCHEMA, typed, NOW), raw)
        print("failed:", [each.label for each in results.results if not each.passed])


if __name__ == "__main__":
    main()
