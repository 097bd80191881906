"""One cell as the steps see it: its text, and the number that it is.

What does not belong here: rows, and the Table Schema's own reading of a cell, which comes later.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

Row = list[Any]
Test = Callable[[Row], bool]
"""A condition on a row. Raises Unreadable where it asks a number of what is none."""
Make = Callable[[Row], Any]
"""The value that an expression has in a row. Raises Unreadable likewise."""

SPACES = " \u00a0\u2009\u202f"
"""What stands between thousands: space, no-break, thin and narrow no-break space."""
NUMBER = re.compile(rf"[-+\u2212]?(\d+|\d{{1,3}}([{SPACES}]\d{{3}})+)([.,]\d+)?", re.ASCII)
TO_PLAIN = str.maketrans({",": ".", "\u2212": "-", "+": None, **dict.fromkeys(SPACES)})


class Unreadable(Exception):
    """A cell that is no number where one is needed; `text` is for the validator, not for a log."""

    def __init__(self, text: str) -> None:
        super().__init__("not a number")
        self.text = text


def text_of(cell: Any) -> str:
    """Return the cell as text: nothing is empty, and true and false are written as in JSON."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


@lru_cache(maxsize=65_536)
def plain_number(text: str) -> str | None:
    """Return `1 234,50` as `1234.50` and `−5` as `-5`; None where the text is no such number."""
    stripped = text.strip()
    return stripped.translate(TO_PLAIN) if NUMBER.fullmatch(stripped) else None


def number_of(cell: Any) -> Decimal:
    """Return the number that the cell is, exactly. Raises Unreadable."""
    text = text_of(cell)
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        number = Decimal(text)
        if number.is_finite():
            return number
    plain = plain_number(text)
    if plain is None:
        raise Unreadable(text)
    return Decimal(plain)


def is_blank(row: Row) -> bool:
    """Tell whether nothing stands in the row."""
    return not any(row) and all(cell is None or cell == "" for cell in row)
