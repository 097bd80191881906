"""The points of a package: its best distribution's, and what is missing from the full number.

What does not belong here: a line of the rubric (the dimensions).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.scoring import (
    accessibility,
    contextuality,
    findability,
    interoperability,
    reusability,
)
from pipelines.scoring.criterion import Missing, Record, Subject, Works

DIMENSIONS = (findability, accessibility, interoperability, reusability, contextuality)
CRITERIA = tuple(criterion for each in DIMENSIONS for criterion in each.CRITERIA)
MOST_POINTS = sum(criterion.points for criterion in CRITERIA)
BANDS = ((351, "excellent"), (221, "good"), (121, "sufficient"), (0, "bad"))


@dataclass(frozen=True)
class Rating:
    """What a package has earned."""

    points: int
    missing: tuple[Missing, ...]
    """What it has not, the most points first."""

    @property
    def band(self) -> str:
        """Return `excellent`, `good`, `sufficient` or `bad`."""
        return next(name for least, name in BANDS if self.points >= least)


def score(package: Record, works: Works = lambda _address: True) -> Rating:
    """Return the rating of a package by its best distribution.

    `works` tells whether a URL answers; unless it is given, every URL counts as working, which is
    right before publishing for those that publishing creates.
    """
    distributions = [each for each in package.get("resources") or [] if not _describes(each)]
    ratings = [_rated(Subject(package, each, works)) for each in distributions or [{}]]
    return max(ratings, key=lambda rating: rating.points)


def _describes(resource: Record) -> bool:
    """Tell whether a resource is the descriptor of the others, and so no form of the data."""
    return str(resource.get("download_url") or "").endswith("/datapackage.json")


def _rated(subject: Subject) -> Rating:
    missed = [criterion for criterion in CRITERIA if not criterion.met(subject)]
    lost = sorted((each.missing() for each in missed), key=lambda miss: -miss.points)
    return Rating(MOST_POINTS - sum(miss.points for miss in lost), tuple(lost))
