"""Where two tables differ: what was read back against what was to be written.

What does not belong here: showing a value; a difference is named by its column and row only.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Difference:
    """The first place where two tables differ; the row's index is None where a count differs."""

    what: str
    row: int | None = None


def first_difference(expected: pa.Table, found: pa.Table) -> Difference | None:
    """Return the first difference in columns, types, number of rows or values, or None.

    Null equals null and differs from an empty text; NaN equals NaN; a decimal is compared exactly.
    """
    if not expected.schema.equals(found.schema):
        return Difference("the columns or their types")
    if expected.num_rows != found.num_rows:
        return Difference(f"{found.num_rows:,} rows instead of {expected.num_rows:,}")
    for name in expected.column_names:
        row = _first_row(expected.column(name), found.column(name))
        if row is not None:
            return Difference(f"column `{name}`", row)
    return None


def _first_row(expected: pa.ChunkedArray, found: pa.ChunkedArray) -> int | None:
    if expected.equals(found):
        return None
    same = pc.equal(expected, found)
    if pa.types.is_floating(expected.type):
        same = pc.or_(same, pc.and_(pc.is_nan(expected), pc.is_nan(found)))
    both_null = pc.and_(expected.is_null(), found.is_null())
    row: int = pc.index(pc.or_(pc.fill_null(same, False), both_null), False).as_py()
    return row if row >= 0 else None
