"""Data that stay where they are: a catalogue entry whose resources are links.

What does not belong here: looking whether the links answer (extract), and metadata (dataset).
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pipelines.model.noun import CatalogueId, Noun, Slug, Text, Url, refuse

MEDIA_TYPE = r"^[a-z]+/[a-z0-9][a-z0-9.+-]*$"


class LinkedResource(Noun):
    """One file or service that the entry leads to."""

    key: Slug
    """Permanent, written once; the resource's id derives from it. Never change it."""
    url: Url
    """Where it is."""
    resource_id: CatalogueId | None = None
    """Only for a resource that existed before: its id, taken over and kept."""
    format: Annotated[str, Field(min_length=2, max_length=40)]
    """What it is, as people write it: CityGML, ZIP, WFS, OBJ, HTML."""
    media_type: Annotated[str | None, Field(pattern=MEDIA_TYPE)] = None
    """The media type of IANA's register, such as application/gml+xml."""
    download: bool = False
    """Whether the address gives the data themselves, rather than a page that leads to them."""
    title: Text
    """The resource's name."""
    description: Text | None = None
    """What it holds, how large it is, its coordinate and height systems."""


class LinkSource(Noun):
    """Data that are listed and not copied: a dataset whose resources are links."""

    type: Literal["link"]
    """A dataset that is only described; its files stay at the agency."""
    resources: Annotated[list[LinkedResource], Field(min_length=1)]
    """The files and services, in the order in which they are shown."""

    @model_validator(mode="after")
    def _keys_are_different(self) -> Self:
        keys = [resource.key for resource in self.resources]
        refuse(
            [
                (f"resources.{position}.key", f"the key '{key}' stands twice")
                for position, key in enumerate(keys)
                if key in keys[:position]
            ]
        )
        return self

    @property
    def address(self) -> str:
        """Return the first link."""
        return self.resources[0].url

    @property
    def watched(self) -> list[str]:
        """Return the URLs that are looked at to see whether the data are still there."""
        return [resource.url for resource in self.resources]
