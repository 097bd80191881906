"""A range of a sheet's cells, as spreadsheet programs write it: `B4:H40`, or `B4:H` to the end.

What does not belong here: reading the cells (formats).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

RANGE = r"^[A-Z]{1,3}[1-9][0-9]{0,6}:[A-Z]{1,3}([1-9][0-9]{0,6})?$"


@dataclass(frozen=True)
class CellRange:
    """A range; its columns and rows are counted from 1, and both ends belong to it."""

    left: int
    top: int
    right: int
    bottom: int | None
    """None where it goes on to the sheet's last row."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the range. Raises ValueError where it ends before it begins."""
        left, top, right, bottom = re.findall(r"^([A-Z]+)(\d+):([A-Z]+)(\d*)$", text)[0]
        made = cls(_column(left), int(top), _column(right), int(bottom) if bottom else None)
        if made.left > made.right or (made.bottom is not None and made.top >= made.bottom):
            raise ValueError(text)
        return made

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return self.right - self.left + 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
