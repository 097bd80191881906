"""Foreign keys: which rows name something that the other table does not have.

The other table's keys come from frictionless' lookup. What does not belong here: unique and
primary keys (keys).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from pipelines.validate.columnar.columns import Column
from pipelines.validate.columnar.cutting import Positions
from pipelines.validate.columnar.reading import REMEMBERED
from pipelines.validate.columnar.tokenising import Batch

Cells = tuple[str | None, ...]


@dataclass(frozen=True)
class Reference:
    """A foreign key's two ends."""

    source_name: str
    source_key: tuple[str, ...]
    target_key: tuple[str, ...]


class Lookup:
    """Tells which rows of a batch break one foreign key."""

    def __init__(
        self, reference: Reference, known: set[tuple[Any, ...]], columns: Sequence[Column]
    ) -> None:
        by_name = {column.name: column for column in columns}
        self.reference = reference
        self.columns = [by_name[name] for name in reference.target_key]
        self._known = known
        self._found: dict[Cells, bool] = {}

    def broken(self, batch: Batch) -> Positions:
        """Return the positions of the rows whose key is not null and not in the other table."""
        keys = batch.frame.select(str(column.index) for column in self.columns)
        lost = [row for row in keys.unique().rows() if not self._holds(row)]
        broken = np.zeros(len(batch.numbers), np.bool_)
        if lost:
            wrong = pl.DataFrame(lost, schema=keys.schema, orient="row")
            places = keys.with_row_index("at").join(wrong, on=keys.columns, how="semi")["at"]
            broken[places.to_numpy()] = True
        for position, cells in batch.odd.items():
            key = tuple(
                cells[column.index] if column.index < len(cells) else None
                for column in self.columns
            )
            broken[position] = not self._holds(key)
        return np.flatnonzero(broken)

    def _holds(self, texts: Cells) -> bool:
        known = self._found.get(texts)
        if known is None:
            values = self.values(texts)
            known = set(values) == {None} or values in self._known
            if len(self._found) >= REMEMBERED:
                self._found = {}
            self._found[texts] = known
        return known

    def values(self, texts: Cells) -> tuple[Any, ...]:
        """Return what the key's cells read as."""
        return tuple(
            column.read(text).value for column, text in zip(self.columns, texts, strict=True)
        )
