"""The rows that frictionless cast, collected column by column while it validates.

What does not belong here: the verdict (verdict), or how a value becomes an Arrow value (types).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from frictionless import Schema

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
    """Counts all rows; keeps their values as long as every row was valid.

    With `keep_valid` it keeps those of the valid rows also where others are not.
    """

    def __init__(self, schema: Schema, *, keep_valid: bool = False) -> None:
        self._keep_valid = keep_valid
        self._names: list[str] = [field.name for field in schema.fields]
        self._columns = [column_of(field) for field in schema.fields]
        self._buffers: list[list[Any]] = [[] for _ in self._names]
        self._numbers: list[int] = []
        self._unfit: dict[int, Finding] = {}
        self.rows = 0
        self.invalid: list[int] = []
        """The record numbers of the invalid rows, ascending."""
        self.counts: Mapping[tuple[str, int | None], int] = {}
        """Errors beyond those that are listed: none, for frictionless ends where its list does."""
        self.findings: list[Finding] = []
        """Our own checks that failed, in the order of the columns; known after `close`."""

    def row(self, row: Any) -> None:
        """Take a validated frictionless Row: the callback of `Resource.validate`."""
        self.rows += 1
        if not row.valid:
            self.invalid.append(row.row_number)
            if not self._keep_valid:
                self._empty()
        elif self._keep_valid or not self.invalid:
            self._keep(row)

    @property
    def invalid_rows(self) -> int:
        """Return how many rows are invalid."""
        return len(self.invalid)

    def close(self, labels: list[str], header_row: int) -> None:
        """Take note that the last row of a valid table has come.

        Frictionless accepts an empty header row without a word and takes the columns as they come.
        """
        self._flush()
        for number, column in enumerate(self._columns):
            if number not in self._unfit:
                try:
                    column.finish()
                except DoesNotFit as unfit:
                    self._note(number, unfit)
        found = [] if any(labels) else [Finding(NO_HEADER, None, None, header_row)]
        self.findings = found + [finding for _, finding in sorted(self._unfit.items())]

    def table(self) -> pa.Table:
        """Return the typed table; only where every row was valid and nothing was found."""
        arrays = [column.finish() for column in self._columns]
        return pa.Table.from_arrays(arrays, names=self._names)

    def _keep(self, row: Any) -> None:
        self._numbers.append(row.row_number)
        for name, buffer in zip(self._names, self._buffers, strict=True):
            buffer.append(row.get(name))
        if len(self._buffers[0]) >= CHUNK:
            self._flush()

    def _flush(self) -> None:
        for number, (column, buffer) in enumerate(zip(self._columns, self._buffers, strict=True)):
            if number not in self._unfit:
                try:
                    column.add(buffer)
                except DoesNotFit as unfit:
                    self._note(number, unfit)
        self._empty()

    def _empty(self) -> None:
        self._numbers = []
        self._buffers = [[] for _ in self._names]

    def _note(self, number: int, unfit: DoesNotFit) -> None:
        row = None if unfit.position is None else self._numbers[unfit.position]
        self._unfit[number] = Finding(unfit.check, self._names[number], number + 1, row)
