"""Plain figures out of the ledger's rows: a value, a monthly series, the publishers, the bands.

Nothing is computed that the ledger does not hold, and nothing guessed: a month that nobody counted
is missing, and reported figures stand apart from counted ones.
What does not belong here: how figures are drawn (charts), worded or written as a table (tables).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

from pipelines.measure import IndicatorRow
from pipelines.model import Programme, Publisher, PublisherKind

Number = int | float
Place = tuple[str, str | None, dt.date]
"""(indicator, publisher, day): where a value stands."""
Kind = Literal["reported", "reconstructed", "computed", "provisional", "sealed", "n/a"]
"""How a value came about; `sealed` goes before the status that a sealed row has."""

KINDS: dict[str, Kind] = {
    "reported": "reported",
    "reconstructed": "reconstructed",
    "computed": "computed",
    "provisional": "provisional",
    "n/a": "n/a",
}
"""Status of a row → the kind of its value, as long as nobody has sealed it."""
BANDS = ("excellent", "good", "sufficient", "bad")
"""The bands of the metadata score, the best first."""


@dataclass(frozen=True)
class Point:
    """The value of one indicator on one day of a series."""

    day: dt.date
    value: Number | None
    """None where it could not be known on that day."""
    kind: Kind
    definition_version: int
    stretch: int
    """Points of one stretch follow month by month, of one definition and made in one way; only
    they may be joined by a line."""
    reconstructed: bool
    """Whether it was made from dates afterwards; a sealed value may be."""
    reason: str = ""
    """Why it is not known, or why it was corrected."""
    qualifier: str = ""
    """≈, < or > of an inexact reported figure."""


@dataclass(frozen=True)
class Series:
    """One indicator over time: one point a month, and one on every sealed day."""

    indicator: str
    publisher: str | None
    points: tuple[Point, ...]
    reported: tuple[Point, ...]
    """Figures that people reported: of a definition of their own, never joined to the points."""
    definition_changes: tuple[dt.date, ...]
    """The first day of each new definition."""


@dataclass(frozen=True)
class HalfYear:
    """What was published and withdrawn in a half-year, or in the one that is not over."""

    day: dt.date
    """Its last day, or the last that was counted."""
    kind: Kind
    published: Number
    withdrawn: Number
    net: Number


@dataclass(frozen=True)
class PublisherFigures:
    """The values of one publisher on the day."""

    publisher: Publisher
    counted: bool
    """Whether they are part of the city's total."""
    rows: Mapping[str, IndicatorRow]
    """Indicator → row."""

    def value(self, indicator: str) -> Number | None:
        """Return the value of an indicator; None where it has none."""
        row = self.rows.get(indicator)
        return None if row is None else row.value


@dataclass(frozen=True)
class Band:
    """How many datasets have a metadata score in one band."""

    name: str
    datasets: Number
    scored: Number
    share: Number
    """In per cent."""


