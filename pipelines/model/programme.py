"""What the programme office declares: reported figures, goals, and what the register cannot say.

It stands in `datasets/_indicators.yaml`. What does not belong here: computed figures (measure), and
the publishers themselves (publisher).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from pipelines.model.noun import Noun, Slug, Text
from pipelines.model.vocabularies import ConnectorType, IndicatorId

Words = Annotated[str, StringConstraints(min_length=3, strip_whitespace=True)]
Number = Annotated[int | float, Field(ge=0)]


class ReportedFigure(Noun):
    """One figure that people reported; it is kept as it was said and never recomputed."""

    as_of: dt.date
    """The day that the figure is about."""
    value: Number
    qualifier: Literal["≈", "<", ">"] | None = None
    """≈ about, > over, < under; left out where the figure is exact."""
    reporter: Words
    """Who reported it: an organisation or an office, not a private person."""
    evidence: Words
    """Where it can be seen: a document with its page, a register, an address."""
    citation: Words
    """How the figure is cited in a report."""


class ReportedSeries(Noun):
    """Figures of one definition, entered by hand."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,60}$")]
    title: Text
    definition: Text
    """What was counted, in the words of whoever reported it."""
    version: Annotated[int, Field(ge=1)] = 1
    """Of the definition; counted up where the definition changes."""
    unit: Annotated[str, StringConstraints(min_length=1)]
    note: Text | None = None
    """A contradiction of the source, told and not smoothed."""
    figures: Annotated[list[ReportedFigure], Field(min_length=1)]

    @field_validator("figures")
    @classmethod
    def _one_a_day(cls, figures: list[ReportedFigure]) -> list[ReportedFigure]:
        days = [figure.as_of for figure in figures]
        if len(set(days)) < len(days):
            raise PydanticCustomError("twice", "a day has one figure; two have the same `as_of`")
        return figures


class Goal(Noun):
    """What an indicator should reach by the end of a year."""

    indicator: IndicatorId
    publisher: Slug | None = None
    """Whose goal it is; left out where it is the whole city's."""
    year: Annotated[int, Field(ge=2010, le=2100)]
    target: Number
    direction: Literal["at_least", "at_most"] = "at_least"


class FormerPublisher(Noun):
    """Whose a dataset was before it was moved, where the register alone cannot tell."""

    dataset: Slug
    publisher: Slug
    until: dt.date
    """The last day on which it was that publisher's."""


class Withdrawal(Noun):
    """A dataset that was removed from the catalogue without leaving a tombstone there."""

    dataset: Slug
    publisher: Slug
    released: dt.date
    withdrawn_on: dt.date
    reason: Text


class Connector(Noun):
    """A file from another system that says how the data are used."""

    type: ConnectorType
    file: Words
    """The path, relative to the folder of the declarations."""


def _half_years() -> list[str]:
    return ["06-30", "12-31"]


class Programme(Noun):
    """The whole file `datasets/_indicators.yaml`."""

    half_years: Annotated[list[str], Field(min_length=1)] = Field(default_factory=_half_years)
    """The days, MM-DD, as of which values are sealed."""
    reported: list[ReportedSeries] = Field(default_factory=list)
    goals: list[Goal] = Field(default_factory=list)
    former_publishers: list[FormerPublisher] = Field(default_factory=list)
    withdrawals: list[Withdrawal] = Field(default_factory=list)
    connectors: list[Connector] = Field(default_factory=list)

    @field_validator("half_years")
    @classmethod
    def _days(cls, days: list[str]) -> list[str]:
        for day in days:
            try:
                dt.date.fromisoformat(f"2001-{day}")
            except ValueError:
                raise PydanticCustomError("day", "days such as 06-30 are expected") from None
        return sorted(days)

    def is_half_year(self, day: dt.date) -> bool:
        """Tell whether values as of the day are sealed."""
        return day.isoformat()[5:] in self.half_years

    def half_year_before(self, day: dt.date) -> dt.date:
        """Return the last sealing day before the day."""
        days = (
            dt.date.fromisoformat(f"{year}-{text}")
            for year in (day.year - 1, day.year)
            for text in self.half_years
        )
        return max(each for each in days if each < day)
