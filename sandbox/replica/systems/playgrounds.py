"""Playgrounds as points in a GeoPackage, written with SQLite alone.

GDAL would stamp its own version and the day of writing into the file; here the header and every
date are fixed, so that the bytes are the same everywhere.
"""

import sqlite3
import struct
from contextlib import closing
from datetime import UTC, date, datetime
from typing import Any

from pyproj import CRS

from sandbox.replica.documents import Document, generated
from sandbox.replica.draws import Draws
from sandbox.replica.places import address, gk25_point, subdistricts

ROWS = 240
LAYER = "leikkipuistot"

_STAMP = "2016-05-02T06:00:00.000Z"
_BOUNDS = (25_490_000.0, 6_670_000.0, 25_515_000.0, 6_690_000.0)
# Two words of SQLite's header tell which version of the library wrote it.
_WRITER_VERSION = slice(96, 100)
_TABLES = f"""
PRAGMA page_size = 4096;
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
  identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL,
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL PRIMARY KEY,
  column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL);
CREATE TABLE {LAYER} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT,
  tunnus TEXT NOT NULL, nimi_fi TEXT, nimi_sv TEXT, osoite TEXT, postinumero TEXT,
  valmistumisvuosi INTEGER, pinta_ala_m2 REAL, vesileikki BOOLEAN, kunnostettu DATE);
"""


def _point(easting: float, northing: float) -> bytes:
    header = struct.pack("<2sBBi", b"GP", 0, 1, 3879)
    return header + struct.pack("<BIdd", 1, 1, easting, northing)


def _playground(draws: Draws, number: int) -> tuple[Any, ...]:
    place = draws.pick(subdistricts())
    street, _, postcode = address(draws)
    return (
        _point(*map(float, gk25_point(draws))),
        f"LP{number:03}",
        f"Leikkipuisto {place.name_fi}",
        None if draws.chance(0.1) else f"Lekparken {place.name_sv}",
        street,
        postcode,
        9999 if draws.chance(0.05) else draws.integer(1950, 2015),
        draws.decimal(400, 9_000, 1),
        draws.chance(0.3),
        None if draws.chance(0.4) else draws.day(date(1995, 1, 1), date(2016, 4, 30)).isoformat(),
    )


def _describe(database: sqlite3.Connection) -> None:
    undefined = [
        (f"Undefined {name}", srs, "NONE", srs, "undefined", None)
        for name, srs in (("Cartesian SRS", -1), ("geographic SRS", 0))
    ]
    known = [
        (CRS(code).name, code, "EPSG", code, CRS(code).to_wkt("WKT1_GDAL"), None)
        for code in (4326, 3879)
    ]
    database.executemany(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", undefined + known
    )
    database.execute(
        "INSERT INTO gpkg_contents VALUES (?, 'features', ?, 'Leikkipuistot', ?, ?, ?, ?, ?, 3879)",
        (LAYER, LAYER, _STAMP, *_BOUNDS),
    )
    database.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', 3879, 0, 0)", (LAYER,)
    )


def _package() -> bytes:
    draws = Draws(240)
    rows = [(number, *_playground(draws, number)) for number in range(1, ROWS + 1)]
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(_TABLES)
        _describe(database)
        database.executemany(
            f"INSERT INTO {LAYER} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            rows,
        )
        database.commit()
        content = bytearray(database.serialize())
    content[_WRITER_VERSION] = struct.pack(">I", 3_040_000)
    return bytes(content)


DOCUMENTS = (
    Document(
        url="https://kartta.hel.fi/avoindata/aineistot/leikkipuistot.gpkg",
        description="Playgrounds: GeoPackage, one layer of points in EPSG:3879, 240 rows",
        content_type="application/geopackage+sqlite3",
        encoding=None,
        modified=datetime(2016, 5, 2, 6, 0, tzinfo=UTC),
        answer=generated(_package),
    ),
)
