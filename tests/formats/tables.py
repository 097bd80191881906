"""Tables of every Arrow type, drawn by hypothesis or fixed, for the tests of all writers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import shapely
from hypothesis import strategies as st

from pipelines.formats import GEOMETRY, places
from pipelines.model import GEOGRAPHIC_FORMATS, FormatName

SCHEMA = pa.schema(
    [
        ("number", pa.int64()),
        ("text", pa.string()),
        ("ratio", pa.float64()),
        ("amount", pa.decimal128(15, 3)),
        ("open", pa.bool_()),
        ("day", pa.date32()),
        ("time", pa.time64("us")),
        ("local", pa.timestamp("us")),
        ("moment", pa.timestamp("us", tz="UTC")),
    ]
)


def table(rows: list[tuple[Any, ...]]) -> pa.Table:
    """Return rows of SCHEMA, each preceded by its own number so that no row is wholly empty."""
    numbered = [dict(zip(SCHEMA.names, (i, *row), strict=True)) for i, row in enumerate(rows)]
    return pa.Table.from_pylist(numbered, schema=SCHEMA)


def for_format(name: FormatName, plain: pa.Table) -> pa.Table:
    """Return the table as the format is given it: geographic ones with every third place null."""
    if name not in GEOGRAPHIC_FORMATS:
        return plain
    shapes = [
        shapely.Point(round(24.9 + i / 1000, 7), 60.1708333) if i % 3 else None
        for i in range(plain.num_rows)
    ]
    return plain.append_column(pa.field(GEOMETRY, pa.binary()), places.to_column(shapes))


DRAWN_TEXT = st.one_of(
    st.text(),
    st.text(alphabet="\",;\r\n\t\\'= äÖ€😀0_x\x1f\u2028", max_size=8),
    st.sampled_from(
        ["", "007", "=1+1", "NA", "null", "true", "1e5", "_x0041_", " a ", "http://a.fi"]
    ),
)
DRAWN = st.tuples(
    st.none() | DRAWN_TEXT,
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.decimals("-999999999999.999", "999999999999.999", places=3),
    st.none() | st.booleans(),
    st.none() | st.dates(),
    st.none() | st.times(),
    st.none() | st.datetimes(),
    st.none() | st.datetimes(timezones=st.just(dt.UTC)),
)
DRAWN_TABLES = st.lists(DRAWN, max_size=8).map(table)

FIXED = table(
    [
        (
            '007 "ä"\r\n',
            0.1 + 0.2,
            Decimal("1.500"),
            True,
            dt.date(2024, 2, 29),
            dt.time(23, 59, 59),
            dt.datetime(2024, 2, 29, 12, 30),
            dt.datetime(2024, 2, 29, 10, 30, tzinfo=dt.UTC),
        ),
        (None,) * 8,
    ]
    * 20
)
"""Forty rows that every format can hold."""
