"""A statistical table as a cube: its dimensions, and a cell for each combination of their values.

The cells stand in the order of the dimensions, the last one changing fastest, as in JSON-stat.
What does not belong here: the formats that cubes come in (json_stat, px), and asking (pxweb).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from pipelines.errors import NotTheDeclaredFile

Selection = Mapping[str, list[str]]
"""{variable: the codes of the values that are asked for}, in the order of the table."""


@dataclass(frozen=True)
class Dimension:
    """One variable of the table with its values."""

    code: str
    labels: Mapping[str, str]
    """{code of a value: its name}, in the order of the cells."""


@dataclass(frozen=True)
class Cell:
    """One number, or the sign that stands for it."""

    value: Any
    """An int, a Decimal or None."""
    status: str | None = None
    """The source's sign: `..` missing or suppressed, `.` impossible, or a note to a number."""


@dataclass(frozen=True)
class Cube:
    """A table as it came."""

    dimensions: tuple[Dimension, ...]
    cells: tuple[Cell, ...]
    updated: str | None = None
    """When the source says that it updated the table, as it says so."""

    def rows(self) -> Iterator[tuple[dict[str, tuple[str, str]], Cell]]:
        """Yield ({variable: (code, name)}, cell) of each combination, in the cells' order."""
        values = [list(dimension.labels.items()) for dimension in self.dimensions]
        names = [dimension.code for dimension in self.dimensions]
        for combination, cell in zip(product(*values), self.cells, strict=True):
            yield dict(zip(names, combination, strict=True)), cell


def count_of(dimensions: Iterable[Dimension]) -> int:
    """Return how many cells the dimensions make."""
    return math.prod(len(dimension.labels) for dimension in dimensions)


def malformed(path: Path, what: str) -> NotTheDeclaredFile:
    """Return the error for an answer that is no whole cube."""
    return NotTheDeclaredFile(
        f"{path.name}: {what}",
        remedy="see what the address answers; where it lasts, tell the agency",
    )


def parts(selection: Selection, limit: int) -> Iterator[Selection]:
    """Yield selections of at most `limit` cells that, one after another, make up the whole.

    The first variables are cut first, so that the rows of the parts follow in the whole's order.
    """
    if math.prod(map(len, selection.values())) <= limit:
        yield selection
        return
    name = next(name for name, codes in selection.items() if len(codes) > 1)
    codes = selection[name]
    rest = math.prod(map(len, selection.values())) // len(codes)
    step = max(1, limit // rest)
    for start in range(0, len(codes), step):
        yield from parts({**selection, name: codes[start : start + step]}, limit)
