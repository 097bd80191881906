"""How long the site takes, and how it grows: `python -m benchmarks.site`.

One dataset is declared and published by the real steps to a catalogue at a socket; its declaration,
records and package are then copied under new ids, with a year's journal of twelve changes each.
Measured are gathering the facts, writing everything, and writing again where nothing changed. Time
is the process's own on the processor, so that other work on the machine does not count.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.journal import Kind
from pipelines.orchestration.site_facts import facts_of
from pipelines.publish import Portal
from pipelines.site import Written, write_site
from pipelines.site.facts import Facts
from tests.site.town import Town, town

SIZES = (70, 350, 700)
"""Datasets."""
LIMIT_SECONDS = 10
"""On the processor, for 700 datasets where nothing changed."""
ONE = "hel-trams"


class Shown:
    """A catalogue that shows the copied packages."""

    def __init__(self, packages: list[dict[str, Any]]) -> None:
        self._packages = packages

    def packages(self) -> list[dict[str, Any]]:
        return self._packages

    def close(self) -> None:
        """Close nothing."""


def copied(made: Town, count: int) -> list[dict[str, Any]]:
    """Copy the trams so many times under new ids, and return their packages."""
    records = {key: made.state.read_json(key) for key in _records(made)}
    declaration = (made.datasets / "trams.yaml").read_text(encoding="utf-8")
    declaration = declaration.replace("former_names: [raitiovaunut]\n", "")
    (package,) = [p for p in made.catalogue.packages.values() if p["name"] == "raitiotiet"]
    with made.at_work() as work:
        trams = work.declarations.named(ONE)
    packages = []
    for number in range(count):
        identifier, name = f"set-{number}", f"aineisto-{number}"
        text = declaration.replace(ONE, identifier).replace("name: raitiotiet", f"name: {name}")
        made.declare(identifier, text)
        for key, record in records.items():
            told = json.loads(json.dumps(record).replace(ONE, identifier))
            made.state.write_json(key.replace(ONE, identifier), told)
        new = json.dumps(package).replace(ONE, identifier)
        of_new = trams.model_copy(update={"id": identifier})
        for form in trams.distributions:
            new = new.replace(trams.resource_id(form.format), of_new.resource_id(form.format))
        packages.append(json.loads(new))
    return packages


def _records(made: Town) -> list[str]:
    kept = ("snapshots", "validated", "published", "journal")
    keys = [key for folder in kept for key in made.state.keys(f"{folder}/{ONE}")]
    return [key for key in keys if key.endswith(".json")]


def measured(count: int) -> tuple[float, float, float]:
    """Return the seconds for the facts, for a first writing, and for one that changes nothing."""
    with tempfile.TemporaryDirectory() as folder, town(Path(folder)) as made:
        made.run()
        for month in range(1, 13):
            rows = {"added": month, "changed": 2, "total": 100 + month}
            made.enter(Kind.CHANGED, f"2025-{month:02d}-01T08:00:00Z", rows=rows)
        packages = copied(made, count)
        with made.at_work() as work:
            vars(work).update(ckan=Shown(packages), portal=Portal())
            gathering, facts = timed(lambda: facts_of(work))
            assert len(facts.datasets) == count
            site = made.site
            first, written = timed(lambda: write_site(site, facts))
            again, untouched = timed(lambda: write_site(site, facts))
        assert (written.files, untouched.changed) == (written.changed, 0)
    return gathering, first, again


def timed(call: Callable[[], Facts | Written]) -> tuple[float, Any]:
    """Return the processor's seconds, and what the call gave."""
    started = time.process_time()
    given = call()
    return time.process_time() - started, given


def main() -> int:
    """Print a line for each size; exit code 1 where a no-op over the last takes too long."""
    print("datasets  facts  first  again (s on the processor)")
    for count in SIZES:
        gathering, first, again = measured(count)
        print(f"{count:8}  {gathering:5.1f}  {first:5.1f}  {again:5.1f}")
    return 0 if gathering + again < LIMIT_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
