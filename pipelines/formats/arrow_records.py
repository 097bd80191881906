"""Records that come as Arrow batches, turned into lists of cells in Python's own types.

What does not belong here: where the batches come from (`parquet`, `gpkg`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from pipelines.formats import objects


def records(batch: pa.RecordBatch) -> Iterator[list[Any]]:
    """Yield the rows: int, float, Decimal, bool, str, date, time, datetime, or None.

    What is nested becomes compact JSON text. Raises pa.ArrowInvalid for times that are finer than a
    microsecond: Python's have no place for the rest.
    """
    columns = [_cells(column) for column in batch.columns]
    return (list(row) for row in zip(*columns, strict=True))


def _cells(column: pa.Array) -> list[Any]:
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(pa.timestamp("us", tz=kind.tz))
    elif pa.types.is_time64(kind) and kind.unit == "ns":
        column = column.cast(pa.time64("us"))
    values: list[Any] = column.to_pylist()
    return [objects.scalar(value) for value in values] if pa.types.is_nested(kind) else values
