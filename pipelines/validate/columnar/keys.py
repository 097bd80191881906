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
        self._numbers: list[Numbers] = []
        self._frames: list[dict[int, pl.DataFrame]] = []
        self._found: dict[tuple[int, ...], tuple[Repeats, Numbers]] = {}

    def add(self, numbers: Numbers, keys: Mapping[int, pl.DataFrame]) -> None:
        """Take a batch's keys."""
        self._numbers.append(numbers)
        self._frames.append(dict(keys))

    def repeats(self, columns: tuple[int, ...]) -> tuple[Repeats, Numbers]:
        """Return the rows that repeat a key, and those whose key is null in every part."""
        if columns not in self._found:
            self._found[columns] = self._repeats(columns)
        return self._found[columns]

    def _repeats(self, columns: tuple[int, ...]) -> tuple[Repeats, Numbers]:
        numbers = np.concatenate([np.empty(0, np.int64), *self._numbers])
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
    if series.dtype == pl.Int64 and series.is_sorted() and not series.null_count():
        return bool((series.diff().drop_nulls() > 0).all())
    return series.n_unique() == len(series)
