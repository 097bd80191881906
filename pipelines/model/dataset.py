"""A declared dataset: its metadata, its decision on privacy, its source and distributions.

What does not belong here: rules between files (declarations), and sources' options (source).
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from pipelines.model.noun import Keywords, Noun, Slug, Text, Url, refuse
from pipelines.model.sources import ApiSource, Source
from pipelines.model.vocabularies import (
    GEOGRAPHIC_FORMATS,
    WRITTEN_FORMATS,
    FormatName,
    Frequency,
    Licence,
    Theme,
)

RESOURCE_NAMESPACE = uuid.UUID("6f3c2a52-6d0e-5c0b-9b56-0c6f0d6c7a11")
"""The root of every resource id. Never change it: consumers' URLs derive from it."""

EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
CRS = r"^EPSG:\d{4,6}$"


class Contact(Noun):
    """Who answers questions about the dataset: a unit or a shared mailbox, not a person."""

    name: str
    """The unit, as people know it."""
    email: Annotated[str, StringConstraints(pattern=EMAIL)]
    """A shared mailbox."""
    website: Url | None = None
    """The unit's page."""


class PrivacyDecision(Noun):
    """The dated decision that the data may leave; without it nothing of the dataset does."""

    reviewed: dt.date
    """The day of the decision."""
    by: str
    """The role that decided (not a person's name)."""
    basis: Text
    """Why the data may be open: no personal data, or what was removed."""


class Access(Noun):
    """Whether the data may leave the city."""

    level: Literal["public", "restricted"] = "public"
    """`public`, or `restricted`: nothing of the dataset leaves."""
    privacy: PrivacyDecision | None = None
    """Without this decision nothing of the dataset leaves, whatever `level` says."""

    def may_leave(self) -> bool:
        """Tell whether the dataset is public by a decision that has been taken."""
        return self.level == "public" and self.privacy is not None


class TemporalCoverage(Noun):
    """The time that the data speak of."""

    start: dt.date | None = None
    """The first day."""
    end: dt.date | None = None
    """The last day; left out while the data go on."""
    precision: Text | None = None
    """How fine the times are, in words: by hour, by year."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.start > self.end:
            raise PydanticCustomError("period", "`start` must not be later than `end`")
        return self


class Coverage(Noun):
    """Where and when the data are about."""

    geographical: Annotated[list[str], Field(min_length=1)]
    """Municipalities or the region, by their Finnish names, as on hri.fi."""
    temporal: TemporalCoverage | None = None
    """The time that the data speak of."""


class Geometry(Noun):
    """Which columns hold places, and in which coordinate system."""

    crs: Annotated[str, StringConstraints(pattern=CRS)]
    """The coordinate system of the source, such as EPSG:3879."""
    x: str | None = None
    """The column of the easting or longitude."""
    y: str | None = None
    """The column of the northing or latitude."""
    column: str | None = None
    """The column of a GeoJSON geometry (instead of x and y)."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        pair = self.x is not None and self.y is not None
        if pair == (self.column is not None) or (self.x is None) != (self.y is None):
            raise PydanticCustomError("geometry", "either `x` and `y`, or `column` is expected")
        return self

    def columns(self) -> list[str]:
        """Return the names of the columns that the geometry is made of."""
        return [self.column] if self.column else [str(self.x), str(self.y)]


class Distribution(Noun):
    """One form in which the dataset is published."""

    format: FormatName
    """The format that is written."""
    title: Text | None = None
    """The resource's name; the format and the dataset's title unless said."""
    resource_id: uuid.UUID | None = None
    """Only for a resource that existed before: its id, taken over and kept."""

    @field_validator("format")
    @classmethod
    def _can_be_written(cls, name: FormatName) -> FormatName:
        if name not in WRITTEN_FORMATS:
            raise PydanticCustomError(
                "not_written",
                "`{name}` is read, never published; one of {formats} is expected",
                {"name": name.value, "formats": ", ".join(WRITTEN_FORMATS)},
            )
        return name


