"""Values that repeat in the whole table: unique fields and primary keys.

What does not belong here: foreign keys (references), or how a cell becomes a key (columns).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from pipelines.validate.columnar.cutting import NOWHERE
from pipelines.validate.columnar.tokenising import Numbers

ROW = "row"


@dataclass(frozen=True)
class Repeats:
    """Rows whose key an earlier row has."""

    rows: Numbers
    before: Numbers
    """The last earlier row with the same key, for each of them."""


class KeyCollector:
    """The keys of all batches, in the order of the rows."""

    def __init__(self) -> None:
        self._extents: list[Numbers | tuple[int, int]] = []
        self._frames: list[dict[int, pl.DataFrame]] = []
        self._found: dict[tuple[int, ...], tuple[Repeats, Numbers]] = {}

    def add(self, numbers: Numbers, keys: Mapping[int, pl.DataFrame]) -> None:
        """Take a batch's keys."""
        together = len(numbers) > 0 and numbers[-1] - numbers[0] + 1 == len(numbers)
        self._extents.append((int(numbers[0]), len(numbers)) if together else numbers)
        self._frames.append(dict(keys))

    def repeats(self, columns: tuple[int, ...]) -> tuple[Repeats, Numbers]:
        """Return the rows that repeat a key, and those whose key is null in every part."""
        if columns not in self._found:
            self._found[columns] = self._repeats(columns)
        return self._found[columns]

    def _repeats(self, columns: tuple[int, ...]) -> tuple[Repeats, Numbers]:
        if self._ascend(columns):
            return Repeats(NOWHERE, NOWHERE), NOWHERE
        numbers = np.concatenate([NOWHERE, *(_numbers(extent) for extent in self._extents)])
        if not len(numbers):
            return Repeats(NOWHERE, NOWHERE), NOWHERE
        parts = [self._column(index) for index in columns]
        empty = pl.select(
            pl.all_horizontal(
                (pl.lit(part["value"]).is_null() & (pl.lit(part["other"]) == 0)) for part in parts
            )
        ).to_series()
        frame = _without_constants(parts).with_columns(pl.Series(ROW, numbers))
        if empty.any():
            frame = frame.filter(~empty)
        return _repeats(frame), numbers[empty.to_numpy()]

    def _ascend(self, columns: tuple[int, ...]) -> bool:
        """Tell, without any copy, whether a single key of whole numbers only grows."""
        if len(columns) > 1:
            return False
        last: int | None = None
        for frame in self._frames:
            values, other = frame[columns[0]].get_columns()
            if values.dtype != pl.Int64 or values.null_count() or (other != 0).any():
                return False
            if not (values.diff().drop_nulls() > 0).all():
                return False
            if len(values) and last is not None and values[0] <= last:
                return False
            last = values[-1] if len(values) else last
        return True

    def _column(self, index: int) -> pl.DataFrame:
        return pl.concat(frame[index] for frame in self._frames)


def _without_constants(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    columns: dict[str, Any] = {}
    for number, part in enumerate(parts):
        columns[f"value{number}"] = part["value"]
        if (part["other"] != 0).any():
            columns[f"other{number}"] = part["other"]
    return pl.DataFrame(columns)


def _repeats(frame: pl.DataFrame) -> Repeats:
    keys = [name for name in frame.columns if name != ROW]
    if _all_distinct(frame.select(keys)):
        return Repeats(NOWHERE, NOWHERE)
    key = pl.struct(keys) if len(keys) > 1 else pl.col(keys[0])
    same = frame.filter(key.is_duplicated())
    same = same.with_columns(pl.col(ROW).shift(1).over(keys).alias("before"))
    same = same.filter(pl.col("before").is_not_null()).sort(ROW)
    return Repeats(same[ROW].to_numpy(), same["before"].to_numpy())


def _all_distinct(keys: pl.DataFrame) -> bool:
    if keys.width > 1:
        return False
    series = keys.to_series()
    return series.n_unique() == len(series)


def _numbers(extent: Numbers | tuple[int, int]) -> Numbers:
    if isinstance(extent, tuple):
        first, count = extent
        return np.arange(first, first + count)
    return extent
