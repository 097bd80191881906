"""Subdistricts (osa-alueet) of the city as polygons, in GeoJSON.

The borders are invented: cells of a crooked lattice, so that neighbours share their corners
exactly. Names and codes are those of `places`.
"""

import json
from datetime import UTC, datetime
from typing import Any

from sandbox.replica import places
from sandbox.replica.documents import Document, generated
from sandbox.replica.draws import Draws

_COLUMNS = 16
_WEST, _SOUTH = 24.84, 60.145
_WIDTH, _HEIGHT = 0.024, 0.014
# Every so many subdistricts has an islet, and so is a MultiPolygon.
_ISLET_EVERY = 60

Point = tuple[float, float]


def _lattice(draws: Draws, rows: int) -> list[list[Point]]:
    return [
        [
            (
                round(_WEST + _WIDTH * (column + 0.25 * draws.bell()), 6),
                round(_SOUTH + _HEIGHT * (row + 0.25 * draws.bell()), 6),
            )
            for column in range(_COLUMNS + 1)
        ]
        for row in range(rows + 1)
    ]


def _ring(lattice: list[list[Point]], number: int) -> list[Point]:
    row, column = divmod(number, _COLUMNS)
    low, high = lattice[row], lattice[row + 1]
    return [low[column], low[column + 1], high[column + 1], high[column], low[column]]


def _islet(number: int) -> list[Point]:
    west, south, side = round(_WEST + number * 0.002, 6), 60.132, 0.001
    east, north = round(west + side, 6), round(south + side, 6)
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def _geometry(lattice: list[list[Point]], number: int) -> dict[str, Any]:
    ring = _ring(lattice, number)
    if number % _ISLET_EVERY == 0:
        return {"type": "MultiPolygon", "coordinates": [[ring], [_islet(number)]]}
    return {"type": "Polygon", "coordinates": [ring]}


def features() -> list[dict[str, Any]]:
    """Return the subdistricts as GeoJSON features in WGS 84, longitude first."""
    areas = places.subdistricts()
    lattice = _lattice(Draws(4326), -(-len(areas) // _COLUMNS))
    return [
        {
            "type": "Feature",
            "id": f"Piirijako_osaalue.{number + 1}",
            "geometry": _geometry(lattice, number),
            "properties": {
                "id": number + 1,
                "aluejako": "OSA-ALUE",
                "kunta": "091",
                "tunnus": area.code,
                "nimi_fi": area.name_fi,
                "nimi_se": area.name_sv,
                "yhtluontipvm": "2014-01-01T00:00:00Z",
                "paivitetty_tietopalveluun": "2016-02-01",
            },
        }
        for number, area in enumerate(areas)
    ]


def _collection() -> bytes:
    collection = {"type": "FeatureCollection", "features": features()}
    return json.dumps(collection, ensure_ascii=False).encode()


DOCUMENTS = (
    Document(
        url="https://kartta.hel.fi/avoindata/aineistot/osaalueet.geojson",
        description="Subdistricts of Helsinki: GeoJSON, EPSG:4326, 148 polygons",
        content_type="application/geo+json",
        encoding="utf-8",
        modified=datetime(2016, 2, 1, 5, 0, tzinfo=UTC),
        answer=generated(_collection),
    ),
)
