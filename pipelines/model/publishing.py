"""How everything is published, in `datasets/_publishing.yaml`: what protects those who use it.

What does not belong here: what is declared of one dataset (dataset, lifecycle).
"""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import Field

from pipelines.model.noun import Noun


class Retirement(Noun):
    """What becomes of datasets and resources that are declared no longer."""

    grace_days: Annotated[int, Field(ge=0, le=3650)] = 30
    """How many days they go on being served, so that a mistake can be undone."""
    at_most: Annotated[int, Field(ge=0)] = 5
    """The most that may be on their way out at once without a confirmation by name."""
    at_most_percent: Annotated[float, Field(ge=0, le=100)] = 5
    """The same as a share of all that are published, rounded up."""

    def most(self, published: int) -> int:
        """Return how many of so many published things may be on their way out at once."""
        return min(self.at_most, math.ceil(published * self.at_most_percent / 100))


class Publishing(Noun):
    """The whole file `datasets/_publishing.yaml`; without it, the defaults hold."""

    retirement: Retirement = Field(default_factory=Retirement)
    """What becomes of datasets and resources that are declared no longer."""
    announce_days: Annotated[int, Field(ge=0, le=3650)] = 90
    """How many days ahead what breaks is told, unless a declaration says otherwise."""
