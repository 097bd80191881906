"""Repeatable draws: the same numbers on every machine and in every Python.

Here belongs how invented data draws its values. What is drawn (names, places, amounts) stands
with the system that serves it. Only `Random.random()` is used underneath, for it is the one
sequence that Python promises never to change; and no function of the C library's mathematics,
whose last digit differs between machines.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """One stream of draws; systems start one each, so that none shifts another's data."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def integer(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + int(self._random() * (high - low + 1))

    def decimal(self, low: float, high: float, digits: int) -> float:
        """Return a number from `low` to `high`, rounded to `digits` decimals."""
        return round(low + self._random() * (high - low), digits)

    def chance(self, probability: float) -> bool:
        """Return True with this probability (0 to 1)."""
        return self._random() < probability

    def pick(self, values: Sequence[T]) -> T:
        """Return one of the values, each as likely as the others."""
        return values[int(self._random() * len(values))]

    def bell(self) -> float:
        """Return a number from -1 to 1 that is most often near 0."""
        return (self._random() + self._random() + self._random()) / 1.5 - 1

    def day(self, first: date, last: date) -> date:
        """Return a day from `first` to `last`, both included."""
        return first + timedelta(days=self.integer(0, (last - first).days))

    def hexadecimal(self, digits: int) -> str:
        """Return so many hexadecimal digits in lower case."""
        return "".join(self.pick("0123456789abcdef") for _ in range(digits))

    def uuid(self) -> str:
        """Return text in the form of a UUID."""
        return "-".join(self.hexadecimal(length) for length in (8, 4, 4, 4, 12))
