"""One line of the rubric: what is looked for, what it is worth, and how a steward earns it.

What does not belong here: the lines themselves (the dimensions), and adding them up (rating).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]
Works = Callable[[str], bool]
"""Tells whether a URL answers."""


@dataclass(frozen=True)
class Subject:
    """A package with one of its distributions, as they are judged together."""

    package: Record
    distribution: Record
    works: Works

    def text(self, field: str) -> str:
        """Return a field of the distribution as text; empty where it has none."""
        return str(self.distribution.get(field) or "")


@dataclass(frozen=True)
class Missing:
    """Points that were not earned."""

    what: str
    points: int
    remedy: str
    """The cheapest way to earn them, in the steward's words."""


@dataclass(frozen=True)
class Criterion:
    """A line of the rubric."""

    what: str
    points: int
    remedy: str
    met: Callable[[Subject], bool]

    def missing(self) -> Missing:
        """Return the line as points that were not earned."""
        return Missing(self.what, self.points, self.remedy)


def told(*fields: str) -> Callable[[Subject], bool]:
    """Return the test whether the package has a value in one of the fields."""
    return lambda subject: any(subject.package.get(field) for field in fields)


def shown(*fields: str) -> Callable[[Subject], bool]:
    """Return the test whether the distribution has a value in one of the fields."""
    return lambda subject: any(subject.distribution.get(field) for field in fields)
