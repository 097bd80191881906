"""Numbers as doubles, for formats that know no other (XLSX, GeoPackage): exactly, or not at all.

What does not belong here: what a format does about a number that does not fit.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.formats import refusals

EXACT_DIGITS = 15
"""Every decimal of so many digits survives the way into a double and back."""


def from_decimals(column: pa.ChunkedArray, path: Path, name: str) -> pa.ChunkedArray:
    """Return decimals as doubles. Raises ConversionFailed where one would be rounded."""
    # Arrow's own cast from decimal to double multiplies, and so can miss the nearest double.
    doubles = column.cast(pa.string()).cast(pa.float64())
    refusals.refuse_where(
        _rounded(column, doubles),
        path,
        name,
        f"a number of more than {EXACT_DIGITS} digits would be rounded",
        "declare it as a string, or leave this format out",
    )
    return doubles


def to_decimal(value: float, scale: int) -> Decimal:
    """Return the decimal of that scale that the double stands for."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-scale))


def _rounded(column: pa.ChunkedArray, doubles: pa.ChunkedArray) -> pa.ChunkedArray:
    large = pc.greater_equal(pc.abs(doubles), 10.0 ** (EXACT_DIGITS - column.type.scale))
    if not pc.any(large).as_py():
        return large
    pairs = zip(column.to_pylist(), doubles.to_pylist(), strict=True)
    return pa.chunked_array(
        [[exact is not None and Decimal(repr(double)) != exact for exact, double in pairs]]
    )
