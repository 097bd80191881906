"""Where the records of a file lie, so that a few of them can be read once more.

What does not belong here: files that are not UTF-8 already, or not plain: they are read anew as a
whole (engine).
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from pathlib import Path

import numpy as np

from pipelines.validate.columnar.pieces import Piece
from pipelines.validate.columnar.tokenising import Numbers, record


class Places:
    """The places of the records that were read so far, four bytes each."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._offsets: list[int] = []
        self._ends: list[np.ndarray[tuple[int], np.dtype[np.uint32]]] = []

    def add(self, piece: Piece) -> None:
        """Take note of a piece's records, where they can be found again."""
        if piece.offset is not None and piece.found is not None:
            self._firsts.append(piece.first)
            self._offsets.append(piece.offset)
            self._ends.append(piece.found.ends.astype(np.uint32))

    def cells(self, path: Path, dialect: csv.Dialect, numbers: Numbers) -> dict[int, list[str]]:
        """Return the cells of those records whose places are known, by number."""
        cells: dict[int, list[str]] = {}
        with path.open("rb") as stream:
            for number in numbers.tolist():
                place = self._place(number)
                if place is not None:
                    start, end = place
                    stream.seek(start)
                    cells[number] = record(stream.read(end - start), dialect)
        return cells

    def _place(self, number: int) -> tuple[int, int] | None:
        at = bisect_right(self._firsts, number) - 1
        if at < 0:
            return None
        ends, index = self._ends[at], number - self._firsts[at]
        if index >= len(ends):
            return None
        start = int(ends[index - 1]) if index else 0
        return self._offsets[at] + start, self._offsets[at] + int(ends[index])
