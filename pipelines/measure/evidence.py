"""All that indicators are computed from: catalogue, register and what the pipeline recorded.

The records are plain rows, made outside (orchestration) and read from files (connectors). A list
that nobody kept is None, which is not the same as an empty one: an indicator then cannot be known.
What does not belong here: asking for any of it, and computing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pipelines.measure import marks
from pipelines.measure.days import day_in_helsinki
from pipelines.measure.entries import Entry, entries, removed
from pipelines.measure.register import Register
from pipelines.model import Programme


class NotKnown(Exception):
    """An indicator cannot be known; the message is the reason that readers are given."""


@dataclass(frozen=True)
class PublishingRecord:
    """What the pipeline recorded of one dataset that it publishes; ids are permanent ids."""

    dataset: str
    source_confirmed: dt.datetime | None = None
    """When the source last answered that what is published is its latest."""
    tables: int = 0
    """Tables with a Table Schema."""
    tables_valid: int = 0
    """Tables whose latest data satisfied it."""


@dataclass(frozen=True)
class RunRecord:
    """One due run of one dataset."""

    dataset: str
    day: dt.date
    outcome: Literal["success", "failure", "missed"]


@dataclass(frozen=True)
class Verdict:
    """What scoring and the shapes say of one dataset; None where they said nothing."""

    dataset: str
    """Its permanent id, or CKAN's where the pipeline does not publish it."""
    score: int | None = None
    """0–405."""
    dcat_ap_valid: bool | None = None
    high_value_valid: bool | None = None


@dataclass(frozen=True)
class LinkCheck:
    """Whether one URL of a dataset answered 200–399 in two tries."""

    dataset: str
    url: str
    works: bool


@dataclass(frozen=True)
class Outage:
    """A time in which every health check of an endpoint failed."""

    endpoint: str
    since: dt.date
    until: dt.date | None = None
    """The day on which it answered again."""

    @property
    def normalised(self) -> str | None:
        """Return the endpoint as APIs are told apart by it."""
        return marks.normalised(self.endpoint)


@dataclass(frozen=True)
class Incident:
    """Personal data that were found in data, or published."""

    dataset: str
    day: dt.date


@dataclass(frozen=True)
class Use:
    """How often something was used on a day or in a month, without bots."""

    day: dt.date
    package: str
    """The package's name or CKAN id."""
    kind: Literal["downloads", "api_calls", "page_views"]
    count: int


@dataclass(frozen=True)
class Application:
    """An application or showcase that uses a dataset."""

    application: str
    package: str
    """The package's name or CKAN id."""


@dataclass(frozen=True)
class Evidence:
    """What is known at one moment."""

    seen: dt.datetime
    """When the catalogue was asked; carries its zone."""
    packages: Sequence[marks.Package]
    """All that a visitor's search shows."""
    register: Register
    programme: Programme = field(default_factory=Programme)
    publishing: Sequence[PublishingRecord] | None = None
    runs: Sequence[RunRecord] | None = None
    verdicts: Sequence[Verdict] | None = None
    links: Sequence[LinkCheck] | None = None
    outages: Sequence[Outage] = ()
    incidents: Sequence[Incident] | None = None
    use: Sequence[Use] | None = None
    applications: Sequence[Application] | None = None

    @cached_property
    def today(self) -> dt.date:
        """The day on which the catalogue was asked."""
        return day_in_helsinki(self.seen)

    @cached_property
    def entries(self) -> list[Entry]:
        """Datasets and APIs, withdrawn ones among them."""
        shown = entries(self.packages, self.today)
        return [*shown, *removed(self.programme.withdrawals, shown)]

    def publisher_of(self, entry: Entry, day: dt.date) -> str:
        """Return whose an entry was on the day."""
        return self.register.of(entry.name, entry.owner, day)

    def datasets(self, day: dt.date) -> Iterator[tuple[str, Entry]]:
        """Yield (publisher, dataset) of all that were open at the end of the day, APIs not."""
        for entry in self.entries:
            if not entry.is_api and entry.is_open(day):
                yield self.publisher_of(entry, day), entry

    def apis(self, day: dt.date) -> Iterator[tuple[str, Entry]]:
        """Yield (publisher, API) of all that were open at the end of the day."""
        for entry in self.entries:
            if entry.is_api and entry.is_open(day):
                yield self.publisher_of(entry, day), entry
