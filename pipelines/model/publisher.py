"""The register of publishers: the organisations, dated, with their place in the city's tree.

What does not belong here: rules between entries (declarations) and what is counted (measure).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from pipelines.model.noun import Noun, Slug, Text, Url
from pipelines.model.vocabularies import PublisherKind


class Publisher(Noun):
    """An entry of the dated register of publishers: an organisation of the city's tree, or not."""

    name: Slug
    title: Text
    kind: PublisherKind
    parent: Slug | None = None
    """The organisation above it in the tree."""
    counted: bool
    """Whether its datasets count as Helsinki's."""
    valid_from: dt.date
    valid_to: dt.date | None = None
    """The last day on which it existed."""
    successor: Slug | None = None
    website: Url | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.valid_to and self.valid_to < self.valid_from:
            raise PydanticCustomError("period", "`valid_to` must not be before `valid_from`")
        return self


class PublisherRegister(Noun):
    """The whole register, the file `datasets/_publishers.yaml`."""

    publishers: Annotated[list[Publisher], Field(min_length=1)]
