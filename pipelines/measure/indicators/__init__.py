"""The indicators: one module each, which says what is counted. A new one is one more module.

What does not belong here: for whom (publishers), and the counting itself (counting).
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Collection
from dataclasses import dataclass

from pipelines.measure.marks import Package


@dataclass(frozen=True)
class Indicator:
    """A count of distinct things that the catalogue shows."""

    name: str
    definition_version: int
    """Raise it with every change of what is counted: old and new values are not comparable."""
    things: Callable[[Package, dt.date], Collection[str]]
    """(package, as-of day) → what the package adds; the same thing is counted once."""


def all_indicators() -> list[Indicator]:
    """Return the indicators of this room, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}").INDICATOR for name in names]
