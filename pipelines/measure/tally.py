"""From cases to values: counts, shares, means and medians, per publisher and in total.

An indicator yields its cases, one for each thing that it looks at; here they are added up. A thing
that two publishers have is one thing of the total. Publishers that do not count have values of
their own, and no part in the total.
What does not belong here: which cases there are (indicators), and dates of a row (measuring).
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipelines.measure.evidence import Evidence
from pipelines.measure.rows import Number
from pipelines.model import IndicatorId, Text

NOTHING_TO_MEASURE = "there is nothing to measure (the denominator is 0)"


@dataclass(frozen=True)
class Case:
    """One thing that an indicator looks at."""

    publisher: str
    thing: str
    """What makes it one thing: an id, or an endpoint's URL."""
    value: Number = 1
    """Of a share, 1 where the thing fulfils it and 0 where not."""


@dataclass(frozen=True)
class Value:
    """What cases add up to; `value` is None where that cannot be said."""

    value: Number | None
    numerator: Number | None
    denominator: Number | None
    reason: str = ""


Tally = Callable[[Mapping[str, Number]], Value]
"""Thing → its value, added up."""


@dataclass(frozen=True)
class Indicator:
    """How one indicator is computed."""

    id: IndicatorId
    number: str
    """Its number in the programme's list; indicators that are shown together share it."""
    version: int
    """Of the definition; counted up when what is counted changes."""
    title: Text
    unit: str
    tally: Tally
    cases: Callable[[Evidence, dt.date], Iterable[Case]]
    """(evidence, day) → cases. Raises NotKnown with the reason."""
    reconstructable: bool = False
    """Whether dates of publication and withdrawal are enough to know it of a past day."""


def count(things: Mapping[str, Number]) -> Value:
    """Return how many things there are."""
    return Value(len(things), len(things), None)


def total(things: Mapping[str, Number]) -> Value:
    """Return the sum of the things' values."""
    added = sum(things.values())
    return Value(added, added, None)


def share(things: Mapping[str, Number]) -> Value:
    """Return the percentage of things that fulfil it, to one decimal."""
    fulfilled = sum(1 for value in things.values() if value)
    if not things:
        return Value(None, 0, 0, NOTHING_TO_MEASURE)
    return Value(_tenths(1000 * fulfilled, len(things)), fulfilled, len(things))


def mean(things: Mapping[str, Number]) -> Value:
    """Return the mean of whole numbers, to one decimal."""
    added = sum(things.values())
    if not things:
        return Value(None, 0, 0, NOTHING_TO_MEASURE)
    return Value(_tenths(10 * int(added), len(things)), added, len(things))


def median(things: Mapping[str, Number]) -> Value:
    """Return the median; its numerator is the median too, its denominator the number of things."""
    if not things:
        return Value(None, None, 0, NOTHING_TO_MEASURE)
    middle = statistics.median(sorted(things.values()))
    return Value(middle, middle, len(things))


def _tenths(numerator: int, denominator: int) -> float:
    """Return the quotient in tenths, half up: the same on every machine."""
    return (2 * numerator + denominator) // (2 * denominator) / 10


def add_up(
    indicator: Indicator, evidence: Evidence, day: dt.date
) -> dict[str | None, tuple[Value, bool]]:
    """Return {publisher: (value, whether it counts)}, the total under None and first.

    Every publisher that counts on the day is there. Raises NotKnown.
    """
    register = evidence.register
    things: dict[str, dict[str, Number]] = {name: {} for name in register.counting(day)}
    counting: dict[str, bool] = dict.fromkeys(things, True)
    whole: dict[str, Number] = {}
    for case in indicator.cases(evidence, day):
        publisher = case.publisher
        if publisher not in counting:
            counting[publisher] = register.counts(publisher, day)
        of_publisher = things.setdefault(publisher, {})
        of_publisher[case.thing] = max(of_publisher.get(case.thing, case.value), case.value)
        if counting[publisher]:
            whole[case.thing] = max(whole.get(case.thing, case.value), case.value)
    found: dict[str | None, tuple[Value, bool]] = {None: (indicator.tally(whole), True)}
    for name in sorted(things):
        found[name] = (indicator.tally(things[name]), counting[name])
    return found
