"""A declared dataset: its metadata, its decision on privacy, its source and distributions.

What does not belong here: rules between files (declarations), and sources' options (sources),
or what is declared of a table (table).
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from pipelines.model.conflicts import Conflicts
from pipelines.model.lifecycle import VERSION, LifecycleFields
from pipelines.model.noun import CatalogueId, Keywords, Noun, PackageName, Slug, Text, Url, refuse
from pipelines.model.retention import Retention
from pipelines.model.series import Series
from pipelines.model.sources import (
    ApiSource,
    DataSource,
    DeclaredFile,
    LinkSource,
    Source,
    WfsSource,
)
from pipelines.model.table import Table, TableFields
from pipelines.model.vocabularies import Frequency, Language, Licence, Theme

RESOURCE_NAMESPACE = uuid.UUID("6f3c2a52-6d0e-5c0b-9b56-0c6f0d6c7a11")
"""The root of every resource id. Never change it: consumers' URLs derive from it."""

API_KEY = "api"
"""The key from which an API entry's resource id derives, where a file's has its format."""
LINK_KEY = "link"
"""With a linked resource's key behind it, what its id derives from."""
DESCRIPTOR_KEY = "datapackage"
"""The key from which the id of the descriptor's resource derives."""

EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"


class Contact(Noun):
    """Who answers questions about the dataset: a unit or a shared mailbox, not a person."""

    name: str
    """The unit, as people know it."""
    email: Annotated[str, StringConstraints(pattern=EMAIL)]
    """A shared mailbox."""
    website: Url | None = None
    """The unit's page."""


class AllowedColumns(Noun):
    """Columns in which a kind of personal data may stand, because it is nobody's own.

    A personal identity code may stand nowhere.
    """

    email: list[str] = Field(default_factory=list)
    """Columns of shared mailboxes."""
    phone: list[str] = Field(default_factory=list)
    """Columns of switchboards and service numbers."""
    iban: list[str] = Field(default_factory=list)
    """Columns of organisations' account numbers."""


class PrivacyDecision(Noun):
    """The dated decision that the data may leave; without it nothing of the dataset does."""

    reviewed: dt.date
    """The day of the decision."""
    by: str
    """The role that decided (not a person's name)."""
    basis: Text
    """Why the data may be open: no personal data, or what was removed."""
    allowed: AllowedColumns = Field(default_factory=AllowedColumns)
    """Where e-mail addresses, phone and account numbers may stand; elsewhere they stop it."""


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


