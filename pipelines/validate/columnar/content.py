"""Which records are content: below the header, no comment, and not blank where blank ones go.

What does not belong here: what a row holds (columns), or how the header is read (frictionless).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
from frictionless import Dialect

from pipelines.validate.columnar.cutting import Mask
from pipelines.validate.columnar.tokenising import Batch

Filter = Callable[[Batch], Batch]


def content_filter(dialect: Dialect) -> Filter:
    """Return a function that takes the records away that frictionless passes over."""
    first = int(dialect.create_first_content_row())
    comment = dialect.create_comment_filter()
    blank = dialect.create_blank_filter()

    def content(batch: Batch) -> Batch:
        below = batch.numbers >= first
        keep = below.copy()
        if comment is not None:
            keep &= _no_comment(batch, dialect, comment)
        if blank is not None:
            keep &= _not_blank(batch, blank)
        return batch if keep.all() else _kept(batch, keep)

    return content


def _no_comment(batch: Batch, dialect: Dialect, keeps: Callable[[int, list[Any]], bool]) -> Mask:
    mask = ~np.isin(batch.numbers, [row for row in dialect.comment_rows if isinstance(row, int)])
    if dialect.comment_char:
        starts = batch.frame.to_series(0).str.starts_with(dialect.comment_char)
        mask &= ~starts.to_numpy()
    for position, cells in batch.odd.items():
        mask[position] = keeps(int(batch.numbers[position]), cells)
    return mask


def _not_blank(batch: Batch, keeps: Callable[[list[Any]], bool]) -> Mask:
    filled = batch.frame.select(pl.any_horizontal(pl.all() != "")).to_series()
    mask: Mask = filled.to_numpy().copy()
    for position, cells in batch.odd.items():
        mask[position] = keeps(cells)
    return mask


def _kept(batch: Batch, keep: Mask) -> Batch:
    places = np.cumsum(keep) - 1
    odd = {int(places[position]): cells for position, cells in batch.odd.items() if keep[position]}
    return Batch(batch.numbers[keep], batch.frame.filter(pl.Series(keep)), odd)
