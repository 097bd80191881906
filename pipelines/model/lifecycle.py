"""What is declared of a dataset's end, and of what will break for those who use it.

What does not belong here: how long ahead it must be told, for all datasets (publishing), and what
is done on the day (publish, orchestration).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pipelines.model.noun import Noun, Slug, Text, Url

VERSION = r"^\d{1,4}\.\d{1,4}$"
Successor = Slug | Url
"""The permanent id of another declared dataset, or the address of what is elsewhere."""


class PlannedWithdrawal(Noun):
    """The dataset is served no longer from a day on; the declaration stays."""

    on: dt.date
    """The first day on which it is served no longer; until then it is announced."""
    reason: Text
    """Why, for those who use the data."""
    successor: Successor | None = None
    """What to use instead: a dataset's permanent id or an address."""


class Sunset(Noun):
    """The end of a major version, whose successor is a dataset with an id of its own."""

    on: dt.date
    """The first day on which it is served no longer; both versions are served until then."""
    successor: Successor
    """What to use instead: a dataset's permanent id or an address."""
    reason: Text
    """What is different in the successor and why, for those who must change their programs."""
    frozen: bool = False
    """Whether the source delivers this form no longer: it is served as it is, and not updated."""


class AnnouncedVersion(Noun):
    """A new major version that the same dataset will have from a day on."""

    version: Annotated[str, StringConstraints(pattern=VERSION)]
    """The version that is coming, such as "2.0"."""
    on: dt.date
    """The first day on which it may be published."""
    text: Text
    """What will be different, for those who must change their programs."""


class Ending(Noun):
    """The declared end of a dataset, planned withdrawals and sunsets alike."""

    kind: Literal["withdrawal", "sunset"]
    on: dt.date
    reason: Text
    successor: str | None


class LifecycleFields(Noun):
    """What a declaration says of the dataset's end and of its next major version."""

    withdrawn: PlannedWithdrawal | None = None
    """A planned withdrawal: from that day on a tombstone stands in the dataset's place."""
    sunset: Sunset | None = None
    """The end of this major version, whose successor is published under an id of its own."""
    announced: AnnouncedVersion | None = None
    """A breaking change of this dataset, told before it comes: its next major version."""
    announce_days: Annotated[int | None, Field(ge=0, le=3650)] = None
    """How many days ahead what breaks is told; as in `_publishing.yaml` unless said here."""

    @property
    def ending(self) -> Ending | None:
        """Return the declared end; None where the dataset goes on."""
        if self.withdrawn is not None:
            said = self.withdrawn
            return Ending(
                kind="withdrawal", on=said.on, reason=said.reason, successor=said.successor
            )
        if self.sunset is not None:
            end = self.sunset
            return Ending(kind="sunset", on=end.on, reason=end.reason, successor=end.successor)
        return None

    def is_fetched(self, day: dt.date) -> bool:
        """Tell whether the source is asked on that day: not once it is frozen or has ended."""
        if self.sunset is not None and self.sunset.frozen:
            return False
        return not self.has_ended(day)

    def has_ended(self, day: dt.date) -> bool:
        """Tell whether the declared end has come."""
        return self.ending is not None and self.ending.on <= day

    def lifecycle_faults(self) -> list[tuple[str, str]]:
        """Return what is declared twice: one dataset has one end."""
        if self.withdrawn is not None and self.sunset is not None:
            return [("sunset", "`withdrawn` is declared too; a dataset ends but once")]
        if self.announced is not None and self.ending is not None:
            return [("announced", "the dataset ends, so that no new version of it comes")]
        return []
