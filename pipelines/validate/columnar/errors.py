"""The errors of a row as frictionless describes them: its texts, its order, its places.

Descriptors are written straight from frictionless' own templates, because its error objects cost
more than finding the error did. What does not belong here: finding errors (rows, keys, references).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from frictionless import errors

from pipelines.validate.columnar.columns import Column
from pipelines.validate.columnar.references import Lookup
from pipelines.validate.columnar.rows import Fault

Descriptor = dict[str, Any]
ALL_NULL = 0
"""In place of an earlier row's number: the primary key is null in every part."""


@dataclass(frozen=True)
class Integrity:
    """The key errors of one row."""

    unique: dict[int, int] = field(default_factory=dict)
    """Index of a column → the earlier row with the same value."""
    primary: int | None = None
    """The earlier row with the same key, or ALL_NULL."""
    foreign: tuple[int, ...] = ()
    """The broken foreign keys, by their place among the lookups."""


SOUND = Integrity()
"""No key errors."""


@dataclass(frozen=True)
class KeyOrder:
    """The columns that frictionless reads before all others, to check keys."""

    unique: tuple[int, ...]
    primary: tuple[int, ...]
    foreign: tuple[tuple[int, ...], ...]

    def first_read(self, found: Integrity) -> Iterator[int]:
        """Yield the columns read before the first key error, which makes it read all the rest."""
        for index in self.unique:
            yield index
            if index in found.unique:
                return
        yield from self.primary
        if found.primary is not None:
            return
        for place, indexes in enumerate(self.foreign):
            yield from indexes
            if place in found.foreign:
                return


class RowErrors:
    """Writes the descriptors of rows' errors."""

    def __init__(
        self, columns: Sequence[Column], order: KeyOrder, lookups: Sequence[Lookup]
    ) -> None:
        self._columns = columns
        self._order = order
        self._lookups = lookups

    def of(
        self, number: int, cells: list[str], fault: Fault, integrity: Integrity
    ) -> list[Descriptor]:
        """Return a row's errors in frictionless' order."""
        row = {"cells": cells, "rowNumber": number}
        if fault.blank:
            found = [_described(errors.BlankRowError, "", row)]
        else:
            found = list(self._of_cells(row, fault, integrity))
        if integrity is not SOUND:
            found += self._of_keys(row, integrity)
        return found

    def _of_cells(
        self, row: Descriptor, fault: Fault, integrity: Integrity
    ) -> Iterator[Descriptor]:
        cells: list[str] = row["cells"]
        for index in self._in_order(fault, integrity):
            for name, note in fault.notes[index].items():
                kind = errors.TypeError if name == "type" else errors.ConstraintError
                cell = cells[index] if index < len(cells) else "None"
                yield _described(kind, note, row | self._place(index, cell))
        if fault.width is None:
            return
        for index in range(len(self._columns), len(cells)):
            place = {"cell": cells[index], "fieldName": "", "fieldNumber": index + 1}
            yield _described(errors.ExtraCellError, "", row | place)
        for index in range(len(cells), len(self._columns)):
            yield _described(errors.MissingCellError, "", row | self._place(index, ""))

    def _in_order(self, fault: Fault, integrity: Integrity) -> Iterable[int]:
        if len(fault.notes) < 2:
            return fault.notes
        first = [index for index in self._order.first_read(integrity) if index in fault.notes]
        return dict.fromkeys((*first, *fault.notes))

    def _of_keys(self, row: Descriptor, integrity: Integrity) -> Iterator[Descriptor]:
        for index in self._order.unique:
            if index in integrity.unique:
                note = f"the same as in the row at position {integrity.unique[index]}"
                value = str(self._value(row, index))
                yield _described(errors.UniqueError, note, row | self._place(index, value))
        if integrity.primary is not None:
            note = f"the same as in the row at position {integrity.primary}"
            if integrity.primary == ALL_NULL:
                note = 'cells composing the primary keys are all "None"'
            yield _described(errors.PrimaryKeyError, note, row)
        for place in integrity.foreign:
            yield self._foreign(row, self._lookups[place])

    def _foreign(self, row: Descriptor, lookup: Lookup) -> Descriptor:
        values = [self._value(row, column.index) for column in lookup.columns]
        reference = lookup.reference
        note = (
            f'for "{", ".join(reference.target_key)}": values "{", ".join(map(str, values))}"'
            f' not found in the lookup table "{reference.source_name}"'
            f' as "{", ".join(reference.source_key)}"'
        )
        ends = {
            "fieldNames": list(reference.target_key),
            "fieldCells": ["" if value is None else str(value) for value in values],
            "referenceName": reference.source_name,
            "referenceFieldNames": list(reference.source_key),
        }
        return _described(errors.ForeignKeyError, note, row | ends)

    def _value(self, row: Descriptor, index: int) -> Any:
        cells: list[str] = row["cells"]
        return self._columns[index].read(cells[index] if index < len(cells) else None).value

    def _place(self, index: int, cell: str) -> Descriptor:
        return {"cell": cell, "fieldName": self._columns[index].name, "fieldNumber": index + 1}


def kinds(fault: Fault, width: int) -> Iterator[tuple[str, int | None]]:
    """Yield the type and field number of each error that a row has by itself."""
    if fault.blank:
        yield errors.BlankRowError.type, None
        return
    for index, notes in fault.notes.items():
        for name in notes:
            kind = errors.TypeError if name == "type" else errors.ConstraintError
            yield kind.type, index + 1
    if fault.width is not None:
        for index in range(width, fault.width):
            yield errors.ExtraCellError.type, index + 1
        for index in range(fault.width, width):
            yield errors.MissingCellError.type, index + 1


def _described(kind: type[errors.Error], note: str, details: Descriptor) -> Descriptor:
    descriptor: Descriptor = {
        "type": kind.type,
        "title": kind.title,
        "description": kind.description,
        "message": "",
        "tags": kind.tags,
        "note": note,
        **details,
    }
    descriptor["message"] = kind.template.format_map(descriptor)
    return descriptor
