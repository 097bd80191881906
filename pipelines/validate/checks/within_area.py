"""Places inside an area: a box in degrees, or the boxes of municipalities.

The boxes are rounded outwards and hold the sea areas. They are there to catch columns that were
exchanged, shifted or given in another system, not to settle a border.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyproj
import shapely
from numpy.typing import NDArray

from pipelines.model import Area, Geometry, Text, WithinArea
from pipelines.validate.checks.check import Check, Found, Subject, found_where

Box = tuple[float, float, float, float]
BOXES: dict[Area, Box] = {
    Area.HELSINKI: (24.77, 59.91, 25.27, 60.31),
    Area.ESPOO: (24.48, 59.90, 24.86, 60.38),
    Area.VANTAA: (24.73, 60.22, 25.21, 60.42),
    Area.KAUNIAINEN: (24.68, 60.18, 24.76, 60.24),
    Area.CAPITAL_REGION: (24.48, 59.90, 25.27, 60.42),
    Area.FINLAND: (19.0, 59.4, 31.7, 70.2),
}
"""West, south, east, north, in degrees (WGS 84)."""


def look(subject: Subject, declared: WithinArea) -> Iterator[Found]:
    """Find places outside every one of the boxes; a row without a place is passed over."""
    geometry = subject.dataset.geometry
    assert geometry is not None  # noqa: S101 - the model sees to it
    boxes = [BOXES[area] for area in declared.areas]
    if declared.bounds is not None:
        west, south, east, north = declared.bounds
        boxes.append((west, south, east, north))
    corners = _corners(subject.table, geometry)
    moved = pyproj.Transformer.from_crs(geometry.crs, "EPSG:4326", always_xy=True)
    inside = np.zeros(subject.table.num_rows, dtype=bool)
    west_south = np.column_stack(moved.transform(corners[:, 0], corners[:, 1]))
    east_north = np.column_stack(moved.transform(corners[:, 2], corners[:, 3]))
    for box in boxes:
        inside |= _within(west_south, box) & _within(east_north, box)
    outside = ~inside & ~np.isnan(corners).any(axis=1)
    area = ", ".join(declared.areas) or ", ".join(f"{each:g}" for each in declared.bounds or ())
    yield from found_where(pa.array(outside), geometry.columns()[0], area=area)


def _corners(table: pa.Table, geometry: Geometry) -> NDArray[np.float64]:
    """Return each row's west, south, east and north in the declared system; NaN without a place."""
    if geometry.column is not None:
        texts = np.asarray(table.column(geometry.column).to_pylist(), dtype=object)
        shapes = shapely.from_geojson(texts, on_invalid="ignore")
        return np.asarray(shapely.bounds(shapes), dtype=np.float64)
    x, y = (
        np.asarray(table.column(name).cast(pa.float64(), safe=False).to_numpy(), dtype=np.float64)
        for name in geometry.columns()
    )
    return np.column_stack([x, y, x, y])


def _within(places: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    west, south, east, north = box
    lon, lat = places[:, 0], places[:, 1]
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


CHECK = Check(
    name="within-area",
    severity="warning",
    what="A place of the declared `geometry` lies outside all of the `areas` (boxes around"
    " municipalities) or outside `bounds`.",
    problem=Text(
        fi="paikka on alueen ulkopuolella: {area}",
        sv="platsen ligger utanför området: {area}",
        en="the place lies outside the area: {area}",
    ),
    remedy=Text(
        fi="Tarkista koordinaatit: väärä sarake, järjestys tai koordinaattijärjestelmä?",
        sv="Kontrollera koordinaterna: fel kolumn, ordning eller koordinatsystem?",
        en="Check the coordinates: the wrong column, order or coordinate system?",
    ),
    look=look,
)
