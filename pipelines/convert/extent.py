"""Where and when the rows of a table are: the rectangle around its places, its first and last day.

Days come from columns of days and moments, else from columns of years and months. A year after 2100
is an agency's sign for "unknown" (9999 is common), and says nothing.
What does not belong here: what is declared of the coverage, which wins (publish).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import shapely

from pipelines.convert import geometry
from pipelines.errors import ConversionFailed
from pipelines.formats import GEOMETRY, places
from pipelines.model import Dataset

LAST_YEAR = 2100
HELSINKI = ZoneInfo("Europe/Helsinki")
"""A moment with a zone is on the day that it is in Helsinki."""

Days = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Extent:
    """What the rows cover; None where they hold no places or no days."""

    box: tuple[float, float, float, float] | None
    """West, south, east, north in degrees (WGS 84)."""
    days: Days | None
    """The first and the last."""

    def to_json(self) -> dict[str, Any]:
        """Return the record: {box, days}, days in ISO 8601."""
        days = [day.isoformat() for day in self.days] if self.days else None
        return {"box": list(self.box) if self.box else None, "days": days}


def extent(dataset: Dataset, table: pa.Table, schema: Mapping[str, Any]) -> Extent:
    """Return what the rows of a validated table cover.

    Places that no map can be made of have no rectangle: the formats that need them say why.
    """
    try:
        box = _box(dataset, table)
    except ConversionFailed:
        box = None
    return Extent(box, _days(table, schema))


def _box(dataset: Dataset, table: pa.Table) -> tuple[float, float, float, float] | None:
    if dataset.geometry is None:
        return None
    placed = geometry.with_geometry(table, dataset.geometry, dataset.name)
    bounds = shapely.total_bounds(places.from_column(placed.column(GEOMETRY)))
    west, south, east, north = (float(number) for number in bounds)
    # Without any place, the bounds are no numbers.
    return (west, south, east, north) if west <= east else None


def _days(table: pa.Table, schema: Mapping[str, Any]) -> Days | None:
    types = {field["name"]: field.get("type") for field in schema["fields"]}
    moments = [day for name in table.column_names for day in _ends(table.column(name))]
    if not moments:
        wide = [name for name in table.column_names if types.get(name) in ("year", "yearmonth")]
        moments = [day for name in wide for day in _periods(table.column(name))]
    return (min(moments), max(moments)) if moments else None


def _ends(column: pa.ChunkedArray) -> Iterator[dt.date]:
    """Yield the first and the last day of a column of days or moments; nothing for others."""
    if not (pa.types.is_date(column.type) or pa.types.is_timestamp(column.type)):
        return
    likely = column.filter(pc.less_equal(pc.year(column), LAST_YEAR))
    for value in pc.min_max(likely).as_py().values():
        if isinstance(value, dt.datetime):
            yield (value.astimezone(HELSINKI) if value.tzinfo else value).date()
        elif value is not None:
            yield value


def _periods(column: pa.ChunkedArray) -> Iterator[dt.date]:
    """Yield the first day of the first year or month of a column, and the last of the last."""
    texts = [f"{value:0>4}" for value in pc.unique(column).to_pylist() if value is not None]
    known = sorted(text for text in texts if "0001" <= text[:4] <= str(LAST_YEAR))
    if known:
        yield _first_day(known[0])
        yield _last_day(known[-1])


def _first_day(period: str) -> dt.date:
    year, _, month = period.partition("-")
    return dt.date(int(year), int(month or 1), 1)


def _last_day(period: str) -> dt.date:
    year, _, month = period.partition("-")
    after = dt.date(int(year) + (month in ("", "12")), int(month or 12) % 12 + 1, 1)
    return after - dt.timedelta(days=1)
