"""Where and when rows are, worked out by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipelines.convert import extent
from pipelines.model import Dataset, Geometry
from tests.declared import Desk


@pytest.fixture
def plain(tmp_path: Path) -> Dataset:
    return Desk(tmp_path).load().named("hel-trams").model_copy(update={"geometry": None})


def schema(**types: str) -> dict[str, Any]:
    return {"fields": [{"name": name, "type": kind} for name, kind in types.items()]}


def test_days_are_the_first_and_the_last_of_all_columns_of_days(plain: Dataset) -> None:
    table = pa.table(
        {
            "alku": [dt.date(2016, 3, 1), None],
            # 22.30 UTC is half past midnight of the next day in Helsinki's summer… and winter.
            "loppu": pa.array(
                [dt.datetime(2016, 3, 27, 22, 30), dt.datetime(2016, 3, 2)],
                pa.timestamp("us", "UTC"),
            ),
            "vuosi": [1800, 1900],
        }
    )
    found = extent(plain, table, schema(alku="date", loppu="datetime", vuosi="year"))
    assert found.days == (dt.date(2016, 3, 1), dt.date(2016, 3, 28))
    assert found.to_json() == {"box": None, "days": ["2016-03-01", "2016-03-28"]}


@pytest.mark.parametrize(
    ("kind", "values", "days"),
    [
        ("year", [2011, 2014, None], (dt.date(2011, 1, 1), dt.date(2014, 12, 31))),
        ("yearmonth", ["2016-02", "2015-12"], (dt.date(2015, 12, 1), dt.date(2016, 2, 29))),
        ("yearmonth", ["2015-12"], (dt.date(2015, 12, 1), dt.date(2015, 12, 31))),
        ("year", [1999, 9999], (dt.date(1999, 1, 1), dt.date(1999, 12, 31))),
        ("year", [9999], None),
        ("integer", [2011, 2014], None),
        ("year", [], None),
    ],
)
def test_years_and_months_are_whole(
    plain: Dataset, kind: str, values: list[Any], days: tuple[dt.date, dt.date] | None
) -> None:
    column = pa.array(values, pa.string() if kind == "yearmonth" else pa.int64())
    assert extent(plain, pa.table({"aika": column}), schema(aika=kind)).days == days


def test_an_unknown_day_of_the_year_9999_says_nothing(plain: Dataset) -> None:
    table = pa.table({"pvm": [dt.date(9999, 12, 31), dt.date(2001, 2, 3)]})
    assert extent(plain, table, schema(pvm="date")).days == (dt.date(2001, 2, 3),) * 2


def test_the_rectangle_is_around_all_places(plain: Dataset) -> None:
    placed = plain.model_copy(update={"geometry": Geometry(crs="EPSG:4326", x="x", y="y")})
    table = pa.table({"x": [24.9, 25.1, None], "y": [60.3, 60.1, None]})
    assert extent(placed, table, schema(x="number", y="number")).box == (24.9, 60.1, 25.1, 60.3)
    nowhere = pa.table({"x": pa.array([None], pa.float64()), "y": pa.array([None], pa.float64())})
    assert extent(placed, nowhere, schema(x="number", y="number")).box is None
    # Axes exchanged: no map can be made, and no rectangle.
    swapped = pa.table({"x": [60.3], "y": [24.9]})
    assert extent(placed, swapped, schema(x="number", y="number")).box is None
