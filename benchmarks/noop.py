"""How long planning takes where nothing changed: `python -m benchmarks.noop [--sizes 70 700 7000]`.

A catalogue of the benchmark's own, in a process of its own, answers from memory. One dataset is
extracted, validated, converted and published to it for real; then its package and its records in
the state are copied under other ids, to as many as are asked for. Every size is planned twice by a
fresh process: with a copy of the catalogue, as runs do, and asking for each package by itself.
Every plan must be empty. What does not belong here: Dagster's own time for each asset, and asking
the sources.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import itertools
import json
import multiprocessing as mp
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.simulated_catalogue import URL_OF_ROWS, call, serve
from pipelines.declarations import Declarations, load
from pipelines.model import Dataset
from pipelines.orchestration import publishing, steps
from pipelines.orchestration.editions import editions_of
from pipelines.orchestration.workplace import Workplace
from pipelines.publish.descriptor import descriptor
from pipelines.settings import Catalogue, read_settings
from pipelines.state import State
from pipelines.web import Limits, Web

SIZES = (70, 700, 7000)
PUBLISHERS = 40
FIRST = "hel-measured-00000"
MOST_REQUESTS, MOST_SECONDS = 10, 15.0
"""What 700 packages may take."""

DECLARATION = """\
id: {id}
name: {id}
publisher: office-00
title: {{fi: Mitattava, sv: Mätt, en: Measured}}
description: {{fi: Kuvaus., sv: Beskrivning., en: Description.}}
keywords: {{fi: [testi], sv: [test], en: [test]}}
themes: [TRAN]
licence: CC-BY-4.0
frequency: daily
contact: {{name: Testivirasto, email: hri@hel.fi}}
released: 2020-01-31
access:
  privacy:
    reviewed: 2026-01-15
    by: Tietosuojavastaava
    basis: {{fi: Ei henkilötietoja., sv: Inga personuppgifter., en: No personal data.}}
coverage: {{geographical: [Helsinki]}}
source: {{type: file, url: "{url}", format: csv, encoding: utf-8, delimiter: ";"}}
schema: rows.json
distributions: [csv, json, parquet]
"""


@dataclasses.dataclass(frozen=True)
class Measured:
    """What planning one size took."""

    size: int
    requests: int
    seconds: float


def declare(folder: Path, url: str) -> None:
    """Write the register, the schema and the first dataset's declaration."""
    for name in ("datasets", "schemas"):
        (folder / name).mkdir()
    register = "publishers:\n" + "".join(
        f"  - name: office-{number:02}\n    title: {{fi: V, sv: V, en: V}}\n    kind: agency\n"
        "    counted: true\n    valid_from: 2010-01-01\n"
        for number in range(PUBLISHERS)
    )
    (folder / "datasets" / "_publishers.yaml").write_text(register, encoding="utf-8")
    text = DECLARATION.format(id=FIRST, url=f"{url}{URL_OF_ROWS}")
    (folder / "datasets" / "measured.yaml").write_text(text, encoding="utf-8")
    fields = [{"name": name, "type": kind} for name, kind in (("a", "string"), ("b", "integer"))]
    (folder / "schemas" / "rows.json").write_text(json.dumps({"fields": fields}), "utf-8")


def opened(folder: Path, url: str) -> Workplace:
    """Return a workplace over the declarations of the folder."""
    declarations = load(folder / "datasets", folder / "schemas")
    work = Workplace(read_settings({"HRI_STATE": str(folder / "state")}), declarations)
    work.catalogue = Catalogue(url, "token", is_sandbox=True)
    work.web = Web(limits=Limits(gap=0))
    return work


def another(dataset: Dataset, number: int) -> Dataset:
    """Return the dataset under another id, of one of the publishers."""
    name = f"hel-measured-{number:05}"
    publisher = f"office-{number % PUBLISHERS:02}"
    return dataset.model_copy(update={"id": name, "name": name, "publisher": publisher})


def publish_first(work: Workplace) -> None:
    """Publish the first dataset for real, and create every publisher's organisation."""
    dataset = work.declarations.datasets[FIRST]
    everywhere = {str(n): another(dataset, n) for n in range(PUBLISHERS)}
    publishing.organisations(work, dict(list(everywhere.items())[:20]))
    publishing.organisations(work, dict(list(everywhere.items())[20:]))
    for step in (steps.extracted, steps.validated, steps.converted):
        step(work, dataset)
    publishing.published(work, dataset, {})


