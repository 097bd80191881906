"""A step whose columns are known: what it does to a row, and how often it did.

What does not belong here: any step of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pipelines.validate.steps.cells import Row


@dataclass
class Count:
    """What a step has touched so far."""

    rows: int = 0
    """Rows in which at least one cell was changed, left out or made."""
    cells: int = 0
    """Cells that were changed, left out or made."""
    dropped: int = 0
    """Rows that were left out."""


def _as_it_is(row: Row) -> Row:
    return row


@dataclass(frozen=True)
class Bound:
    """A step in the place where it stands."""

    labels: list[Any]
    """The header after the step."""
    row: Callable[[Row], Row | None] | None = None
    """Done to every row as wide as the header; may change it in place. None drops the row."""
    shape: Callable[[Row], Row] = field(default=_as_it_is)
    """Done to rows of another width and to empty ones: moves cells, but reads and writes none."""
