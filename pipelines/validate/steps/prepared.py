"""The records of a file on their way through the steps, and what is known of them afterwards.

What does not belong here: what each kind of step does (its own file), or reading files (formats).
"""

from __future__ import annotations

import importlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from pipelines.model import Step
from pipelines.validate.steps.bound import Bound, Count
from pipelines.validate.steps.cells import Row, is_blank
from pipelines.validate.steps.header import Header


def prepare(records: Iterable[Row], steps: Sequence[Step], header_row: int = 1) -> Prepared:
    """Return the records on their way through the steps; nothing is read before they are asked for.

    `records` are the reader's: lists of cells from the first record of the file on, any length,
    which the steps may change in place; those above record `header_row` pass untouched.
    """
    return Prepared(records, steps, header_row)


class Prepared:
    """An iterator of records, to be gone through once; afterwards, of places and counts.

    Raises NotTheDeclaredFile at the header where a step names a column that is not there, and what
    the reader raises. Memory does not grow with the rows, but for the places of dropped ones.
    """

    def __init__(self, records: Iterable[Row], steps: Sequence[Step], header_row: int) -> None:
        self._records = records
        self._steps = steps
        self._header_row = header_row
        self._counts = [Count() for _ in steps]
        # Where rows were dropped: the number of the first row after them, and how many so far.
        self._starts, self._shifts = array("q", [0]), array("q", [0])
        self.records = 0
        """Records given out so far, the header and those above it counted."""

    @property
    def counts(self) -> list[dict[str, Any]]:
        """Return of each step {step, type, rows, cells, dropped}: what it has touched so far."""
        return [
            {"step": number, "type": step.type, **vars(count)}
            for number, (step, count) in enumerate(
                zip(self._steps, self._counts, strict=True), start=1
            )
        ]

    @property
    def dropped_rows(self) -> int:
        """Return how many rows the steps have left out so far."""
        return sum(count.dropped for count in self._counts)

    def row_of(self, number: int) -> int:
        """Return the number in the agency's file of a prepared record; both are counted from 1.

        The header is counted, and what stands above it.
        """
        return number + self._shifts[bisect_right(self._starts, number) - 1]

    def rows_of_table(self, invalid: Iterable[int] = ()) -> Callable[[int], int]:
        """Return the function from a row of the typed table, counted from 0, to the file's row.

        `invalid` are the rows of the file that the validator left out of the table, ascending.
        """
        left_out = [self._number_of(row) for row in invalid]
        first = self._header_row + 1

        def row_of(position: int) -> int:
            number = first + position
            before = bisect_right(
                range(len(left_out)), number, key=lambda index: left_out[index] - index
            )
            return self.row_of(number + before)

        return row_of

    def _number_of(self, row: int) -> int:
        """Return the number of the prepared record that was this row of the file."""
        runs = range(len(self._starts))
        run = bisect_right(runs, row, key=lambda index: self._starts[index] + self._shifts[index])
        return row - self._shifts[run - 1]

    def __iter__(self) -> Iterator[Row]:
        """Yield the header as the steps leave it, then the rows that they keep."""
        records = iter(self._records)
        for record in records:
            self.records += 1
            if self._steps and self.records == self._header_row:
                bounds = self._bound(record)
                yield bounds[-1].labels
                yield from self._rows(records, len(record), bounds)
            else:
                yield record

    def _bound(self, labels: Row) -> list[Bound]:
        bounds: list[Bound] = []
        for number, (step, count) in enumerate(
            zip(self._steps, self._counts, strict=True), start=1
        ):
            module = importlib.import_module(f"pipelines.validate.steps.{step.type}")
            header = Header(labels, f"step {number} ({step.type})")
            bounds.append(module.bind(step, header, count))
            labels = bounds[-1].labels
        return bounds

    def _rows(self, rows: Iterator[Row], width: int, bounds: list[Bound]) -> Iterator[Row]:
        changes = [bound.row for bound in bounds if bound.row]
        dropped = 0
        for row in rows:
            if len(row) != width or (not (row and row[0]) and is_blank(row)):
                done: Row | None = _shaped(row, width, bounds)
            else:
                done = row
                for change in changes:
                    done = change(done)
                    if done is None:
                        break
            if done is None:
                dropped += 1
                continue
            self.records += 1
            if dropped != self._shifts[-1]:
                self._starts.append(self.records)
                self._shifts.append(dropped)
            yield done


def _shaped(row: Row, width: int, bounds: list[Bound]) -> Row:
    """Return a row that is too short, too long or empty: as much so after the steps as before."""
    is_short = len(row) < width
    for bound in bounds:
        row = bound.shape(row)
    if is_short:
        # Where the cells that it lacks are dropped, the row would look whole.
        del row[len(bounds[-1].labels) - 1 :]
    return row
