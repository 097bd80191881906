"""The nouns: what a data steward declares, as frozen pydantic models.

Field names follow DCAT, CKAN and Table Schema. Here stand the shapes and the rules that one
declaration must satisfy by itself; rules between files (publishers, schemas, unique ids) are in
`declarations`, and what a stage does with a declaration is in that stage: it does not belong here.
"""

from pipelines.model.check import (
    Area,
    Categories,
    Check,
    ColumnSum,
    DeclaredCheck,
    DuplicateRows,
    FutureDates,
    NullShare,
    RowCount,
    Severity,
    Sortedness,
    StrictReading,
    StrictReadingName,
    WithinArea,
)
from pipelines.model.dataset import (
    RESOURCE_NAMESPACE,
    Access,
    AllowedColumns,
    Contact,
    Coverage,
    Dataset,
    PrivacyDecision,
    TemporalCoverage,
)
from pipelines.model.host import Host, HostLimit, HostRegister
from pipelines.model.noun import LANGUAGES, Keywords, Noun, Slug, Text, Url
from pipelines.model.on_invalid import OnInvalid
from pipelines.model.publisher import Publisher, PublisherRegister
from pipelines.model.reading import ALL_OPTIONS, FORMAT_OPTIONS, PLACES, Reading
from pipelines.model.sources import (
    VARIABLE_NAME,
    ApiSource,
    DataSource,
    DeclaredFile,
    FileSource,
    LinkedResource,
    LinkSource,
    OneFile,
    PxwebSource,
    Source,
    WfsSource,
)
from pipelines.model.step import Step, columns_before, columns_used
from pipelines.model.table import Distribution, Geometry, Table, TableFields
from pipelines.model.vocabularies import (
    GEOGRAPHIC_FORMATS,
    WRITTEN_FORMATS,
    FormatName,
    Frequency,
    Licence,
    PublisherKind,
    Theme,
)

__all__ = [
    "ALL_OPTIONS",
    "FORMAT_OPTIONS",
    "GEOGRAPHIC_FORMATS",
    "LANGUAGES",
    "PLACES",
    "RESOURCE_NAMESPACE",
    "VARIABLE_NAME",
    "WRITTEN_FORMATS",
    "Access",
    "AllowedColumns",
    "ApiSource",
    "Area",
    "Categories",
    "Check",
    "ColumnSum",
    "Contact",
    "Coverage",
    "DataSource",
    "Dataset",
    "DeclaredCheck",
    "DeclaredFile",
    "Distribution",
    "DuplicateRows",
    "FileSource",
    "FormatName",
    "Frequency",
    "FutureDates",
    "Geometry",
    "Host",
    "HostLimit",
    "HostRegister",
    "Keywords",
    "Licence",
    "LinkSource",
    "LinkedResource",
    "Noun",
    "NullShare",
    "OnInvalid",
    "OneFile",
    "PrivacyDecision",
    "Publisher",
    "PublisherKind",
    "PublisherRegister",
    "PxwebSource",
    "Reading",
    "RowCount",
    "Severity",
    "Slug",
    "Sortedness",
    "Source",
    "Step",
    "StrictReading",
    "StrictReadingName",
    "Table",
    "TableFields",
    "TemporalCoverage",
    "Text",
    "Theme",
    "Url",
    "WfsSource",
    "WithinArea",
    "columns_before",
    "columns_used",
]
