"""Frictionless' own reader of a field, asked once for each distinct text.

What does not belong here: which texts need it (columns), or errors' wording (frictionless').
"""

from __future__ import annotations

from typing import Any, NamedTuple

from frictionless import Field

Notes = dict[str, str]
"""Why a cell is refused: `type`, or the names of constraints, each with frictionless' note."""
REMEMBERED = 100_000
"""Distinct texts that are kept: beyond, a column repeats itself too seldom for it to help."""


class ReaderFailed(Exception):
    """Frictionless' reader raised: the whole validation would, so nothing here can replace it."""


class Reading(NamedTuple):
    """What a cell reads as."""

    value: Any
    """None where the cell is missing or of the wrong type."""
    notes: Notes | None


class ExactReader:
    """Reads the cells of one field. Threads may share it: at worst a text is read twice."""

    def __init__(self, field: Field) -> None:
        self._read = field.create_cell_reader()
        self._memo: dict[str | None, Reading] = {}
        self._notes: dict[tuple[tuple[str, str], ...], Notes] = {}

    def __call__(self, text: str | None) -> Reading:
        """Return what the cell reads as; None stands for a cell that its row lacks."""
        known = self._memo.get(text)
        if known is not None:
            return known
        reading = self._fresh(text)
        if len(self._memo) >= REMEMBERED:
            self._memo = {}
        self._memo[text] = reading
        return reading

    def _fresh(self, text: str | None) -> Reading:
        try:
            value, notes = self._read(text)
        except Exception as failure:
            raise ReaderFailed(str(failure)) from failure
        if not notes:
            return Reading(value, None)
        # A million wrong cells share their few notes.
        return Reading(value, self._notes.setdefault(tuple(notes.items()), notes))
