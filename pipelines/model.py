"""The nouns: what a data steward declares, as frozen pydantic models.

Field names follow DCAT, CKAN and Table Schema. Here stand the shapes and the rules that one
declaration must satisfy by itself; rules between files (publishers, schemas, unique ids) are in
`declarations`, and what a stage does with a declaration is in that stage.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

LANGUAGES = ("fi", "sv", "en")

RESOURCE_NAMESPACE = uuid.UUID("6f3c2a52-6d0e-5c0b-9b56-0c6f0d6c7a11")
"""The root of every resource id. Never change it: consumers' URLs derive from it."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,98}[a-z0-9]$")]
"""CKAN's rule for names, without the underscore, so that names read as words."""


def _whole_url(value: str) -> str:
    if not re.match(r"^https?://[^/\s]+\.?[^/\s]*(/\S*)?$", value):
        raise PydanticCustomError(
            "url", "a whole URL is expected, such as https://www.hel.fi/x.csv"
        )
    if re.match(r"^https?://[^/]*@", value):
        raise PydanticCustomError(
            "url_secret", "a URL never holds a user or password; name the secret in `authorization`"
        )
    return value


Url = Annotated[str, AfterValidator(_whole_url)]


class Noun(BaseModel):
    """What all declared things share: unknown fields are refused, nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Text(Noun):
    """A text in the portal's languages; Finnish is mandatory."""

    fi: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    sv: str | None = None
    en: str | None = None

    def translations(self) -> dict[str, str]:
        """Return {language: text} of the languages that are present."""
        texts = {"fi": self.fi, "sv": self.sv, "en": self.en}
        return {language: text.strip() for language, text in texts.items() if text}


class Keywords(Noun):
    """Keywords in the portal's languages; at least one in Finnish."""

    fi: Annotated[list[str], Field(min_length=1)]
    sv: list[str] = []
    en: list[str] = []

    @field_validator("fi", "sv", "en")
    @classmethod
    def _harvestable(cls, words: list[str]) -> list[str]:
        for word in words:
            if not re.fullmatch(r"[\w\- .]{3,100}", word):
                raise PydanticCustomError(
                    "keyword",
                    "keyword '{word}': 3–100 letters, digits, spaces, - . or _ are expected"
                    " (harvesters drop shorter ones)",
                    {"word": word},
                )
        return words

    def translations(self) -> dict[str, list[str]]:
        """Return {language: keywords} of the languages that have any."""
        lists = {"fi": self.fi, "sv": self.sv, "en": self.en}
        return {language: words for language, words in lists.items() if words}


class Frequency(StrEnum):
    """How often the data change, by the EU frequency vocabulary (the value is its code)."""

    CONTINUOUS = "continuous"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    BIANNUAL = "biannual"
    ANNUAL = "annual"
    IRREGULAR = "irregular"
    NEVER = "never"


class Theme(StrEnum):
    """The EU data themes (vocabulary `data-theme`)."""

    AGRI = "AGRI"
    ECON = "ECON"
    EDUC = "EDUC"
    ENER = "ENER"
    ENVI = "ENVI"
    GOVE = "GOVE"
    HEAL = "HEAL"
    INTR = "INTR"
    JUST = "JUST"
    REGI = "REGI"
    SOCI = "SOCI"
    TECH = "TECH"
    TRAN = "TRAN"


class Licence(StrEnum):
    """The licences of hri.fi."""

    CC_BY = "CC-BY-4.0"
    CC0 = "CC0-1.0"
    OTHER = "other-open"


class FormatName(StrEnum):
    """The formats that can be read or written; each is one file in `formats/`."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    JSON = "json"
    NDJSON = "ndjson"
    PARQUET = "parquet"
    GEOJSON = "geojson"
    GPKG = "gpkg"


WRITTEN_FORMATS = (
    FormatName.CSV,
    FormatName.PARQUET,
    FormatName.JSON,
    FormatName.XLSX,
    FormatName.GEOJSON,
    FormatName.GPKG,
)
GEOGRAPHIC_FORMATS = (FormatName.GEOJSON, FormatName.GPKG)


class Contact(Noun):
    """Who answers questions about the dataset: a unit or a shared mailbox, not a person."""

    name: str
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    website: Url | None = None


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
    privacy: PrivacyDecision | None = None

    def may_leave(self) -> bool:
        """Tell whether the dataset is public by a decision that has been taken."""
        return self.level == "public" and self.privacy is not None


class TemporalCoverage(Noun):
    """The time that the data speak of."""

    start: dt.date | None = None
    end: dt.date | None = None
    precision: Text | None = None

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


class Geometry(Noun):
    """Which columns hold places, and in which coordinate system."""

    crs: Annotated[str, StringConstraints(pattern=r"^EPSG:\d{4,6}$")]
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


VARIABLE_NAME = r"^[A-Z][A-Z0-9_]{2,63}$"


class FileSource(Noun):
    """A file behind a URL. Encoding, delimiter, sheet and the rest are declared, never guessed."""

    type: Literal["file"]
    url: Url
    format: FormatName
    member: str | None = None
    """The file inside a zip, where the URL is a zip."""
    encoding: str | None = None
    """csv: utf-8, iso-8859-1, iso-8859-15, windows-1252, … (a BOM is accepted for utf-8)."""
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] | None = None
    """csv: the character between cells."""
    quote: Annotated[str, StringConstraints(min_length=1, max_length=1)] | None = None
    """csv: the character around cells; `"` unless said."""
    decimal: Literal[".", ","] | None = None
    """csv: the decimal mark of number columns; `.` unless said."""
    header_row: Annotated[int, Field(ge=1)] | None = None
    """csv, xlsx, ods: the row that holds the column names; 1 unless said."""
    sheet: str | None = None
    """xlsx, ods: the sheet's name."""
    layer: str | None = None
    """gpkg: the layer's name."""
    records: str | None = None
    """json: JMESPath to the list of records; the document itself unless said."""
    columns: dict[str, str] | None = None
    """json, ndjson: {column: JMESPath into a record}; the field's own name unless said."""
    max_bytes: Annotated[int, Field(gt=0)] = 500_000_000
    """A larger answer is refused."""
    min_bytes: Annotated[int, Field(gt=0)] = 1
    """A smaller answer is refused."""
    authorization: Annotated[str, StringConstraints(pattern=VARIABLE_NAME)] | None = None
    """The NAME of the environment variable (or NAME_FILE) with the Authorization header's value."""

    @model_validator(mode="after")
    def _options_fit_the_format(self) -> Self:
        needed, optional = FORMAT_OPTIONS[self.format]
        for option in sorted(needed):
            if getattr(self, option) is None:
                raise PydanticCustomError(
                    "option_missing",
                    "`{option}` must be declared for format {format}: it is never guessed",
                    {"option": option, "format": self.format.value},
                )
        for option in sorted(ALL_OPTIONS - needed - optional):
            if getattr(self, option) is not None:
                raise PydanticCustomError(
                    "option_unused",
                    "`{option}` means nothing for format {format}; remove it",
                    {"option": option, "format": self.format.value},
                )
        return self


