"""What validation saw of the rows: how many, which are invalid, and the valid ones as Arrow.

Rows come as parts of the columnar engine or one by one from frictionless; the columns are filled
alike. What does not belong here: the verdict (verdict), or how a value becomes an Arrow value
(types).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from frictionless import Schema

from pipelines.validate.columnar.engine import Outcome
from pipelines.validate.columnar.gathering import Kind
from pipelines.validate.columnar.stream import Part
from pipelines.validate.columnar.tokenising import Numbers
from pipelines.validate.columnar.typed import Chunk, as_arrow
from pipelines.validate.types import NO_HEADER, DoesNotFit, column_of

CHUNK = 50_000
"""Rows that are held as Python objects before they become Arrow."""


@dataclass(frozen=True)
class Finding:
    """A check of our own that failed, at its first place in a column."""

    check: str
    field_name: str | None
    field_number: int | None
    """From 1, in the schema; None where it is no column's."""
    row: int | None
    """The record's number with the header counted; None where it is the column as a whole."""


class Capture:
    """Counts all rows and keeps the values of the valid ones."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._names: list[str] = [field.name for field in schema.fields]
        self.restart()

    def restart(self) -> None:
        """Forget everything: the rows come anew."""
        self._columns = [column_of(field) for field in self._schema.fields]
        self._buffer: list[Any] = []
        self._numbers: list[Numbers] = []
        self._unfit: dict[int, Finding] = {}
        self.rows = 0
        self.invalid: Numbers = np.empty(0, np.int64)
        """The numbers of the invalid rows, ascending; known after `close`."""
        self._invalid: list[int] = []
        self._counted: Counter[Kind] = Counter()
        self.counts: Mapping[Kind, int] = self._counted
        """All errors of rows, by type and field number, however few of them are listed."""
        self.findings: list[Finding] = []
        """Our own checks that failed, in the order of the columns; known after `close`."""
        self.plain = True
        """Whether every quote in the file stands where it belongs, as far as is known."""

    @property
    def invalid_rows(self) -> int:
        """How many rows are invalid; known after `close`."""
        return len(self.invalid)

    def part(self, part: Part) -> None:
        """Take the next part of the table from the columnar engine."""
        self.rows += len(part.batch.numbers)
        self.plain = self.plain and part.plain
        if part.typed is not None:
            self._add(part.typed.numbers, part.typed.chunks)

    def row(self, row: Any) -> None:
        """Take the next row from frictionless: the callback of `Resource.validate`."""
        self.rows += 1
        if not row.valid:
            self._invalid.append(row.row_number)
            self._counted.update(
                (error.type, getattr(error, "field_number", None)) for error in row.errors
            )
            return
        self._buffer.append(row)
        if len(self._buffer) >= CHUNK:
            self._flush()

    def end(self, outcome: Outcome) -> None:
        """Know from the columnar engine what it counted."""
        self._invalid = outcome.invalid.tolist()
        self.counts = outcome.counts

    def close(self, nameless_row: int | None) -> None:
        """Take note that all is over; the header's number is given where it names no column."""
        self._flush()
        self.invalid = np.array(self._invalid, np.int64)
        for number, column in enumerate(self._columns):
            if number not in self._unfit:
                try:
                    column.finish()
                except DoesNotFit as unfit:
                    self._note(number, unfit, np.empty(0, np.int64))
        found = [] if nameless_row is None else [Finding(NO_HEADER, None, None, nameless_row)]
        self.findings = found + [finding for _, finding in sorted(self._unfit.items())]

    def table(self) -> pa.Table:
        """Return the valid rows, columns in the schema's order; only where nothing was found."""
        arrays = [column.finish() for column in self._columns]
        table = pa.Table.from_arrays(arrays, names=self._names)
        # A row may turn out to be invalid only after it came: its key stands in an earlier one.
        late = np.isin(np.concatenate([np.empty(0, np.int64), *self._numbers]), self.invalid)
        return table.filter(pa.array(~late)) if late.any() else table

    def _flush(self) -> None:
        rows, self._buffer = self._buffer, []
        numbers = np.array([row.row_number for row in rows], np.int64)
        self._add(numbers, {name: [row.get(name) for row in rows] for name in self._names})

    def _add(self, numbers: Numbers, chunks: Mapping[str, Chunk]) -> None:
        self._numbers.append(numbers)
        for number, (name, column) in enumerate(zip(self._names, self._columns, strict=True)):
            if number not in self._unfit:
                chunk = chunks.get(name, [None] * len(numbers))
                try:
                    if isinstance(chunk, list):
                        column.add(chunk)
                    else:
                        column.add_array(as_arrow(chunk))
                except DoesNotFit as unfit:
                    self._note(number, unfit, numbers)

    def _note(self, number: int, unfit: DoesNotFit, numbers: Numbers) -> None:
        row = None if unfit.position is None else int(numbers[unfit.position])
        self._unfit[number] = Finding(unfit.check, self._names[number], number + 1, row)
