"""How a writer says that its format cannot hold a value: file, column, row, why; never the value.

What does not belong here: which values a format can hold; each format knows that.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import ConversionFailed


def refuse_where(
    bad: pa.ChunkedArray, path: Path, column: str, reason: str, remedy: str = ""
) -> None:
    """Raise ConversionFailed for the first row where the mask is true (null counts as false)."""
    row = pc.index(bad, True).as_py()
    if row >= 0:
        raise refusal(path, column, row, reason, remedy)


def refusal(path: Path, column: str, row: int, reason: str, remedy: str = "") -> ConversionFailed:
    """Return the error for a row's index; people count from 1, and the header too."""
    return ConversionFailed(
        f"{path.name}: column `{column}`, row {row + 2}: {reason}", remedy=remedy
    )


def refuse_not_finite(table: pa.Table, path: Path) -> None:
    """Raise ConversionFailed where a float is NaN or infinite: most formats have no such number."""
    for field in table.schema:
        if pa.types.is_floating(field.type):
            bad = pc.invert(pc.is_finite(table.column(field.name)))
            refuse_where(
                bad,
                path,
                field.name,
                f"{path.suffix[1:].upper()} has no NaN or infinity",
                "declare such cells as missingValues, or leave this format out",
            )
