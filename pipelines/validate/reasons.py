"""Why each invalid row is invalid: frictionless' own errors, or the row's cells read once more.

Frictionless lists errors up to a limit, and a file can have a million invalid rows; each of them is
given its reasons in the quarantine. What does not belong here: words (phrasing), and the verdict:
a row is invalid because the validation said so, whatever is found here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from frictionless import Field, Schema

from pipelines.validate.grouping import fault_of

MEMORY = 50_000
"""Different cells of a column whose faults are remembered."""
BETWEEN_ROWS = "row-error"
"""The reason of a row whose own cells are sound: it repeats another, or refers to none."""

Record = dict[str, Any]


class Reasons:
    """The reasons of the invalid rows of one validation."""

    def __init__(
        self, schema: Schema, report: Mapping[str, Any], *, as_validated: bool = True
    ) -> None:
        """`as_validated`: whether the records that are asked about are those that were checked.

        They are not where declared steps changed them; then only the listed errors are told.
        """
        self._descriptor = schema.to_descriptor()
        self._listed: dict[int, list[Record]] = defaultdict(list)
        for task in report["tasks"]:
            for error in task["errors"]:
                if "rowNumber" in error:
                    self._listed[error["rowNumber"]].append(fault_of(self._descriptor, error))
        in_order = self._descriptor.get("fieldsMatch", "exact") == "exact"
        self._columns = (
            [_Column(self._descriptor, field, at) for at, field in enumerate(schema.fields, 1)]
            if as_validated and in_order
            else []
        )

    def of(self, number: int, record: list[Any]) -> list[Record]:
        """Return the faults of an invalid row, as `report.fault_of` does; at least one."""
        if number in self._listed:
            return self._listed[number]
        return self._found(record) or [_fault(self._descriptor, BETWEEN_ROWS)]

    def _found(self, record: list[Any]) -> list[Record]:
        read = [
            column.read(record[at] if at < len(record) else None)
            for at, column in enumerate(self._columns)
        ]
        if read and all(blank for blank, _ in read):
            return [_fault(self._descriptor, "blank-row")]
        found = [fault for _, faults in read for fault in faults]
        if self._columns:
            found += self._of_the_length(len(record))
        return found

    def _of_the_length(self, cells: int) -> list[Record]:
        extra = range(len(self._columns) + 1, cells + 1)
        missing = self._columns[cells:]
        return [
            *(_fault(self._descriptor, "extra-cell", number=number) for number in extra),
            *(column.fault("missing-cell") for column in missing),
        ]


class _Column:
    """A field's own reader, which remembers what it said of a cell."""

    def __init__(self, descriptor: Mapping[str, Any], field: Field, number: int) -> None:
        self._descriptor = descriptor
        self._name = field.name
        self._number = number
        self._read = field.create_cell_reader()
        self._known: dict[Any, tuple[bool, list[Record]]] = {}

    def read(self, cell: Any) -> tuple[bool, list[Record]]:
        """Return whether the cell is blank, and its faults."""
        # 1, 1.0 and True are one key in Python, and three cells.
        key = cell if isinstance(cell, str) else (type(cell), cell)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MEMORY:
                self._known.clear()
            known = self._known[key] = self._look(cell)
        return known

    def _look(self, cell: Any) -> tuple[bool, list[Record]]:
        value, notes = self._read(cell)
        notes = dict(notes or {})
        faults = []
        wrong_type = notes.pop("type", None)
        if wrong_type:
            faults.append(self.fault("type-error", wrong_type))
        faults += [self.fault("constraint-error", note) for note in notes.values()]
        return value is None and not wrong_type, faults

    def fault(self, kind: str, note: str = "") -> Record:
        """Return a fault of this column."""
        return _fault(self._descriptor, kind, self._name, self._number, note)


def _fault(
    descriptor: Mapping[str, Any],
    kind: str,
    name: str | None = None,
    number: int | None = None,
    note: str = "",
) -> Record:
    place = {"fieldName": name, "fieldNumber": number}
    return fault_of(descriptor, {"type": kind, "note": note, **place})
