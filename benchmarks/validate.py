"""How fast tables are validated: frictionless, our engine and the floor, side by side in one run.

    python -m benchmarks.validate [--rows 1000000] [--large 10000000] [--parts clean errors …]

Makes the table itself: 13 columns of permits, CRLF. `clean` is valid; `errors` has 0.1 % of its
rows damaged and 0.1 % odd but valid; `wrong` has one column that is wholly wrong, all values
distinct. No limit on errors. `parquet` is validation and typed conversion together beside the
floor: polars' scan_csv to the declared types to zstd Parquet, without any check. `large` gives the
time per row and the peak memory. Walls are of the best of three runs (one for frictionless), so
give it an idle machine. What does not belong here: whether the verdicts are the same (tests).
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
from frictionless import Resource

from pipelines.validate import convert_resource, validate_resource

PARTS = ("clean", "errors", "wrong", "parquet", "large")
AGENCIES = [f"virasto-{number}" for number in range(10)]
STATES = ["avoin", "suljettu", "odottaa", "hylätty", "kesken"]
WORDS = (
    "katu",
    "lupa",
    "hakemus",
    "työmaa",
    "Helsinki",
    "päätös",
    "liite",
    "puisto",
    "määrä",
    "öljy",
)
FIELDS: list[dict[str, Any]] = [
    {
        "name": "id",
        "type": "integer",
        "constraints": {"required": True, "unique": True, "minimum": 1},
    },
    {"name": "agency", "type": "string", "constraints": {"required": True, "enum": AGENCIES}},
    {
        "name": "permit_no",
        "type": "string",
        "constraints": {"required": True, "pattern": "[A-Z]{2}-[0-9]{4}-[0-9]{6}"},
    },
    {
        "name": "issued",
        "type": "date",
        "constraints": {"required": True, "minimum": "2000-01-01", "maximum": "2030-12-31"},
    },
    {"name": "updated_at", "type": "datetime"},
    {"name": "amount", "type": "number", "constraints": {"minimum": 0}},
    {"name": "quantity", "type": "integer", "constraints": {"minimum": 0, "maximum": 1000}},
    {"name": "active", "type": "boolean"},
    {"name": "latitude", "type": "number", "constraints": {"minimum": 59, "maximum": 61}},
    {"name": "longitude", "type": "number", "constraints": {"minimum": 24, "maximum": 26}},
    {"name": "postcode", "type": "string", "constraints": {"pattern": "[0-9]{5}"}},
    {"name": "status", "type": "string", "constraints": {"enum": STATES}},
    {"name": "notes", "type": "string", "constraints": {"maxLength": 140}},
]
MISSING = ["", "NA", "-"]
SCHEMA = {"fields": FIELDS, "primaryKey": ["id"], "missingValues": MISSING}
NAMES = [field["name"] for field in FIELDS]
TYPES: dict[str, Any] = {
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "string": pl.String(),
    "boolean": pl.String(),
    "date": pl.String(),
    "datetime": pl.String(),
}
DAMAGES: list[Callable[[list[str]], list[str]]] = [
    lambda row: ["x" + row[0], *row[1:]],
    lambda row: [*row[:3], "2020-02-30", *row[4:]],
    lambda row: [*row[:5], "1,5", "1001", *row[7:]],
    lambda row: [*row[:2], "AB-12", *row[3:]],
    lambda row: [*row[:8], "91", *row[9:]],
    lambda row: [row[0], "", *row[2:]],
    lambda row: ["1", *row[1:]],
    lambda row: row[:-1],
    lambda row: [*row, "extra"],
]


def texts(draw: random.Random) -> list[str]:
    """Return 4,096 notes: 10 % with commas, 2 % with quotes, 0.25 % with a line end."""
    found = [" ".join(draw.choices(WORDS, k=draw.randint(3, 16)))[:130] for _ in range(4096)]
    found[:410] = [text.replace(" ", ", ", 1) for text in found[:410]]
    found[410:492] = [f'"{text[:60]}" sanoi' for text in found[410:492]]
    found[492:502] = [text[:60] + "\n" + text[60:] for text in found[492:502]]
    draw.shuffle(found)
    return found


def rows(count: int) -> Iterator[list[str]]:
    """Yield rows, the same for the same count."""
    draw = random.Random(1)
    notes = texts(draw)
    first, begun = dt.date(2010, 1, 1), dt.datetime(2024, 1, 1)
    days = [(first + dt.timedelta(day)).isoformat() for day in range(5000)]
    letters = [chr(65 + n // 26) + chr(65 + n % 26) for n in range(676)]
    for number in range(1, count + 1):
        moment = begun + dt.timedelta(seconds=draw.randrange(60_000_000))
        yield [
            str(number),
            draw.choice(AGENCIES),
            f"{draw.choice(letters)}-{draw.randrange(2000, 2026)}-{number % 1_000_000:06}",
            draw.choice(days),
            f"{moment.isoformat()}Z",
            f"{draw.random() * 10_000:.2f}",
            "NA" if draw.random() < 0.08 else str(draw.randrange(1001)),
            "true" if draw.random() < 0.5 else "false",
            f"{60 + draw.random() / 2:.6f}",
            f"{24 + draw.random():.6f}",
            "" if draw.random() < 0.05 else f"{draw.randrange(100, 1000):05}",
            draw.choice(STATES),
            "" if draw.random() < 0.2 else draw.choice(notes),
        ]


def damaged(row: list[str], draw: random.Random) -> list[str]:
    """Return 0.1 % of the rows damaged, 0.1 % odd but valid, the others as they are."""
    chance = draw.random()
    if chance < 0.001:
        return draw.choice(DAMAGES)(row)
    return [f" {row[0]} ", *row[1:5], "1e2", *row[6:]] if chance < 0.002 else row


def write(path: Path, count: int, part: str) -> None:
    """Write the table of a part."""
    draw = random.Random(2)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(NAMES)
        for row in rows(count):
            if part == "errors":
                writer.writerow(damaged(row, draw))
            elif part == "wrong":
                writer.writerow([*row[:6], f"bad{row[0]}", *row[7:]])
            else:
                writer.writerow(row)


def descriptor(path: Path) -> dict[str, Any]:
    """Return the resource."""
    return {"name": "permits", "path": path.name, "encoding": "utf-8", "schema": SCHEMA}


def ours(path: Path) -> int:
    """Validate by the engine; return the number of errors."""
    report = validate_resource(descriptor(path), str(path.parent), limit_errors=None)
    assert report["stats"]["engine"] == "columnar", report["stats"]
    return int(report["stats"]["errors"])


def frictionless(path: Path) -> int:
    """Validate by frictionless; return the number of errors."""
    resource = Resource.from_descriptor(descriptor(path), basepath=str(path.parent))
    return len(resource.validate(limit_errors=0).tasks[0].errors)


def floor(path: Path) -> int:
    """Convert without any check."""
    column = pl.col
    pl.scan_csv(
        path,
        schema={field["name"]: TYPES[field["type"]] for field in FIELDS},
        null_values=MISSING,
    ).with_columns(
        column("issued").str.to_date("%Y-%m-%d"),
        column("updated_at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_zone="UTC"),
        column("active") == "true",
    ).sink_parquet(path.with_suffix(".floor.parquet"), compression="zstd")
    return 0


def ours_to_parquet(path: Path) -> int:
    """Validate and convert."""
    target = path.with_suffix(".ours.parquet")
    report, written = convert_resource(descriptor(path), str(path.parent), target)
    assert written
    return int(report["stats"]["errors"])


def best(work: Callable[[Path], int], path: Path, times: int = 3) -> tuple[float, float, int]:
    """Return the best wall time, the CPU time of that run, and what the work returned."""
    runs = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        errors = work(path)
        runs.append((time.perf_counter() - wall, time.process_time() - cpu, errors))
    return min(runs)


def compare(path: Path, count: int, part: str) -> None:
    """Print frictionless beside the engine."""
    write(path, count, part)
    wall, cpu, found = best(ours, path)
    slow, slow_cpu, expected = best(frictionless, path, 1)
    print(f"{part}: frictionless {slow:.1f} s ({slow_cpu:.1f} CPU), {expected} errors")
    print(f"{part}: columnar {wall:.2f} s ({cpu:.2f} CPU), {found} errors: {slow / wall:.0f} ×")


def parquet(path: Path, count: int) -> None:
    """Print the floor beside validation and conversion together."""
    write(path, count, "clean")
    low, low_cpu, _ = best(floor, path, 5)
    wall, cpu, _ = best(ours_to_parquet, path, 5)
    print(f"parquet: floor {low:.2f} s ({low_cpu:.2f} CPU)")
    print(f"parquet: validated {wall:.2f} s ({cpu:.2f} CPU): {wall / low:.2f} × the floor")


def large(path: Path, count: int, small: int) -> None:
    """Print time per row and the peak memory of a process of its own, for two sizes."""
    for size in (small, count):
        write(path, size, "clean")
        command = [sys.executable, "-m", "benchmarks.validate", "--measure", str(path)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        seen = json.loads(done.stdout)
        per_row = seen["seconds"] / size * 1e6
        print(f"large: {size:,} rows {seen['seconds']:.1f} s, {per_row:.2f} µs a row,", end=" ")
        print(f"peak {seen['peak_mb']} MB")


def measure(path: Path) -> None:
    """Print the seconds and the peak memory of one validation as JSON."""
    begun = time.perf_counter()
    ours(path)
    seconds = time.perf_counter() - begun
    status = Path("/proc/self/status").read_text(encoding="ascii")  # Linux
    peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak}))


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--large", type=int, default=10_000_000)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        measure(asked.measure)
        return
    with tempfile.TemporaryDirectory(prefix="hri-benchmark-") as folder:
        path = Path(folder) / "permits.csv"
        for part in asked.parts:
            if part == "parquet":
                parquet(path, asked.rows)
            elif part == "large":
                large(path, asked.large, asked.rows)
            else:
                compare(path, asked.rows, part)


if __name__ == "__main__":
    main()
