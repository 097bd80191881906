"""Geometry columns: WKB, little-endian, two dimensions; and the same as GeoJSON text.

What does not belong here: coordinate systems and where a geometry comes from (`convert`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import shapely


def to_column(geometries: Iterable[Any]) -> pa.Array:
    """Return shapely geometries (or None) as the WKB column that geographic writers take."""
    return pa.array(list(shapely.to_wkb(list(geometries), byte_order=1)), pa.binary())


def from_column(column: pa.Array | pa.ChunkedArray) -> Any:
    """Return a WKB column as a numpy array of shapely geometries, None for null."""
    return shapely.from_wkb(column.to_numpy(zero_copy_only=False))


def geojson(column: pa.Array) -> pa.Array:
    """Return a WKB column as a column of GeoJSON texts, coordinates as short as they can be."""
    return pa.array(list(shapely.to_geojson(from_column(column))), pa.large_string())


def from_geojson(texts: Iterable[str | None]) -> pa.Array:
    """Return GeoJSON texts (or None) as a WKB column. Raises ValueError."""
    try:
        return to_column(shapely.from_geojson(list(texts)))
    except shapely.errors.ShapelyError as error:
        raise ValueError(str(error)) from None
