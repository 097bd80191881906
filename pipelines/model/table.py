"""A table of a dataset: its schema, its places on the map, and the forms it is published in.

What does not belong here: how its raw file is read (reading), and the dataset around it (dataset).
"""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from pipelines.model.cell_range import RANGE
from pipelines.model.check import Check, WithinArea
from pipelines.model.noun import CatalogueId, Noun, Slug, Text, refuse
from pipelines.model.on_invalid import OnInvalid
from pipelines.model.step import Step
from pipelines.model.vocabularies import GEOGRAPHIC_FORMATS, WRITTEN_FORMATS, FormatName

CRS = r"^EPSG:\d{4,6}$"
FILE_NAME = r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$"


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
    resource_id: CatalogueId | None = None
    """Only for a resource that existed before: its id, taken over and kept."""
    file_name: Annotated[str | None, StringConstraints(pattern=FILE_NAME)] = None
    """Only for a file that was uploaded before: its name in the resource's URL, kept."""

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


class TableFields(Noun):
    """What is declared of a table, whether it is the dataset's only one or one of several."""

    table_schema: Annotated[str | None, Field(alias="schema")] = None
    """The Table Schema's file name in schemas/."""
    steps: list[Step] = Field(default_factory=list)
    """What is done to the rows between the agency's file and the schema, in this order."""
    on_invalid: OnInvalid | None = None
    """What happens to invalid rows; unless said, one of them stops the dataset."""
    geometry: Geometry | None = None
    """Which columns hold places; needed for geojson and gpkg."""
    distributions: list[Distribution] = Field(default_factory=list)
    """The formats to publish, such as [csv, geojson]."""
    datastore: bool = True
    """Whether the table is also served by CKAN's DataStore API."""
    full_text: bool = True
    """Whether words are searched for within the DataStore table; without it, loading is faster."""
    checks: list[Check] = Field(default_factory=list)
    """Checks of the table as a whole, beyond the schema; docs/checks.md lists them."""

    @field_validator("distributions", mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        if isinstance(value, list):
            return [{"format": item} if isinstance(item, str) else item for item in value]
        return value

    def table_faults(self) -> list[tuple[str, str]]:
        """Return the broken rules as (field, message)."""
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
        if self.geometry is None and any(isinstance(each, WithinArea) for each in self.checks):
            faults.append(("checks", "`within-area` needs `geometry`: the columns and the system"))
        return faults


class Table(TableFields):
    """One table of several: where it stands in the source's file, and everything of a table."""

    name: Slug
    """Permanent, written once; its resources' ids derive from it. Never change it."""
    title: Text | None = None
    """What the table is called; the dataset's title and the name unless said."""
    member: str | None = None
    """The file inside the zip."""
    sheet: str | None = None
    """xlsx, ods: the sheet's name."""
    range: Annotated[str, StringConstraints(pattern=RANGE)] | None = None
    """xlsx, ods: the cells of the table, where several stand on one sheet."""
    layer: str | None = None
    """gpkg: the layer's name."""
    records: str | None = None
    """json: JMESPath to the list of records."""
    columns: dict[str, str] | None = None
    """json, ndjson: {column: JMESPath into a record}."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        refuse(self.table_faults())
        return self

    def place(self) -> dict[str, Any]:
        """Return the options of reading that this table declares otherwise than the source."""
        options = ("member", "sheet", "range", "layer", "records", "columns")
        return {name: it for name in options if (it := getattr(self, name)) is not None}
