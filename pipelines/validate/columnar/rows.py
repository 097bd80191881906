"""A batch checked: which of its rows are faulty, and why.

What does not belong here: how an error is worded (errors), or keys between batches (keys).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from pipelines.validate.columnar.accepting import Test, among
from pipelines.validate.columnar.columns import CellFaults, Column
from pipelines.validate.columnar.cutting import Positions
from pipelines.validate.columnar.reading import Notes
from pipelines.validate.columnar.tokenising import Batch


@dataclass(frozen=True)
class Fault:
    """Why a row by itself is faulty."""

    notes: dict[int, Notes] = field(default_factory=dict)
    """Index of a column → why its cell is refused."""
    width: int | None = None
    """The row's cells, where their number is not the table's."""
    blank: bool = False
    """All cells are missing, which frictionless reports instead of all else."""


@dataclass(frozen=True)
class Checked:
    """What a batch holds. A row is faulty by its cells, or as a whole by one of the other two."""

    cells: dict[int, CellFaults]
    """Index of a column → its faulty cells."""
    blank: list[int]
    """The positions of regular rows that are blank."""
    odd: dict[int, Fault]
    """The position of every row of another width → its faults."""
    keys: dict[int, pl.DataFrame]
    """Index of a key column → `value` and `other` (columns.Column.keys)."""
    values: dict[int, pl.Series]
    """Index of a column → what the vectorised test read, where it is wanted and there is one."""
    known: dict[int, tuple[pl.Series, pl.Series]]
    """Index of a column → texts known to be valid, and which of them each row holds, if wanted."""
    refused: dict[int, Positions]
    """Index of a column → the positions that the vectorised test left to the exact reader."""

    def faulty(self) -> Positions:
        """Return the positions of all faulty rows, ascending."""
        whole = np.array([*self.blank, *self.odd], np.int64)
        return np.unique(np.concatenate([whole, *(c.positions for c in self.cells.values())]))

    def faults(self, positions: Positions) -> dict[int, Fault]:
        """Return the faults of some rows by position."""
        notes: dict[int, dict[int, Notes]] = {}
        for index, found in sorted(self.cells.items()):
            here = np.isin(found.positions, positions)
            codes = found.codes[here].tolist()
            for position, code in zip(found.positions[here].tolist(), codes, strict=True):
                notes.setdefault(position, {})[index] = found.notes[code]
        blank = Fault(blank=True)
        return (
            {position: Fault(why) for position, why in notes.items()}
            | dict.fromkeys(self.blank, blank)
            | self.odd
        )


def check(
    batch: Batch, columns: Sequence[Column], keyed: frozenset[int], typed: frozenset[int]
) -> Checked:
    """Check every row of a batch by itself. Raises ReaderFailed."""
    tests = {column.index: column.test(batch.frame.to_series(column.index)) for column in columns}
    results = _results(batch, tests, keyed | typed)
    found = {index: results.get_column(f"value{index}", default=None) for index in keyed | typed}
    values = {index: series for index, series in found.items() if series is not None}
    known = {
        index: (texts, results.get_column(f"read{index}"))
        for index in typed
        if (texts := tests[index].known) is not None
    }
    blank = _blank(batch, columns)
    cells: dict[int, CellFaults] = {}
    refused: dict[int, Positions] = {}
    keys: dict[int, pl.DataFrame] = {}
    for column in columns:
        index = column.index
        left = refused[index] = _refused(results.get_column(f"ok{index}"), batch)
        faults = (
            column.faults(batch.frame.to_series(index).gather(left), left) if len(left) else None
        )
        if faults is not None:
            cells[index] = faults.without(blank) if blank else faults
        if index in keyed:
            keys[index] = _keys(batch, column, values.get(index), left)
    odd = {position: _odd_fault(row, columns) for position, row in batch.odd.items()}
    return Checked(cells, blank, odd, keys, values, known, refused)


def _results(batch: Batch, tests: dict[int, Test], valued: frozenset[int]) -> pl.DataFrame:
    """Return `ok<index>` for every column, and `value<index>` for those whose values are wanted."""
    reads = {f"read{index}": test.reads for index, test in tests.items()}
    frame = batch.frame.with_columns(**{name: e for name, e in reads.items() if e is not None})
    wanted = {f"ok{index}": test.accepts for index, test in tests.items()}
    values = {f"value{index}": tests[index].value for index in valued}
    wanted |= {name: value for name, value in values.items() if value is not None}
    return frame.with_columns(**wanted)


def _refused(accepted: pl.Series, batch: Batch) -> Positions:
    if not batch.odd and not accepted.null_count() and accepted.all():
        return np.empty(0, np.int64)
    refused = ~accepted.fill_null(False).to_numpy()
    refused[list(batch.odd)] = False
    return np.flatnonzero(refused)


def _keys(
    batch: Batch, column: Column, values: pl.Series | None, refused: Positions
) -> pl.DataFrame:
    texts = batch.frame.to_series(column.index)
    keys = column.keys(texts, values, refused)
    if not batch.odd:
        return keys
    texts_of_odd = [_cell(cells, column.index) for cells in batch.odd.values()]
    return column.with_keys(keys, np.array(list(batch.odd)), texts_of_odd)


def _cell(cells: list[str], index: int) -> str | None:
    return cells[index] if index < len(cells) else None


def _blank(batch: Batch, columns: Sequence[Column]) -> list[int]:
    """Return the positions of regular rows whose cells are all missing."""
    if not all(column.missing for column in columns):
        return []
    candidates: Positions | None = None
    for column in columns:
        texts = batch.frame.to_series(column.index)
        if candidates is not None:
            texts = texts.gather(candidates)
        missing = pl.select(among(pl.lit(texts), column.missing)).to_series().to_numpy()
        candidates = np.flatnonzero(missing) if candidates is None else candidates[missing]
        if not len(candidates):
            return []
    assert candidates is not None  # noqa: S101 - there are columns
    return [position for position in candidates.tolist() if position not in batch.odd]


def _odd_fault(cells: list[str], columns: Sequence[Column]) -> Fault:
    readings = [column.read(_cell(cells, column.index)) for column in columns]
    notes = {index: reading.notes for index, reading in enumerate(readings) if reading.notes}
    blank = all(
        reading.value is None and not (reading.notes and "type" in reading.notes)
        for reading in readings
    )
    return Fault(notes, len(cells), blank)
