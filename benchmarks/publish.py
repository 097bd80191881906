"""How fast rows come into the DataStore: each loader beside a plain insert loop, in one run.

Starts a CKAN of its own (sandbox, instance `benchmark`), loads a table of 200,000 rows × 10 columns
in every way and prints seconds and ratios. The table has the city's own measure: of the declared
tables of 1,000 rows and more, the median one has 8 words in the texts of ten columns. With longer
texts the words' own cost grows, which is the same for every loader (`--words 4`: texts of four
words each). Needs about three minutes. What does not belong here: correctness, which the tests
prove.

    python -m benchmarks.publish [--rows 200000] [--words 4]
"""

from __future__ import annotations

import argparse
import configparser
import functools
import itertools
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.catalogue import Ckan
from pipelines.database import DataStoreDatabase
from pipelines.publish import Loaded, Plan, apply, datastore
from pipelines.publish.loading import Wanted, load
from sandbox import Sandbox
from sandbox.layout import CKAN_VERSIONS, default_home

SHARE_CHANGED = 0.01
SYLLABLES = (
    "puis",
    "to",
    "sil",
    "ta",
    "ka",
    "tu",
    "sa",
    "ma",
    "kal",
    "lio",
    "nie",
    "mi",
    "mä",
    "ki",
)
WORDS = tuple("".join(parts) for parts in itertools.product(SYLLABLES, repeat=3))
"""2,744 words, about as long as Finnish ones."""
MEASURE = (2, 2, 1, 1, 1)
"""The words of the texts in a row; with the key they are eight."""


def table(rows: int, seed: int, words: Sequence[int] = MEASURE) -> pa.Table:
    """Return rows of ten columns: a key, a number, a fraction, a day, yes or no, five texts."""
    draw = random.Random(seed)
    days = pa.array([draw.randrange(20_000) for _ in range(rows)], pa.int32())
    return pa.table(
        {
            "id": [f"R{n:07}" for n in range(rows)],
            "n": [draw.randrange(10**6) for _ in range(rows)],
            "x": [draw.random() for _ in range(rows)],
            "day": days.cast("date32"),
            "open": [draw.random() < 0.5 for _ in range(rows)],
            **{
                f"text{k}": [" ".join(draw.choices(WORDS, k=count)) for _ in range(rows)]
                for k, count in enumerate(words)
            },
        }
    )


class Bench:
    """One dataset with one resource for each way of loading."""

    def __init__(self, portal: Sandbox, rows: int, words: Sequence[int], folder: Path) -> None:
        status = portal.status()
        token = Path(str(status["token_file"])).read_text(encoding="utf-8").strip()
        self.ckan = Ckan(str(status["url"]), token)
        self.database = DataStoreDatabase(write_url(portal))
        self.rows, self.folder = rows, folder
        self.first, self.second = folder / "first.parquet", folder / "second.parquet"
        before = table(rows, 1, words)
        pq.write_table(before, self.first)
        pq.write_table(_with_changes(before, int(rows * SHARE_CHANGED)), self.second)
        schema = {"fields": [{"name": name} for name in before.column_names]}
        self.fields = datastore.columns(schema, before.schema)
        self.package = self._package()

    def resource(self) -> str:
        fields = {"package_id": self.package, "name_translated": {"fi": "taulu"}, "format": "API"}
        return str(self.ckan.write("resource_create", {**fields, "url": "http://127.0.0.1/"})["id"])

    def wanted(self, resource: str, path: Path, *, full_text: bool = True) -> Wanted:
        return Wanted(resource, path, self.fields, path.stem, ("id",), full_text)

    def put(self, wanted: Wanted, *, by_copy: bool, before: Loaded | None = None) -> float:
        """Return the seconds that a load takes."""
        current = dict(self.ckan.read("resource_show", id=wanted.resource))
        started = time.perf_counter()
        needed = load(wanted, current, before, self.ckan, by_copy=by_copy)
        assert needed is not None
        apply(Plan("benchmark", needed.calls), self.ckan, self.database)
        return time.perf_counter() - started

    def exchanges(self, resource: str, full_text: bool) -> float:
        """Return the median seconds of three exchanges: they are short, and others disturb them."""
        editions = (self.first, self.second, self.first)
        wanted = [self.wanted(resource, each, full_text=full_text) for each in editions]
        return statistics.median([self.put(each, by_copy=True) for each in wanted])

    def plain_loop(self) -> float:
        """Return the seconds of what everybody writes first."""
        resource = self.resource()
        target = {"resource_id": resource, "force": True}
        self.ckan.write("datastore_create", {**target, "fields": self.fields})
        rows = pq.read_table(self.first)
        started = time.perf_counter()
        for start in range(0, self.rows, datastore.BATCH_ROWS):
            records = datastore.records(rows.slice(start, datastore.BATCH_ROWS))
            insert = {**target, "method": "insert", "records": records}
            self.ckan.write("datastore_upsert", insert)
        return time.perf_counter() - started

    def _package(self) -> str:
        organisation = {"name": "mittaus", "title_translated": {"fi": "Mittaus"}}
        self.ckan.write("organization_create", organisation)
        fields: dict[str, Any] = {
            "name": "mittaus",
            "owner_org": "mittaus",
            "title_translated": {"fi": "Mittaus"},
            "notes_translated": {"fi": "Mittaus"},
            "keywords": {"fi": ["mittaus"]},
            "geographical_coverage": ["Helsinki"],
            "license_id": "CC0-1.0",
            "maintainer_email": "hri@hel.fi",
            "date_released": "2026-01-01",
        }
        return str(self.ckan.write("package_create", fields)["id"])


