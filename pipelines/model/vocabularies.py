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


class IndicatorId(StrEnum):
    """The indicators that are computed; each stands in a file of `measure/indicators/`."""

    OPEN_DATASETS = "open_datasets"
    OPEN_DATASETS_SERIES_ONCE = "open_datasets_series_once"
    OPEN_APIS = "open_apis"
    OPEN_APIS_WITH_KEY = "open_apis_with_key"
    NET_CHANGE = "net_change"
    DATASETS_PUBLISHED = "datasets_published"
    DATASETS_WITHDRAWN = "datasets_withdrawn"
    PUBLISHER_COVERAGE = "publisher_coverage"
    TIMELY_DATA = "timely_data"
    AUTOMATED = "automated"
    RUN_SUCCESS = "run_success"
    TIME_TO_PUBLISH = "time_to_publish"
    METADATA_QUALITY = "metadata_quality"
    METADATA_QUALITY_EXCELLENT = "metadata_quality_excellent"
    METADATA_QUALITY_GOOD = "metadata_quality_good"
    METADATA_QUALITY_SUFFICIENT = "metadata_quality_sufficient"
    METADATA_QUALITY_BAD = "metadata_quality_bad"
    DCAT_AP_VALID = "dcat_ap_valid"
    DATA_VALID = "data_valid"
    SCHEMA_COVERAGE = "schema_coverage"
    LINKS_WORKING = "links_working"
    MACHINE_READABLE = "machine_readable"
    MACHINE_READABLE_LOCAL = "machine_readable_local"
    OPEN_LICENCE = "open_licence"
    HIGH_VALUE = "high_value"
    PRIVACY_CLEARED = "privacy_cleared"
    PRIVACY_INCIDENTS = "privacy_incidents"
    DOWNLOADS = "downloads"
    API_CALLS = "api_calls"
    PAGE_VIEWS = "page_views"
    REUSE = "reuse"
    APPLICATIONS = "applications"


class ConnectorType(StrEnum):
    """The files of other systems that can be read; each is one file in `measure/connectors/`."""

    MATOMO = "matomo"
    ACCESS_LOG = "access_log"
    CKAN_TRACKING = "ckan_tracking"
    SHOWCASES = "showcases"
