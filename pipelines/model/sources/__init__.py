"""Where data come from: one file per source type, told apart by `type`.

A source type has an `address` that people know it by; one that has data says in `readings` how the
raw files of its snapshots are read. What does not belong here: fetching (extract).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pipelines.model.sources.api import ApiSource
from pipelines.model.sources.declared_file import DeclaredFile
from pipelines.model.sources.file import FileSource, OneFile
from pipelines.model.sources.link import LinkedResource, LinkSource
from pipelines.model.sources.pxweb import PxwebSource
from pipelines.model.sources.secret import VARIABLE_NAME
from pipelines.model.sources.wfs import WfsSource

__all__ = [
    "VARIABLE_NAME",
    "ApiSource",
    "DataSource",
    "DeclaredFile",
    "FileSource",
    "LinkSource",
    "LinkedResource",
    "OneFile",
    "PxwebSource",
    "Source",
    "WfsSource",
]

DataSource = FileSource | PxwebSource | WfsSource
"""The source types whose data are copied, checked and published."""
Source = Annotated[DataSource | ApiSource | LinkSource, Field(discriminator="type")]