class Figures:
    """The rows of a ledger as of a day, each value in its latest revision.

    `rows` are as `measure.shown` gives them, reported ones among them; `sealed` and `missing` are
    days. Without `as_of` it is the last day that was counted. Raises ValueError where nothing was.
    """

    def __init__(
        self,
        rows: Iterable[IndicatorRow],
        *,
        as_of: dt.date | None = None,
        sealed: Collection[dt.date] = (),
        missing: Collection[dt.date] = (),
    ) -> None:
        self._sealed = frozenset(sealed)
        rows = list(rows)
        counted = [row for row in rows if row.status != "reported"]
        self._latest = _best(row for row in counted if as_of is None or row.as_of <= as_of)
        if not self._latest:
            raise ValueError("nothing has been counted yet")
        self.as_of = as_of or max(day for _, _, day in self._latest)
        """The day whose values are shown."""
        self.missing = tuple(sorted(day for day in missing if day <= self.as_of))
        """The days since the first snapshot that nobody counted."""
        said = _best(row for row in rows if row.status == "reported" and row.as_of <= self.as_of)
        self.reported = tuple(sorted(said.values(), key=lambda row: (row.indicator, row.as_of)))
        """Reported figures, each in its latest revision."""
        self._by_indicator: dict[tuple[str, str | None], list[IndicatorRow]] = {}
        for row in sorted(self._latest.values(), key=lambda row: row.as_of):
            self._by_indicator.setdefault((row.indicator, row.publisher), []).append(row)

    @cached_property
    def totals(self) -> dict[str, IndicatorRow]:
        """The rows of the day for all that counts together, by indicator."""
        return {
            indicator: rows[-1]
            for (indicator, publisher), rows in self._by_indicator.items()
            if publisher is None and rows[-1].as_of == self.as_of
        }

    def row(
        self, indicator: str, publisher: str | None = None, day: dt.date | None = None
    ) -> IndicatorRow | None:
        """Return the row of a value; of the total and the day shown, unless said."""
        return self._latest.get((indicator, publisher, day or self.as_of))

    def value(self, indicator: str, publisher: str | None = None) -> Number | None:
        """Return a value of the day; None where it is not known."""
        row = self.row(indicator, publisher)
        return None if row is None else row.value

    def kind(self, row: IndicatorRow) -> Kind:
        """Return how a row's value came about."""
        kind = KINDS[row.status]
        plain = kind in ("reported", "n/a") or row.as_of not in self._sealed
        return kind if plain else "sealed"

    def series(self, indicator: str, publisher: str | None = None) -> Series:
        """Return the months of an indicator: the last value of each, and those of sealed days."""
        rows = self._by_indicator.get((indicator, publisher), [])
        points = _stretched([self._point(row) for row in _monthly(rows, self._sealed)])
        said = [row for row in self.reported if row.indicator == indicator and publisher is None]
        return Series(
            indicator=indicator,
            publisher=publisher,
            points=tuple(points),
            reported=tuple(self._point(row) for row in said),
            definition_changes=tuple(_definition_changes(points)),
        )

    def half_years(self, programme: Programme) -> list[HalfYear]:
        """Return what came and went in each half-year, with the one that is not over."""
        days = sorted({row.as_of for row in self._by_indicator.get(("net_change", None), [])})
        shown = [day for day in days if programme.is_half_year(day) or day == self.as_of]
        found = []
        for day in shown:
            net, published, withdrawn = (
                self.row(each, None, day)
                for each in ("net_change", "datasets_published", "datasets_withdrawn")
            )
            if net and published and withdrawn and net.value is not None:
                found.append(
                    HalfYear(
                        day=day,
                        kind=self.kind(net),
                        published=published.value or 0,
                        withdrawn=withdrawn.value or 0,
                        net=net.value,
                    )
                )
        return found

    def publishers(self, register: Mapping[str, Publisher]) -> list[PublisherFigures]:
        """Return the publishers of the day, those with the most datasets first.

        A publisher that the register does not know is left out: it counts for nobody.
        """
        names = {name for _, name in self._by_indicator if name is not None and name in register}
        found = [self._publisher(register[name]) for name in names]
        shown = [each for each in found if each.rows]
        return sorted(shown, key=lambda it: (-(it.value("open_datasets") or 0), it.publisher.name))

    def bands(self) -> list[Band]:
        """Return the bands of the metadata score, the best first; none before the first score."""
        found = []
        for name in BANDS:
            row = self.row(f"metadata_quality_{name}")
            if row is not None and row.value is not None:
                counts = (row.numerator or 0, row.denominator or 0)
                found.append(Band(name, *counts, row.value))
        return found

    def unknown(self) -> dict[str, str]:
        """Return {indicator: reason} of all that cannot be known on the day."""
        return {name: row.reason for name, row in self.totals.items() if row.value is None}

    def _publisher(self, publisher: Publisher) -> PublisherFigures:
        rows = {
            indicator: rows[-1]
            for (indicator, name), rows in self._by_indicator.items()
            if name == publisher.name and rows[-1].as_of == self.as_of
        }
        counted = all(row.counted for row in rows.values())
        return PublisherFigures(publisher, counted, rows)

    def _point(self, row: IndicatorRow) -> Point:
        return Point(
            day=row.as_of,
            value=row.value,
            kind=self.kind(row),
            definition_version=row.definition_version,
            stretch=0,
            reconstructed=row.status == "reconstructed",
            reason=row.reason,
            qualifier=row.qualifier,
        )


def agencies_without_data(publishers: Iterable[PublisherFigures]) -> list[Publisher]:
    """Return the agencies that count and have neither a dataset nor an API, by name."""
    return [
        each.publisher
        for each in publishers
        if each.counted
        and each.publisher.kind is PublisherKind.AGENCY
        and not each.value("open_datasets")
        and not each.value("open_apis")
    ]


def _best(rows: Iterable[IndicatorRow]) -> dict[Place, IndicatorRow]:
    """Return of the rows of each value the one that is shown."""
    found: dict[Place, IndicatorRow] = {}
    for row in rows:
        place = (row.indicator, row.publisher, row.as_of)
        if place not in found or _standing(found[place]) < _standing(row):
            found[place] = row
    return found


def _standing(row: IndicatorRow) -> tuple[int, bool, int]:
    """Return what is shown of two rows of one value: the higher of these."""
    return row.definition_version, row.status != "reconstructed", row.revision


def _monthly(rows: Sequence[IndicatorRow], sealed: frozenset[dt.date]) -> list[IndicatorRow]:
    last = {(row.as_of.year, row.as_of.month): row.as_of for row in rows}
    shown = sealed.union(last.values())
    return [row for row in rows if row.as_of in shown]


def _stretched(points: Sequence[Point]) -> list[Point]:
    """Return the points with their stretches: a new one after every break."""
    found: list[Point] = []
    for point in points:
        before = found[-1] if found else None
        number = 0 if before is None else before.stretch + (not _joined(before, point))
        found.append(replace(point, stretch=number))
    return found


def _joined(before: Point, after: Point) -> bool:
    months = (after.day.year - before.day.year) * 12 + after.day.month - before.day.month
    return (
        months <= 1
        and before.value is not None
        and after.value is not None
        and before.definition_version == after.definition_version
        and before.reconstructed == after.reconstructed
    )


def _definition_changes(points: Sequence[Point]) -> Iterable[dt.date]:
    for before, after in pairwise(points):
        if before.definition_version != after.definition_version:
            yield after.day
