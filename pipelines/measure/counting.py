"""Counting: packages become the rows of one day, per publisher and in total.

What does not belong here: what is counted (indicators), whose it is (publishers), and where the
rows are kept (history).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from pipelines.measure.indicators import Indicator, all_indicators
from pipelines.measure.marks import Package, is_open
from pipelines.measure.publishers import Register, expected_on, publisher_on
from pipelines.measure.rows import IndicatorRow, status_of

NO_ORGANISATION = "(no organisation)"


@dataclass(frozen=True)
class Count:
    """The rows of one day, and what the catalogue shows but no row counts."""

    rows: tuple[IndicatorRow, ...]
    """By indicator: the total first, then the publishers by name."""
    warnings: tuple[str, ...]
    """Each says what is not counted, why, and what to do about it."""


def count(
    packages: Sequence[Package],
    publishers: Register,
    as_of: dt.date,
    computed_at: dt.datetime,
) -> Count:
    """Count the packages that the catalogue showed at the end of `as_of`.

    `packages` are those of `package_search`, all of them; `publishers` is the register by name.
    A publisher that counts and lives on the day has a row even for 0; one that does not count has
    a row where it shows something, and is never in the total. An API of two publishers is one for
    each and one in the total. Raises ValueError for a `computed_at` without its zone or before
    the day.
    """
    indicators = all_indicators()
    found = _find(packages, indicators, publishers, as_of)
    tally = _Tally(found[found["publisher"].notna()], publishers, as_of, computed_at)
    rows = tuple(row for indicator in indicators for row in tally.rows(indicator))
    warnings = (*_strangers(found), *_uncounted(packages, found, as_of))
    return Count(rows, warnings)


def _find(
    packages: Sequence[Package],
    indicators: Sequence[Indicator],
    publishers: Register,
    as_of: dt.date,
) -> pd.DataFrame:
    found = [
        (indicator.name, package["id"], _organisation(package), thing)
        for package in packages
        for indicator in indicators
        for thing in indicator.things(package, as_of)
    ]
    table = pd.DataFrame(found, columns=["indicator", "package", "organisation", "thing"])
    owners = {name: publisher_on(as_of, name, publishers) for name in set(table["organisation"])}
    return table.assign(publisher=table["organisation"].map(owners))


class _Tally:
    """The distinct things that were found, as rows."""

    def __init__(
        self, found: pd.DataFrame, register: Register, as_of: dt.date, computed_at: dt.datetime
    ) -> None:
        self._register = register
        self._as_of = as_of
        self._computed_at = computed_at.astimezone(dt.UTC)
        self._status = status_of(as_of, computed_at)
        self._expected = expected_on(as_of, register)
        counting = [name for name, publisher in register.items() if publisher.counted]
        within_total = found[found["publisher"].isin(counting)]
        self._totals = within_total.groupby("indicator")["thing"].nunique()
        self._each = found.groupby(["indicator", "publisher"])["thing"].nunique()

    def rows(self, indicator: Indicator) -> Iterator[IndicatorRow]:
        """Yield the indicator's rows: the total, then the publishers by name."""
        total = int(self._totals.get(indicator.name, 0))
        yield self._row(indicator, None, total, counted=True)
        each = {
            publisher: int(value)
            for (name, publisher), value in self._each.items()
            if name == indicator.name
        }
        for publisher in sorted(self._expected | set(each)):
            counted = self._register[publisher].counted
            yield self._row(indicator, publisher, each.get(publisher, 0), counted=counted)

    def _row(
        self, indicator: Indicator, publisher: str | None, value: int, *, counted: bool
    ) -> IndicatorRow:
        return IndicatorRow(
            indicator=indicator.name,
            definition_version=indicator.definition_version,
            publisher=publisher,
            as_of=self._as_of,
            value=value,
            numerator=value,
            denominator=None,
            unit="pcs",
            status=self._status,
            computed_at=self._computed_at,
            counted=counted,
        )


def _organisation(package: Package) -> str:
    organisation = package.get("organization") or {}
    return str(organisation.get("name") or NO_ORGANISATION)


def _strangers(found: pd.DataFrame) -> Iterator[str]:
    unknown = found[found["publisher"].isna()].drop_duplicates("package")
    for organisation, number in sorted(Counter(unknown["organisation"]).items()):
        yield (
            f"packages that are not counted: {number}; their organisation '{organisation}' is not"
            " in the register of publishers — add it there, with the dates of its validity"
        )


def _uncounted(packages: Sequence[Package], found: pd.DataFrame, as_of: dt.date) -> Iterator[str]:
    counted = set(found["package"])
    for package in packages:
        if is_open(package, as_of) and package["id"] not in counted:
            yield (
                f"'{package['name']}' is not counted: it is in the collection of APIs, and no"
                " resource of it has an endpoint URL — add `endpoint_url` to its resource"
            )
