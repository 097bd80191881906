"""How many datasets and open APIs the catalogue shows, per organisation and in total.

The register of publishers says who counts on a day. An organisation that the register does not know
has rows of its own, and is in no total.
What does not belong here: what a package is (marks), and asking the catalogue for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import pandas as pd

from pipelines.measure import marks
from pipelines.measure.rows import IndicatorRow
from pipelines.model import Publisher

HELSINKI = ZoneInfo("Europe/Helsinki")
DEFINITIONS = {"open_datasets": 1, "open_apis": 1, "open_apis_with_key": 1}
"""Indicator → the version of its definition."""


def count(
    packages: Sequence[marks.Package], publishers: Mapping[str, Publisher], now: dt.datetime
) -> list[IndicatorRow]:
    """Return the rows of today (in Helsinki), the total of each indicator first.

    `packages` are all that a visitor's search shows, `now` carries its zone. Every publisher that
    counts today has a row, with 0 where it shows nothing.
    """
    today = now.astimezone(HELSINKI).date()
    things = _things(packages, publishers, today)
    counting = sorted(name for name, p in publishers.items() if _counts(p, today))
    rows = []
    for indicator in DEFINITIONS:
        mine = things[things["indicator"] == indicator]
        # Two organisations that list the same endpoint list one API: the total counts it once.
        total = mine[mine["publisher"].isin(counting)]["thing"].nunique()
        per_publisher = mine.groupby("publisher")["thing"].nunique()
        rows.append(_row(indicator, None, int(total), now, counted=True))
        for name in sorted({*counting, *per_publisher.index}):
            value = int(per_publisher.get(name, 0))
            rows.append(_row(indicator, str(name), value, now, counted=name in counting))
    return rows


def _things(
    packages: Sequence[marks.Package], publishers: Mapping[str, Publisher], today: dt.date
) -> pd.DataFrame:
    """Return what is counted, a row each: indicator, publisher, thing (an id or an endpoint)."""
    found = []
    for package in packages:
        if not marks.is_shown(package):
            continue
        publisher = _publisher_of(package, publishers, today)
        if marks.is_api(package):
            indicator = "open_apis_with_key" if marks.needs_key(package) else "open_apis"
            found += [(indicator, publisher, url) for url in marks.endpoints(package)]
        else:
            found.append(("open_datasets", publisher, str(package["id"])))
    return pd.DataFrame(found, columns=["indicator", "publisher", "thing"])


def _publisher_of(
    package: marks.Package, publishers: Mapping[str, Publisher], today: dt.date
) -> str:
    """Return the publisher of the day: of a merged organisation, the one that took it over."""
    name = str((package.get("organization") or {}).get("name") or package.get("owner_org"))
    seen: set[str] = set()
    while (entry := publishers.get(name)) is not None and name not in seen:
        seen.add(name)
        if entry.valid_to is None or entry.valid_to >= today or entry.successor is None:
            break
        name = entry.successor
    return name


def _counts(publisher: Publisher, day: dt.date) -> bool:
    """Tell whether a publisher exists on the day and counts as Helsinki's."""
    ended = publisher.valid_to is not None and publisher.valid_to < day
    return publisher.counted and publisher.valid_from <= day and not ended


def _row(
    indicator: str, publisher: str | None, value: int, now: dt.datetime, *, counted: bool
) -> IndicatorRow:
    return IndicatorRow(
        indicator=indicator,
        definition_version=DEFINITIONS[indicator],
        publisher=publisher,
        as_of=now.astimezone(HELSINKI).date(),
        value=value,
        numerator=value,
        denominator=None,
        unit="pcs",
        status="provisional",
        computed_at=now,
        counted=counted,
    )