def multiply(work: Workplace, size: int, url: str) -> None:
    """Copy the first dataset's package and records to so many ids."""
    first = work.declarations.datasets[FIRST]
    shown = json.dumps(call(url, "package_show", {"id": FIRST}))
    editions = editions_of(work, first)
    keys = [key for key in work.state.keys("") if FIRST in key]
    packages = [json.loads(shown)]
    for number in range(1, size):
        other = another(first, number)
        renamed = list(_renamed(first, other, number))
        text = shown
        for before, after in renamed:
            text = text.replace(before, after)
        package = json.loads(text)
        home = f"{url}/dataset/{package['id']}"
        ours = {other.id: next(iter(editions.values()))}
        _describe(package, descriptor(other, ours, home))
        packages.append(package)
        _copy_records(work.state, keys, renamed)
    call(url, "become", {"packages": packages})


def _renamed(first: Dataset, other: Dataset, number: int) -> Iterator[tuple[str, str]]:
    for key in ("csv", "json", "parquet", "datapackage"):
        yield first.resource_id(key), other.resource_id(key)
    yield FIRST, other.id
    yield "office-00", other.publisher
    yield "package-00000", f"package-{number:05}"


def _describe(package: dict[str, Any], text: str) -> None:
    described = package["resources"][-1]
    described["hash"] = hashlib.sha256(text.encode()).hexdigest()
    described["file_size"] = str(len(text.encode()))


def _copy_records(state: State, keys: list[str], renamed: list[tuple[str, str]]) -> None:
    for key in keys:
        target = key
        for before, after in renamed:
            target = target.replace(before, after)
        if not key.endswith(".json") or "/converted/" in key or _is_data(key):
            state.copy(key, target)
            continue
        text = Path(state.place(key)).read_text(encoding="utf-8")
        for before, after in renamed:
            text = text.replace(before, after)
        place = Path(state.place(target))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def _is_data(key: str) -> bool:
    """Tell whether a JSON file is a distribution rather than a record."""
    return key.endswith(f"{FIRST}.json") and not key.startswith("baselines/")


def measure(folder: Path, url: str, size: int, *, copied: bool, pipe: Connection) -> None:
    """Plan so many datasets and tell what it took."""
    work = opened(folder, url)
    first = work.declarations.datasets[FIRST]
    datasets = {each.id: each for each in (another(first, number) for number in range(size))}
    work.declarations = _with(work.declarations, datasets)
    if not copied:
        publishing.FEW = size
    call(url, "forget_counts", {})
    started = time.perf_counter()
    writes = publishing.planned_organisations(work, datasets).writes
    writes += sum(publishing.planned(work, each).writes for each in datasets.values())
    seconds = time.perf_counter() - started
    asked = call(url, "counts", {})
    if writes:
        raise RuntimeError(f"{writes} writes are planned, and nothing changed")
    pipe.send(Measured(size, sum(asked.values()), seconds))


def _with(declarations: Declarations, datasets: dict[str, Dataset]) -> Declarations:
    return dataclasses.replace(declarations, datasets=datasets)


def in_a_process(folder: Path, url: str, size: int, *, copied: bool) -> Measured:
    """Return what a fresh process measures."""
    ours, theirs = mp.Pipe()
    process = mp.get_context("spawn").Process(
        target=measure, args=(folder, url, size), kwargs={"copied": copied, "pipe": theirs}
    )
    process.start()
    theirs.close()
    found: Measured = ours.recv()
    process.join()
    return found


def main() -> int:
    """Print a line for every size and the verdict; return 1 where a limit is passed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    sizes = arguments.parse_args().sizes
    for name in [name for name in os.environ if name.startswith(("HRI_", "CKAN_"))]:
        del os.environ[name]
    ours, theirs = mp.Pipe()
    server = mp.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{ours.recv()}"
    found = []
    print("packages |  requests  seconds  ms each | one by one: requests  seconds")
    with tempfile.TemporaryDirectory(prefix="hri-") as name:
        folder = Path(name)
        declare(folder, url)
        work = opened(folder, url)
        publish_first(work)
        for size in sizes:
            multiply(work, size, url)
            one = in_a_process(folder, url, size, copied=True)
            alone = in_a_process(folder, url, size, copied=False)
            found.append(one)
            print(
                f"{size:8,} | {one.requests:9,} {one.seconds:8.2f} {one.seconds / size * 1e3:8.2f}"
                f" | {alone.requests:20,} {alone.seconds:8.2f}",
                flush=True,
            )
    server.terminate()
    server.join()
    return verdict(found)


def verdict(found: list[Measured]) -> int:
    """Print how the sizes compare; return 1 where a limit is passed."""
    is_well = True
    for small, large in itertools.pairwise(found):
        size, slower = large.size / small.size, large.seconds / small.seconds
        print(f"{size:.0f} times the packages: {slower:.1f} times the time")
        is_well = is_well and slower < 1.5 * size
    for one in found:
        if one.size == 700:
            is_well = is_well and one.requests <= MOST_REQUESTS and one.seconds <= MOST_SECONDS
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
