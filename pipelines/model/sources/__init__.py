"""Where data come from: one file per source type, told apart by `type`.

A source type has an `address` that people know it by; one that has data says in `readings` how the
raw files of its snapshots are read. What does not belong here: fetching (extract).
"""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from pipelines.model.sources.api import ApiSource
from pipelines.model.sources.ckan import CkanSource, ResourceChoice
from pipelines.model.sources.declared_file import DeclaredFile
from pipelines.model.sources.drop import DropSource
from pipelines.model.sources.file import FileSource, OneFile
from pipelines.model.sources.folder import FolderSource
from pipelines.model.sources.ledger import LedgerSource
from pipelines.model.sources.link import LinkedResource, LinkSource
from pipelines.model.sources.open311 import Open311Source
from pipelines.model.sources.pxweb import PxwebSource
from pipelines.model.sources.rest import RestSource
from pipelines.model.sources.s3 import S3Source
from pipelines.model.sources.secret import VARIABLE_NAME
from pipelines.model.sources.sftp import SftpSource
from pipelines.model.sources.sql import SqlSource
from pipelines.model.sources.wfs import WfsSource

__all__ = [
    "SOURCE_TYPES",
    "VARIABLE_NAME",
    "ApiSource",
    "CkanSource",
    "DataSource",
    "DeclaredFile",
    "DropSource",
    "FileSource",
    "FolderSource",
    "LedgerSource",
    "LinkSource",
    "LinkedResource",
    "OneFile",
    "Open311Source",
    "PxwebSource",
    "ResourceChoice",
    "RestSource",
    "S3Source",
    "SftpSource",
    "Source",
    "SqlSource",
    "WfsSource",
]

DataSource = (
    FileSource
    | RestSource
    | Open311Source
    | WfsSource
    | PxwebSource
    | CkanSource
    | FolderSource
    | S3Source
    | SftpSource
    | SqlSource
    | LedgerSource
)
"""The source types whose data are copied, checked and published."""
Source = Annotated[DataSource | ApiSource | LinkSource, Field(discriminator="type")]
SOURCE_TYPES: tuple[str, ...] = tuple(
    get_args(kind.model_fields["type"].annotation)[0]
    for kind in (*get_args(DataSource), ApiSource, LinkSource)
)
"""The values that `type` may have."""
