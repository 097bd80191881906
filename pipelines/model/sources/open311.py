"""Service requests of a feedback system that speaks Open311 GeoReport v2.

What does not belong here: asking for them (extract).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pipelines.model.json_path import JsonPath
from pipelines.model.noun import Noun, Url, refuse
from pipelines.model.reading import Reading
from pipelines.model.sources.changes import ChangedSince
from pipelines.model.sources.secret import VariableName
from pipelines.model.vocabularies import FormatName

Degrees = Annotated[float, Field(ge=-180, le=180)]
Range = Annotated[list[Degrees], Field(min_length=2, max_length=2)]
"""The lowest and the highest."""


class Bounds(Noun):
    """Between which degrees the places lie, so that a swapped pair is seen and put right."""

    longitude: Range
    """The lowest and the highest longitude."""
    latitude: Range
    """The lowest and the highest latitude."""

    @model_validator(mode="after")
    def _tell_the_two_apart(self) -> Self:
        faults = [
            (name, "the lower number comes first")
            for name, (low, high) in (("longitude", self.longitude), ("latitude", self.latitude))
            if low >= high
        ]
        if self.longitude[1] >= self.latitude[0] and self.latitude[1] >= self.longitude[0]:
            faults.append(("latitude", "it overlaps `longitude`: swapped places cannot be seen"))
        refuse(faults)
        return self


class Open311Source(Noun):
    """Service requests of a feedback system that speaks Open311 GeoReport v2.

    Only coded members of a request are kept. What people wrote (description, status notes, title)
    and their pictures can tell who they are, and reach not even the raw snapshot.
    """

    type: Literal["open311"]
    """Service requests, asked for in windows of time that are split until each is complete."""
    url: Url
    """The address of `requests.json`, with the parameters that never change."""
    since: dt.date
    """The first day that is asked for (UTC)."""
    window_days: Annotated[int, Field(ge=1, le=90)] = 90
    """The longest window that the system answers."""
    largest_answer: Annotated[int, Field(ge=2)] = 200
    """An answer of so many requests may be cut off: its window is split."""
    bounds: Bounds
    """Between which degrees the places lie; wide enough for every place that is right."""
    columns: dict[str, JsonPath] | None = None
    """{column: JMESPath into a request}; the field's own name unless said."""
    changes: ChangedSince | None = None
    """How changes alone are asked for, by `updated_after`; everything every time unless said."""
    authorization: VariableName | None = None
    """The NAME of the environment variable (or NAME_FILE) with the Authorization header's value."""
    min_records: Annotated[int, Field(ge=0)] = 1
    """Fewer requests altogether are refused."""
    max_windows: Annotated[int, Field(ge=1)] = 20_000
    """More windows in one visit are refused."""
    max_bytes: Annotated[int, Field(gt=0)] = 50_000_000
    """A larger answer is refused."""

    @property
    def address(self) -> str:
        """Return the URL."""
        return self.url

    def readings(self) -> Sequence[Reading]:
        """Return how the raw file of requests is read."""
        return [Reading(format=FormatName.NDJSON, columns=self.columns)]
