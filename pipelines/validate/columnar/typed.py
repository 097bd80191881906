"""The valid rows of a batch as typed columns, by the very readings that validated them.

What does not belong here: which Arrow type a field becomes, and what does not fit it (types).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.validate import types
from pipelines.validate.columnar.columns import Column
from pipelines.validate.columnar.cutting import Mask, Positions
from pipelines.validate.columnar.rows import Checked
from pipelines.validate.columnar.tokenising import Batch, Numbers

Chunk: TypeAlias = Any
"""Values as polars or Arrow hold them, for the column's `add_array`, or Python's for its `add`."""


@dataclass(frozen=True)
class TypedRows:
    """Rows that are valid by themselves; keys are compared only at the end."""

    numbers: Numbers
    chunks: dict[str, Chunk] = field(default_factory=dict)
    """By the name of the field."""


def typed_rows(batch: Batch, columns: Sequence[Column], checked: Checked, keep: Mask) -> TypedRows:
    """Return the rows to keep."""
    kept = None if keep.all() else pl.Series(keep)
    chunks: dict[str, Chunk] = {}
    for column in columns:
        values = _tested(batch, column, checked)
        if values is None:
            texts = batch.frame.to_series(column.index)
            texts = texts if kept is None else texts.filter(kept)
            chunks[column.name] = [column.read(text).value for text in texts.to_list()]
        elif isinstance(values, pl.Series):
            chunks[column.name] = values if kept is None else values.filter(kept)
        else:
            chunks[column.name] = values if kept is None else values.filter(kept.to_arrow())
    return TypedRows(batch.numbers[keep], chunks)


def _tested(batch: Batch, column: Column, checked: Checked) -> Any:
    """Return the values that the vectorised test gives, those of refused texts among them."""
    texts, refused = batch.frame.to_series(column.index), checked.refused[column.index]
    if (values := checked.values.get(column.index)) is not None:
        return _patched(column, texts, values, refused)
    kind = types.column_of(column.field)
    if not isinstance(kind, types.Column):
        return None
    nothing = pl.Series([], dtype=pl.String), pl.Series([None], dtype=pl.UInt32)
    known, places = checked.known.get(column.index, nothing)
    try:
        return _looked_up(column, kind, texts, refused, known, places)
    except types.DoesNotFit:
        return None  # the column itself says where


def _patched(
    column: Column, texts: pl.Series, values: pl.Series, refused: Positions
) -> pl.Series | None:
    """Return the values with those of refused texts; None where one is none of their type."""
    if not len(refused):
        return values
    again = texts.gather(refused)
    distinct = again.unique()
    patches = column.patches(distinct.to_list())
    if patches is None:
        return None
    return values.clone().scatter(
        refused, again.replace_strict(distinct, patches, return_dtype=values.dtype)
    )


def _looked_up(
    column: Column,
    kind: types.Column,
    texts: pl.Series,
    refused: Positions,
    known: pl.Series,
    places: pl.Series,
) -> pa.Array:
    """Return the values of known texts by their places, and of the others likewise."""
    again = texts.gather(refused)
    distinct = again.unique()
    values = kind.array([column.read(text).value for text in [*known, *distinct]])
    places = places.cast(pl.UInt32).extend_constant(None, len(texts) - len(places))
    if len(refused):
        new = pl.arange(len(known), len(known) + len(distinct), dtype=pl.UInt32, eager=True)
        places = places.scatter(
            refused, again.replace_strict(distinct, new, return_dtype=new.dtype)
        )
    return values.take(places.to_arrow())


def kept_rows(height: int, *faulty: Any) -> Mask:
    """Return a mask of the rows at none of the positions given."""
    keep = np.ones(height, np.bool_)
    for positions in faulty:
        keep[positions] = False
    return keep


def as_arrow(chunk: Chunk) -> pa.Array:
    """Return a chunk that is no list as Arrow."""
    if isinstance(chunk, pl.Series):
        return chunk.to_arrow(compat_level=pl.CompatLevel.oldest())
    return chunk
