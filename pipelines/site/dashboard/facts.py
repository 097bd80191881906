"""What the dashboard shows, gathered: the figures, and what stands beside them.

    names of datasets are those in the catalogue's URLs; an indicator is named by its id

What does not belong here: gathering (orchestration) and showing (page).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.measure import Explanation, GoalState, IndicatorRow, Seal
from pipelines.model import Programme, Publisher
from pipelines.site.dashboard.figures import Figures


@dataclass(frozen=True)
class DatasetPage:
    """How a dataset is named and where it is found."""

    title: Mapping[str, str]
    """By language; fi always."""
    address: str | None = None
    """A URL, or an address below the language's folder of the site; None where it has no page."""


@dataclass(frozen=True)
class Miss:
    """Points of the metadata score that a dataset has not earned."""

    what: str
    """The line of the rubric."""
    points: int


@dataclass(frozen=True)
class Scored:
    """The metadata score of a dataset, and what it misses, the most points first."""

    dataset: str
    points: int
    misses: tuple[Miss, ...]


@dataclass(frozen=True)
class Failing:
    """A dataset whose last update failed."""

    dataset: str
    stage: str
    since: dt.date


@dataclass(frozen=True)
class Remedy:
    """One line of the rubric over all datasets that miss it."""

    what: str
    each: int
    """Points that a dataset earns by it."""
    datasets: tuple[str, ...]

    @property
    def points(self) -> int:
        """Return the points that all of them earn."""
        return self.each * len(self.datasets)


@dataclass(frozen=True)
class Facts:
    """All that the dashboard is made from."""

    figures: Figures
    rows: Sequence[IndicatorRow]
    """Every row of the ledger, with the status that it has today."""
    programme: Programme
    register: Mapping[str, Publisher]
    head: str
    """The ledger's head."""
    seals: Sequence[Seal] = ()
    goals: Sequence[GoalState] = ()
    since: dt.date | None = None
    """The half-year day before; what changed is explained from it on."""
    explanations: Sequence[Explanation] = ()
    datasets: Mapping[str, DatasetPage] = field(default_factory=dict)
    scores: Sequence[Scored] = ()
    failing: Sequence[Failing] = ()
    wanting: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Indicator → the datasets that do not fulfil it."""


def remedies(scores: Iterable[Scored]) -> list[Remedy]:
    """Return what earns points, the most in all first; each is one thing to do in each dataset."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for scored in scores:
        for miss in scored.misses:
            found[miss.what, miss.points].append(scored.dataset)
    made = (Remedy(what, each, tuple(sorted(names))) for (what, each), names in found.items())
    return sorted(made, key=lambda remedy: (-remedy.points, -remedy.each, remedy.what))


def lowest(scores: Iterable[Scored], most: int) -> list[Scored]:
    """Return the datasets with the fewest points that can earn more, the lowest first."""
    can = [scored for scored in scores if scored.misses]
    return sorted(can, key=lambda scored: (scored.points, scored.dataset))[:most]
