"""What the parts of a table add up to: counts, invalid rows, keys, and the rows to be listed.

What does not belong here: errors' descriptors (errors) and their list (listing).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from frictionless import errors

from pipelines.validate.columnar.columns import CellFaults
from pipelines.validate.columnar.cutting import Positions
from pipelines.validate.columnar.errors import ALL_NULL, Integrity, KeyOrder, kinds
from pipelines.validate.columnar.keys import KeyCollector
from pipelines.validate.columnar.rows import Checked, Fault
from pipelines.validate.columnar.stream import Part
from pipelines.validate.columnar.tokenising import Batch, Numbers, first_rows

Kind = tuple[str, int | None]
"""An error's type and field number."""


class Gathering:
    """Takes the parts in their order; bounded by the rows that are to be listed, and the keys."""

    def __init__(
        self, scope: frozenset[str], width: int, limit_errors: int | None, limit_rows: int | None
    ) -> None:
        self._scope = scope
        self._width = width
        self._limit_errors = limit_errors
        self._limit_rows = limit_rows
        self._keys = KeyCollector()
        self._faulty: list[Numbers] = []
        self._extents: list[tuple[int, int, Numbers | None]] = []
        self._foreign: dict[int, list[int]] = {}
        self.rows = 0
        self.counts: Counter[Kind] = Counter()
        """All errors of rows, by type and field; the keys' own once `integrity` was called."""
        self.kept: dict[int, tuple[list[str], Fault]] = {}
        """The first faulty rows by their number."""

    @property
    def first(self) -> int | None:
        """The number of the first row; None where there is none."""
        if not self._extents:
            return None
        last, count, numbers = self._extents[0]
        return last - count + 1 if numbers is None else int(numbers[0])

    @property
    def full(self) -> bool:
        """Whether no more rows are wanted."""
        return self._limit_rows is not None and self.rows >= self._limit_rows

    def add(self, part: Part) -> None:
        """Take the next part."""
        batch, keys, room = part.batch, part.checked.keys, len(part.batch.numbers)
        if self._limit_rows is not None and self._limit_rows - self.rows < room:
            room = self._limit_rows - self.rows
            batch = first_rows(batch, room)
            keys = {index: frame.head(room) for index, frame in keys.items()}
        numbers = batch.numbers
        if not len(numbers):
            return
        self.rows += len(numbers)
        together = numbers[-1] - numbers[0] + 1 == len(numbers)
        self._extents.append((int(numbers[-1]), len(numbers), None if together else numbers))
        self._keys.add(numbers, keys)
        self._add_faults(batch, part.checked)
        for place, broken in enumerate(part.broken):
            for number in numbers[broken[broken < len(numbers)]].tolist():
                self._foreign.setdefault(number, []).append(place)

    def _add_faults(self, batch: Batch, checked: Checked) -> None:
        """Count the faults in scope, and keep those of the first rows."""
        faulty = [
            self._count_cells(index, found, len(batch.numbers))
            for index, found in checked.cells.items()
        ]
        whole = dict.fromkeys(checked.blank, Fault(blank=True)) | checked.odd
        rows = [
            row for row, fault in whole.items() if row < len(batch.numbers) and self._counted(fault)
        ]
        positions = np.unique(np.concatenate([np.array(rows, np.int64), *faulty]))
        self._faulty.append(batch.numbers[positions])
        listed = positions
        if self._limit_errors is not None:
            listed = positions[: max(0, self._limit_errors - len(self.kept))]
        faults = checked.faults(listed) if len(listed) else {}
        for position, cells in _cells(batch, listed.tolist()):
            self.kept[int(batch.numbers[position])] = (cells, faults[position])

    def _count_cells(self, index: int, found: CellFaults, height: int) -> Positions:
        """Return the positions of a column's faults in scope."""
        within = found.positions < height
        counts = np.bincount(found.codes[within], minlength=len(found.notes)).tolist()
        in_scope = np.zeros(len(found.notes), np.bool_)
        for code, (notes, count) in enumerate(zip(found.notes, counts, strict=True)):
            kinds_of = [k for k in kinds(Fault({index: notes}), self._width) if k[0] in self._scope]
            in_scope[code] = bool(kinds_of)
            for kind in kinds_of if count else ():
                self.counts[kind] += count
        return found.positions[within & in_scope[found.codes]]

    def _counted(self, fault: Fault) -> bool:
        found = [kind for kind in kinds(fault, self._width) if kind[0] in self._scope]
        self.counts.update(found)
        return bool(found)

    def integrity(self, order: KeyOrder) -> dict[int, Integrity]:
        """Return the key errors of every row that has any, in scope or not."""
        unique: dict[int, dict[int, int]] = {}
        primary: dict[int, int] = {}
        for index in order.unique:
            repeats, _ = self._keys.repeats((index,))
            for row, before in zip(repeats.rows.tolist(), repeats.before.tolist(), strict=True):
                unique.setdefault(row, {})[index] = before
        if order.primary:
            repeats, nulls = self._keys.repeats(order.primary)
            primary.update(zip(repeats.rows.tolist(), repeats.before.tolist(), strict=True))
            primary.update(dict.fromkeys(nulls.tolist(), ALL_NULL))
        found = {
            row: Integrity(unique.get(row, {}), primary.get(row), tuple(self._foreign.get(row, ())))
            for row in sorted({*unique, *primary, *self._foreign})
        }
        for integrity in found.values():
            self.counts.update(self.in_scope(integrity))
        return found

    def in_scope(self, integrity: Integrity) -> Sequence[Kind]:
        """Return the errors that the key errors of a row are, as far as they count."""
        return [kind for kind in _kinds_of(integrity) if kind[0] in self._scope]

    def invalid(self, integrity: dict[int, Integrity]) -> Numbers:
        """Return the numbers of all invalid rows, ascending."""
        by_keys = [row for row, found in integrity.items() if self.in_scope(found)]
        return np.unique(np.concatenate([np.array(by_keys, np.int64), *self._faulty]))

    def rows_until(self, number: int) -> int:
        """Return how many rows there are up to the one of that number."""
        rows = 0
        for last, count, numbers in self._extents:
            if last > number:
                within = numbers if numbers is not None else np.arange(last - count + 1, last + 1)
                return rows + int(np.searchsorted(within, number, "right"))
            rows += count
        return rows


def _cells(batch: Batch, positions: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
    regular = [position for position in positions if position not in batch.odd]
    for position, row in zip(regular, batch.frame[regular].rows(), strict=True):
        yield position, list(row)
    for position in positions:
        if position in batch.odd:
            yield position, batch.odd[position]


def _kinds_of(integrity: Integrity) -> Iterator[Kind]:
    for index in integrity.unique:
        yield errors.UniqueError.type, index + 1
    if integrity.primary is not None:
        yield errors.PrimaryKeyError.type, None
    for _ in integrity.foreign:
        yield errors.ForeignKeyError.type, None


def cells_of(batch: Batch, wanted: Positions) -> dict[int, list[str]]:
    """Return the cells of the rows of those numbers that the batch holds."""
    positions = np.flatnonzero(np.isin(batch.numbers, wanted)).tolist()
    return {int(batch.numbers[position]): cells for position, cells in _cells(batch, positions)}