class Dataset(Noun):
    """One declared dataset or open API: everything that the pipeline knows of it beforehand."""

    id: Slug
    """Permanent, written once; every id in the catalogue derives from it. Never change it."""
    name: Slug
    """The name in the dataset's URL; may change, then the old one goes to `former_names`."""
    former_names: list[Slug] = Field(default_factory=list)
    """Names that the dataset had before; links to them go on working."""
    package_id: uuid.UUID | None = None
    """Only for a package that existed before: its id in CKAN, taken over and kept."""
    publisher: Slug
    """The organisation that publishes: an entry of the register of publishers."""
    title: Text
    """What the dataset is called on the portal."""
    description: Text
    """What the data hold, how they came to be and what they cannot tell."""
    keywords: Keywords
    """Words that people search with."""
    themes: Annotated[list[Theme], Field(min_length=1)]
    """EU data themes."""
    licence: Licence
    """The licence under which the data are open."""
    frequency: Frequency
    """How often the data change; they are fetched as often."""
    contact: Contact
    """Who answers questions about the dataset."""
    released: dt.date
    """The day on which the dataset was first published."""
    access: Access
    """Whether the data may leave the city, and who decided it."""
    coverage: Coverage
    """The places and the time that the data cover."""
    source: Source
    """Where the data come from: a file, or an API that is listed only."""
    table_schema: Annotated[str | None, Field(alias="schema")] = None
    """The Table Schema's file name in schemas/ (files only)."""
    geometry: Geometry | None = None
    """Which columns hold places; needed for geojson and gpkg."""
    distributions: list[Distribution] = Field(default_factory=list)
    """The formats to publish, such as [csv, geojson]."""
    datastore: bool = True
    """Whether the table is also served by CKAN's DataStore API."""
    links: list[Url] = Field(default_factory=list)
    """Pages with more information."""

    @field_validator("distributions", mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        if isinstance(value, list):
            return [{"format": item} if isinstance(item, str) else item for item in value]
        return value

    @model_validator(mode="after")
    def _rules_between_fields(self) -> Self:
        faults = self._api_faults() if self.is_api else self._table_faults()
        if self.name in self.former_names:
            faults.append(("former_names", "`name` stands in `former_names` too"))
        refuse(faults)
        return self

    def _api_faults(self) -> list[tuple[str, str]]:
        of_tables = {
            "schema": self.table_schema,
            "geometry": self.geometry,
            "distributions": self.distributions,
        }
        return [
            (name, "an API has no such field; remove it") for name, it in of_tables.items() if it
        ]

    def _table_faults(self) -> list[tuple[str, str]]:
        faults: list[tuple[str, str]] = []
        formats = [distribution.format for distribution in self.distributions]
        if self.table_schema is None:
            faults.append(("schema", "the name of a file in schemas/ is required"))
        if not formats:
            faults.append(("distributions", "at least one format is expected"))
        if len(set(formats)) < len(formats):
            faults.append(("distributions", "a format stands twice"))
        if self.geometry is None and (maps := [f for f in formats if f in GEOGRAPHIC_FORMATS]):
            needs = f"`{maps[0].value}` needs `geometry`: the columns and the coordinate system"
            faults.append(("distributions", needs))
        return faults

    @property
    def is_api(self) -> bool:
        """Tell whether this is an open API rather than a dataset."""
        return isinstance(self.source, ApiSource)

    def resource_id(self, key: str) -> str:
        """Return the id of the resource for a distribution's format (or `api`), for ever the same.

        It is adopted by declaration, or UUID v5 of the permanent id and the key.
        """
        for distribution in self.distributions:
            if distribution.format == key and distribution.resource_id:
                return str(distribution.resource_id)
        return str(uuid.uuid5(RESOURCE_NAMESPACE, f"{self.id}/{key}"))
