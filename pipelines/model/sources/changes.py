"""How a system is asked only for what has changed since the last visit.

What does not belong here: the mark of the last visit (extract).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pipelines.model.json_path import JsonPath
from pipelines.model.noun import Noun
from pipelines.model.sources.paging import Parameter


class ChangedSince(Noun):
    """Ask only for what was changed since the last visit, and now and then for everything."""

    overlap_minutes: Annotated[int, Field(ge=0)] = 60
    """Ask from so long before the latest change that has been seen: clocks differ."""
    full_every_days: Annotated[int, Field(ge=1)] = 7
    """Read the whole list anew after so many days: what vanished silently is found then."""


class ListChangedSince(ChangedSince):
    """How a list is asked for its changes."""

    parameter: Parameter
    """The parameter that takes a moment, such as `modified_since`."""
    also: dict[Parameter, str] = Field(
        default_factory=dict, json_schema_extra={"additionalProperties": False}
    )
    """Further parameters of these requests, such as {show_deleted: "true"}."""
    modified: JsonPath
    """JMESPath in a record to the moment of its last change."""