FORMAT_OPTIONS: dict[FormatName, tuple[frozenset[str], frozenset[str]]] = {
    FormatName.CSV: (
        frozenset({"encoding", "delimiter"}),
        frozenset({"quote", "decimal", "header_row"}),
    ),
    FormatName.XLSX: (frozenset({"sheet"}), frozenset({"header_row"})),
    FormatName.ODS: (frozenset({"sheet"}), frozenset({"header_row"})),
    FormatName.JSON: (frozenset(), frozenset({"records", "columns"})),
    FormatName.NDJSON: (frozenset(), frozenset({"columns"})),
    FormatName.PARQUET: (frozenset(), frozenset()),
    FormatName.GEOJSON: (frozenset(), frozenset()),
    FormatName.GPKG: (frozenset({"layer"}), frozenset()),
}
"""Format → (options that must be declared, options that may be)."""
ALL_OPTIONS = frozenset[str]().union(*(needed | may for needed, may in FORMAT_OPTIONS.values()))


class ApiSource(Noun):
    """An open API: a catalogue entry of its own, counted as an API and never as a dataset."""

    type: Literal["api"]
    endpoint: Url
    documentation: Url
    terms: Url | None = None
    health: Url | None = None
    """A URL that answers 200 while the API is well; the endpoint unless said."""
    key_required: bool = False


Source = Annotated[FileSource | ApiSource, Field(discriminator="type")]


class Distribution(Noun):
    """One form in which the dataset is published."""

    format: FormatName
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
    former_names: list[Slug] = []
    package_id: uuid.UUID | None = None
    """Only for a package that existed before: its id in CKAN, taken over and kept."""
    publisher: Slug
    """The organisation that publishes: an entry of the register of publishers."""
    title: Text
    description: Text
    keywords: Keywords
    themes: Annotated[list[Theme], Field(min_length=1)]
    licence: Licence
    frequency: Frequency
    contact: Contact
    released: dt.date
    """The day on which the dataset was first published."""
    access: Access
    coverage: Coverage
    source: Source
    table_schema: Annotated[str | None, Field(alias="schema")] = None
    """The Table Schema's file name in schemas/ (files only)."""
    geometry: Geometry | None = None
    distributions: list[Distribution] = []
    datastore: bool = True
    """Whether the table is also served by CKAN's DataStore API."""
    links: list[Url] = []
    """Pages with more information."""

    @field_validator("distributions", mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        if isinstance(value, list):
            return [{"format": item} if isinstance(item, str) else item for item in value]
        return value

    @model_validator(mode="after")
    def _fits_its_source(self) -> Self:
        if self.name in self.former_names:
            raise PydanticCustomError("former_name", "`name` stands in `former_names` too")
        if isinstance(self.source, ApiSource):
            return self._api_has_no_table()
        if self.table_schema is None:
            raise PydanticCustomError("schema_missing", "`schema` must name a file in schemas/")
        if not self.distributions:
            raise PydanticCustomError("distributions_missing", "`distributions` must not be empty")
        return self._distributions_fit()

    def _api_has_no_table(self) -> Self:
        if self.table_schema or self.distributions or self.geometry:
            raise PydanticCustomError(
                "api_table", "an API has no `schema`, `geometry` or `distributions`; remove them"
            )
        return self

    def _distributions_fit(self) -> Self:
        formats = [distribution.format for distribution in self.distributions]
        if len(set(formats)) < len(formats):
            raise PydanticCustomError("format_twice", "a format stands twice in `distributions`")
        if self.geometry is None and (maps := [f for f in formats if f in GEOGRAPHIC_FORMATS]):
            raise PydanticCustomError(
                "geometry_missing",
                "`{format}` needs `geometry`: the columns and the coordinate system",
                {"format": maps[0].value},
            )
        return self

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


class PublisherKind(StrEnum):
    """What a publisher is; `indicators.md` says which kinds count."""

    CITY = "city"
    AGENCY = "agency"
    ENTERPRISE = "enterprise"
    GROUP_COMPANY = "group-company"
    OTHER_CITY = "other-city"
    JOINT_AUTHORITY = "joint-authority"
    STATE = "state"


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
