"""Places: declared columns in a declared coordinate system → WKB in WGS 84, longitude first.

Coordinates are rounded to 7 decimals (a centimetre), heights are left out, rings turn as RFC 7946
asks. What lies outside the system's area of use, or looks as if x and y were exchanged, is refused:
a map with points in the Indian Ocean is worse than no map.
What does not belong here: how geometries are written (`formats`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from pipelines.errors import ConversionFailed
from pipelines.formats import GEOMETRY, places
from pipelines.model import Geometry

DECIMALS = 7
HOME = (22.5, 59.4, 27.5, 61.5)
"""West, south, east, north: the Helsinki region and around; exchanged axes are recognised by it."""
MARGIN = 1.0
"""Degrees around an area of use that neighbouring municipalities still use its system in."""
Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]


def with_geometry(table: pa.Table, geometry: Geometry, name: str) -> pa.Table:
    """Return the table with a last column `geometry`, null where there is no place.

    A column of GeoJSON text gives way to it; x and y stay. `name` is the dataset's, for messages.
    Raises ConversionFailed naming the row: no number, no GeoJSON, outside the area of use.
    """
    if GEOMETRY in table.column_names and geometry.column != GEOMETRY:
        raise ConversionFailed(
            f"{name}: a column `{GEOMETRY}` stands in the way of the places' own",
            remedy="rename that field, or declare it as the geometry's `column`",
        )
    shapes = (_from_text if geometry.column else _points)(table, geometry, name)
    to_wgs84(shapes, geometry, name)
    attributes = table.drop_columns([geometry.column]) if geometry.column else table
    return attributes.append_column(GEOMETRY, places.to_column(shapely.orient_polygons(shapes)))


def to_wgs84(shapes: Any, geometry: Geometry, name: str) -> None:
    """Move an array of shapely geometries, in place, from the declared system to WGS 84."""
    system = _system(geometry, name)
    flat, rows = shapely.get_coordinates(shapes, return_index=True)
    forward = pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    there = _moved(forward, flat[:, 0], flat[:, 1])
    exchanged = _within(_moved(forward, flat[:, 1], flat[:, 0]), HOME) & ~_within(there, HOME)
    _refuse(exchanged, rows, geometry, name, "the axes look swapped", "exchange x and y")
    zero = (flat == 0).all(axis=1)
    _refuse(zero, rows, geometry, name, "x and y are both 0", "leave unknown places empty")
    outside = ~_within(there, _area(system))
    reason = f"the place lies outside the area of use of {geometry.crs}"
    _refuse(outside, rows, geometry, name, reason, "check the declared `crs` and the columns")
    shapely.set_coordinates(shapes, np.round(there, DECIMALS))


def _moved(forward: pyproj.Transformer, x: Numbers, y: Numbers) -> Numbers:
    return np.column_stack(forward.transform(x, y))


def _within(lonlat: Numbers, box: tuple[float, float, float, float]) -> NDArray[np.bool_]:
    west, south, east, north = box
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    # What cannot be moved is infinite, and so lies in no box.
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _area(system: pyproj.CRS) -> tuple[float, float, float, float]:
    area = system.area_of_use
    if area is None:
        return (-180.0, -90.0, 180.0, 90.0)
    return (
        max(area.west - MARGIN, -180.0),
        max(area.south - MARGIN, -90.0),
        min(area.east + MARGIN, 180.0),
        min(area.north + MARGIN, 90.0),
    )


def _system(geometry: Geometry, name: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(geometry.crs)
    except CRSError:
        raise ConversionFailed(
            f"{name}: there is no coordinate system {geometry.crs}",
            remedy="declare a real one: EPSG:3879 (Helsinki), EPSG:3067 (Finland), EPSG:4326 (GPS)",
        ) from None


def _refuse(
    bad: NDArray[np.bool_], rows: Rows, geometry: Geometry, name: str, reason: str, remedy: str
) -> None:
    if bad.any():
        raise _misplaced(int(rows[np.argmax(bad)]), geometry.columns(), name, reason, remedy)


def _misplaced(
    row: int, columns: list[str], name: str, reason: str, remedy: str
) -> ConversionFailed:
    which = ", ".join(f"`{column}`" for column in columns)
    return ConversionFailed(f"{name}: {which}, row {row + 2}: {reason}", remedy=remedy)


def _points(table: pa.Table, geometry: Geometry, name: str) -> Any:
    x, y = (_numbers(table, column, name) for column in geometry.columns())
    present = table.column(str(geometry.x)).is_valid().to_numpy()
    present = present & table.column(str(geometry.y)).is_valid().to_numpy()
    shapes = np.full(table.num_rows, None, dtype=object)
    shapes[present] = shapely.points(x[present], y[present])
    return shapes


def _numbers(table: pa.Table, column: str, name: str) -> Numbers:
    values = table.column(column)
    if not (pa.types.is_integer(values.type) or _has_fraction(values.type)):
        raise _unfit(values.type, column, name, "coordinates", "a number")
    return np.asarray(values.cast(pa.float64()).to_numpy(), dtype=np.float64)


def _unfit(
    kind: pa.DataType, column: str, name: str, wanted: str, declared: str
) -> ConversionFailed:
    return ConversionFailed(
        f"{name}: column `{column}` holds {kind}, where {wanted} is expected",
        remedy=f"declare the field as {declared} in the schema, or correct `geometry`",
    )


def _has_fraction(kind: pa.DataType) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _from_text(table: pa.Table, geometry: Geometry, name: str) -> Any:
    column = table.column(str(geometry.column))
    if not pa.types.is_string(column.type):
        raise _unfit(column.type, str(geometry.column), name, "GeoJSON", "a string")
    texts = np.asarray(column.to_pylist(), dtype=object)
    shapes = shapely.force_2d(shapely.from_geojson(texts, on_invalid="ignore"))
    lost = shapely.is_missing(shapes) & column.is_valid().to_numpy()
    rows = np.arange(len(texts))
    _refuse(lost, rows, geometry, name, "not a GeoJSON geometry", "correct it at the source")
    shapes[shapely.is_empty(shapes)] = None
    return shapes
