"""The register of street and park trees, as a Parquet file with typed columns.

The bytes depend on the version of pyarrow, which writes its name into the footer; with the locked
one they are the same everywhere.
"""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sandbox.replica.documents import Document, generated
from sandbox.replica.draws import Draws
from sandbox.replica.places import gk25_point

ROWS = 8_000
SCHEMA = pa.schema(
    [
        pa.field("tunnus", pa.string(), nullable=False),
        ("laji_latina", pa.string()),
        ("laji_suomi", pa.string()),
        ("istutusvuosi", pa.int32()),
        ("halkaisija_cm", pa.float64()),
        ("korkeus_m", pa.float64()),
        ("x_gk25", pa.float64()),
        ("y_gk25", pa.float64()),
        ("suojeltu", pa.bool_()),
        ("tarkastettu", pa.date32()),
    ]
)

_SPECIES = (
    ("Tilia × europaea", "puistolehmus"),
    ("Betula pendula", "rauduskoivu"),
    ("Acer platanoides", "metsävaahtera"),
    ("Quercus robur", "metsätammi"),
    ("Sorbus intermedia", "ruotsinpihlaja"),
    ("Ulmus glabra", "vuorijalava"),
)


def _tree(draws: Draws, number: int) -> tuple[Any, ...]:
    latin, finnish = draws.pick(_SPECIES)
    easting, northing = gk25_point(draws)
    return (
        f"HEL-{number:06}",
        latin,
        finnish,
        None if draws.chance(0.3) else draws.integer(1880, 2015),
        draws.decimal(3, 120, 1),
        None if draws.chance(0.1) else draws.decimal(2, 28, 1),
        round(easting + draws.decimal(0, 1, 2), 2),
        round(northing + draws.decimal(0, 1, 2), 2),
        draws.chance(0.02),
        None if draws.chance(0.15) else draws.day(date(2008, 4, 1), date(2016, 9, 30)),
    )


def _register() -> bytes:
    draws = Draws(8000)
    columns = zip(*(_tree(draws, number) for number in range(1, ROWS + 1)), strict=True)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, SCHEMA, strict=True)]
    target = BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=SCHEMA), target, compression="none")
    return target.getvalue()


DOCUMENTS = (
    Document(
        url="https://kartta.hel.fi/avoindata/aineistot/puurekisteri.parquet",
        description="Register of trees: Parquet, 8,000 rows, coordinates in EPSG:3879",
        content_type="application/octet-stream",
        encoding=None,
        modified=datetime(2016, 10, 3, 4, 30, tzinfo=UTC),
        answer=generated(_register),
    ),
)