class Dataset(TableFields, LifecycleFields):
    """One declared dataset or open API: everything that the pipeline knows of it beforehand."""

    id: Slug
    """Permanent, written once; every id in the catalogue derives from it. Never change it."""
    name: PackageName
    """The name in the dataset's URL; may change, then the old one goes to `former_names`."""
    version: Annotated[str, StringConstraints(pattern=VERSION)] = "1.0"
    """The version of what consumers rely on, "major.minor"; a breaking change needs a new major."""
    former_names: list[PackageName] = Field(default_factory=list)
    """Names that the dataset had before; links to them go on working."""
    package_id: CatalogueId | None = None
    """Only for a package that existed before: its id in CKAN, taken over and kept."""
    descriptor_id: CatalogueId | None = None
    """Only for a `datapackage.json` that existed before: its resource's id, taken over and kept."""
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
    tables: list[Table] = Field(default_factory=list)
    """The tables of a dataset of several (a GTFS zip, a workbook): then `schema`, `geometry`,
    `distributions` and `checks` are declared for each of them, and not here."""
    links: list[Url] = Field(default_factory=list)
    """Pages with more information."""
    languages: Annotated[list[Language], Field(min_length=1)] = Field(
        default_factory=lambda: [Language.FI]
    )
    """The languages of the values in the data: fi, sv, en."""
    series: Series | None = None
    """The series that it belongs to, such as the same statistics of other years."""
    conflicts: Conflicts = Field(default_factory=Conflicts)
    """Which side wins in a declared field that was edited in the portal: first the declaration."""
    versions: Retention = Field(default_factory=Retention)
    """How long dated versions of the data stay, and the raw files that they were made from."""
    minimum_score: Annotated[int | None, Field(ge=0, le=405)] = None
    """The least points of the 405-point rubric with which it may be published."""

    @model_validator(mode="after")
    def _rules_between_fields(self) -> Self:
        if not self.has_table:
            what = "an API" if self.is_api else "a dataset of links"
            faults = self._undeclarable(f"{what} has no such field; remove it", "tables")
            faults += self._terms_faults()
        elif self.tables:
            faults = self._undeclarable("each of the `tables` declares its own; remove it")
            faults += self._tables_faults()
        else:
            faults = self.table_faults() + self._place_faults(self) + self._system_faults()
        if self.name in self.former_names:
            faults.append(("former_names", "`name` stands in `former_names` too"))
        refuse(faults + self.lifecycle_faults())
        return self

    def _terms_faults(self) -> list[tuple[str, str]]:
        """Return where neither the licence nor the declaration tells developers the terms."""
        untold = isinstance(self.source, ApiSource) and self.source.terms is None
        if untold and self.licence is Licence.OTHER:
            return [("source.terms", "the page with the terms is required for this licence")]
        return []

    def _undeclarable(self, why: str, *more: str) -> list[tuple[str, str]]:
        aliases = {"table_schema": "schema"}
        names = (
            "table_schema",
            "steps",
            "on_invalid",
            "geometry",
            "distributions",
            "checks",
            *more,
        )
        return [(aliases.get(name, name), why) for name in names if getattr(self, name)]

    def _tables_faults(self) -> list[tuple[str, str]]:
        names = [table.name for table in self.tables]
        faults = [("tables", "a name stands twice")] if len(set(names)) < len(names) else []
        if not isinstance(self.source, DeclaredFile):
            return [*faults, ("tables", f"a source of type {self.source.type} has one table")]
        return faults + [fault for part in self.parts() for fault in self._place_faults(part)]

    def _system_faults(self) -> list[tuple[str, str]]:
        """Return where a map is asked for in another coordinate system than its places are."""
        if not isinstance(self.source, WfsSource) or self.geometry is None:
            return []
        asked, told = self.source.srs, self.geometry.crs
        wrong = f"`crs` is {told}, and `source.srs` asks for {asked}"
        return [("geometry", wrong)] if asked != told else []

    def _place_faults(self, part: Dataset) -> list[tuple[str, str]]:
        """Return where it is not said which sheet or layer a table is."""
        readings = part.source.readings() if isinstance(part.source, DataSource) else []
        faults = {fault: None for reading in readings for fault in reading.place_faults()}
        return [(f"source.{option}", why) for option, why in faults]

    def parts(self) -> list[Dataset]:
        """Return the dataset as datasets of one table each: what is validated and converted.

        The only table's is the dataset itself. One of several has `<id>/<table>` for its id, from
        which its resources' ids and its keys in the state derive, and the file as its table's.
        An API or a dataset of links has none.
        """
        if not self.has_table:
            return []
        return [self._part(table) for table in self.tables] or [self]

    def _part(self, table: Table) -> Dataset:
        texts = self.title.translations()
        title = table.title or Text(**{at: f"{text}: {table.name}" for at, text in texts.items()})
        own = {name: getattr(table, name) for name in TableFields.model_fields}
        return self.model_copy(
            update={
                **own,
                "id": f"{self.id}/{table.name}",
                "name": f"{self.name}-{table.name}",
                "title": title,
                "tables": [],
                "source": self.source.model_copy(update=table.place()),
            }
        )

    @property
    def is_api(self) -> bool:
        """Tell whether this is an open API rather than a dataset."""
        return isinstance(self.source, ApiSource)

    @property
    def has_table(self) -> bool:
        """Tell whether its data are copied and published, rather than only described."""
        return isinstance(self.source, DataSource)

    def resource_id(self, key: str) -> str:
        """Return the id of a resource, for ever the same.

        The key is a distribution's format, `api`, `datapackage`, or `link/` and the key of a linked
        resource. It is adopted by declaration, or UUID v5 of the permanent id and the key.
        """
        return self.adopted_ids().get(key) or self.derived_id(key)

    def adopted_ids(self) -> dict[str, str]:
        """Return {key: resource id} of the resources that existed before."""
        declared: dict[str, str | None] = {
            each.format: each.resource_id for each in self.distributions
        }
        declared[DESCRIPTOR_KEY] = self.descriptor_id
        if isinstance(self.source, ApiSource):
            declared[API_KEY] = self.source.resource_id
        if isinstance(self.source, LinkSource):
            linked = {f"{LINK_KEY}/{each.key}": each.resource_id for each in self.source.resources}
            declared |= linked
        return {key: value for key, value in declared.items() if value is not None}

    def derived_id(self, key: str) -> str:
        """Return the id that a resource has unless an existing one was adopted."""
        return str(uuid.uuid5(RESOURCE_NAMESPACE, f"{self.id}/{key}"))
