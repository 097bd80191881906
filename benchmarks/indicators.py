"""How long ledger and dashboard take for 700 datasets, 15 years of months and 20 agencies.

    python benchmarks/indicators.py [--datasets 700]

Each line is measured in the same run: computing alone, then with writing, twice, and checking;
and the dashboard's pages, charts and CSV files in three languages, from the ledger as it was read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import tempfile
import time
from collections.abc import Callable
from typing import Any

from pipelines.measure import (
    Evidence,
    Ledger,
    Register,
    StateBlocks,
    backfill,
    explain,
    measure,
    members,
    reconstruct,
    shown,
    verify,
)
from pipelines.measure.days import month_ends
from pipelines.model import Publisher, PublisherKind, Text
from pipelines.site.dashboard.facts import DatasetPage, Facts, Miss, Scored
from pipelines.site.dashboard.figures import Figures
from pipelines.site.dashboard.page import dashboard
from pipelines.state import State

SEEN = dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2011, 3, 1), dt.date(2026, 2, 28)
AGENCIES = [f"agency-{number:02}" for number in range(20)]


def main() -> None:
    """Print the seconds of each part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, default=700)
    known = _evidence(parser.parse_args().datasets)
    months = list(month_ends(FIRST, LAST))
    print(f"{len(known.packages)} packages, {len(months)} months, {len(AGENCIES)} agencies")
    _timed("computed", lambda: [reconstruct(known, day) for day in months])
    _timed("today, all indicators", lambda: measure(known))
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(StateBlocks(State(folder)))
        _timed("computed and written", lambda: backfill(ledger, known, FIRST))
        _timed("the same again", lambda: backfill(ledger, known, FIRST))
        _timed("read", ledger.rows)
        _timed("verified", lambda: verify(ledger))
        _timed("15 years explained", lambda: explain(ledger, known, FIRST, LAST))
        ledger.keep_today(measure(known), members(known, known.today))
        _timed("dashboard rendered", lambda: dict(dashboard(facts_of(ledger, known))))


def facts_of(ledger: Ledger, known: Evidence) -> Facts:
    """Return what the dashboard shows of the ledger, every dataset with something to mend."""
    rows = shown(ledger, ledger.rows(), known.programme, known.today)
    since = known.programme.half_year_before(known.today)
    names = [str(package["name"]) for package in known.packages]
    misses = (Miss("keywords", 30), Miss("themes", 30), Miss("rights", 5))
    return Facts(
        figures=Figures(rows),
        rows=rows,
        programme=known.programme,
        register=known.register.publishers,
        head=ledger.head(),
        since=since,
        explanations=explain(ledger, known, since, known.today),
        datasets={name: DatasetPage({"fi": name}, f"datasets/{name}.html") for name in names},
        scores=[Scored(name, 340, misses) for name in names],
        wanting={"timely_data": names},
    )


def _timed(name: str, work: Callable[[], Any]) -> None:
    started = time.perf_counter()
    done = work()
    print(f"{name:24} {time.perf_counter() - started:6.2f} s  ({len(done)})")


def _evidence(count: int) -> Evidence:
    draws = random.Random(2011)
    publishers = {
        name: Publisher(
            name=name,
            title=Text(fi=name),
            kind=PublisherKind.AGENCY,
            counted=True,
            valid_from=dt.date(2010, 1, 1),
        )
        for name in AGENCIES
    }
    packages = [_package(number, draws) for number in range(count)]
    return Evidence(seen=SEEN, packages=packages, register=Register(publishers))


def _package(number: int, draws: random.Random) -> dict[str, Any]:
    released = FIRST + dt.timedelta(days=draws.randrange(5400))
    gone = released + dt.timedelta(days=draws.randrange(30, 2000))
    is_api = draws.random() < 0.05
    endpoint = {"endpoint_url": f"https://api.hel.fi/{number}/v1/", "format": "API"}
    return {
        "id": f"id-{number}",
        "name": f"dataset-{number}",
        "organization": {"name": draws.choice(AGENCIES)},
        "date_released": released.isoformat(),
        "withdrawn_on": gone.isoformat() if draws.random() < 0.1 else None,
        "collections": ["rajapinnat"] if is_api else [],
        "license_id": "CC-BY-4.0",
        "resources": [endpoint if is_api else {"format": "CSV"}],
    }


if __name__ == "__main__":
    main()