def _with_changes(before: pa.Table, count: int) -> pa.Table:
    numbers = before.column("n").to_pylist()
    for at in random.Random(2).sample(range(len(numbers)), count):
        numbers[at] = -1
    return before.set_column(1, "n", pa.array(numbers))


def write_url(portal: Sandbox) -> str:
    """Return the DataStore's write URL of the benchmark's own CKAN."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(portal.folder.ckan_ini, encoding="utf-8")
    return parser["app:main"]["ckan.datastore.write_url"]


def with_gin(portal: Sandbox, resource: str) -> None:
    """Give a table a GIN index for full text, as a portal that is set to it has."""
    with psycopg.connect(write_url(portal)) as connection:
        found = connection.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = to_regclass(%s)"
            " AND pg_get_indexdef(indexrelid) LIKE '%%_full_text%%'",
            [f'"{resource}"'],
        ).fetchall()
        for (name,) in found:
            connection.execute(f"DROP INDEX {name}")
        connection.execute(f'CREATE INDEX ON "{resource}" USING gin (_full_text)')


def measured(bench: Bench, portal: Sandbox) -> dict[str, float]:
    """Return the seconds of each way."""
    seconds: dict[str, float] = {}
    say(seconds, "plain insert loop", bench.plain_loop)
    api = bench.resource()
    say(
        seconds,
        "API, whole table",
        lambda: bench.put(bench.wanted(api, bench.first), by_copy=False),
    )
    known = Loaded(bench.first, bench.first.stem, bench.fields)
    say(
        seconds,
        "API, 1 % of the rows changed",
        lambda: bench.put(bench.wanted(api, bench.second), by_copy=False, before=known),
    )
    for name, full_text in (("GiST", True), ("GIN", True), ("no full text", False)):
        resource = bench.resource()
        empty = bench.folder / "empty.parquet"
        pq.write_table(pq.read_table(bench.first).slice(0, 0), empty)
        bench.put(bench.wanted(resource, empty), by_copy=False)
        if name == "GIN":
            with_gin(portal, resource)
        say(seconds, f"COPY, {name}", functools.partial(bench.exchanges, resource, full_text))
    return seconds


def say(seconds: dict[str, float], name: str, way: Callable[[], float]) -> None:
    """Measure and print one way."""
    seconds[name] = way()
    print(f"{name}: {seconds[name]:.1f} s", flush=True)


def main() -> None:
    """Run everything and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--words", type=int, help="words of each text, instead of the measure")
    asked = parser.parse_args()
    words = MEASURE if asked.words is None else (asked.words,) * len(MEASURE)
    portal = Sandbox(default_home(), "benchmark", CKAN_VERSIONS[0])
    portal.reset()
    portal.up()
    try:
        with tempfile.TemporaryDirectory() as folder:
            seconds = measured(Bench(portal, asked.rows, words, Path(folder)), portal)
    finally:
        portal.reset()
    plain = seconds["plain insert loop"]
    ratios = {name: round(plain / each, 1) for name, each in seconds.items()}
    whole = seconds["API, whole table"] / seconds["API, 1 % of the rows changed"]
    print(
        json.dumps(
            {"rows": asked.rows, "words": words, "times as fast as the plain loop": ratios},
            indent=1,
        )
    )
    print(f"1 % by API: {whole:.1f} times as fast as the whole table by API")


if __name__ == "__main__":
    main()
