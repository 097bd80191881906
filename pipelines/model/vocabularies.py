"""The closed lists that declarations choose from; values are the codes that catalogues know.

What does not belong here: what a value does (the stages), and lists that stewards add to.
"""

from __future__ import annotations

from enum import StrEnum


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


class Language(StrEnum):
    """The languages in which the values of a dataset are written."""

    FI = "fi"
    SV = "sv"
    EN = "en"


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


class PublisherKind(StrEnum):
    """What a publisher is: a part of the city, or one of its neighbours in the catalogue."""

    CITY = "city"
    AGENCY = "agency"
    ENTERPRISE = "enterprise"
    GROUP_COMPANY = "group-company"
    OTHER_CITY = "other-city"
    JOINT_AUTHORITY = "joint-authority"
    STATE = "state"
