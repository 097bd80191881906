"""A dataset of another CKAN portal, taken over from there.

What does not belong here: asking the portal (extract).
"""

from __future__ import annotations

import uuid
from typing import Literal, Self

from pydantic import model_validator

from pipelines.model.noun import Noun, PackageName, Url, refuse
from pipelines.model.sources.declared_file import DeclaredFile
from pipelines.model.sources.secret import VariableName
from pipelines.model.vocabularies import FormatName


class ResourceChoice(Noun):
    """A resource by what the portal says of it; exactly one must fit."""

    format: str
    """The resource's `format` on the portal, in any case."""
    name: str | None = None
    """The resource's `name` on the portal."""


class CkanSource(DeclaredFile):
    """One resource of a package of another CKAN portal."""

    type: Literal["ckan"]
    """A dataset that is taken over from another CKAN portal."""
    portal: Url
    """The portal's address, to which /api/3/action/… is added."""
    package: PackageName
    """The package's id, which renaming does not change, or its name."""
    resource: uuid.UUID | ResourceChoice
    """The resource's id, or the `format` (and `name`) by which it is found."""
    dump: bool = False
    """Take the table from the portal's DataStore, as CSV, instead of the resource's file."""
    authorization: VariableName | None = None
    """The NAME of the environment variable (or NAME_FILE) with the portal's API token."""

    @model_validator(mode="after")
    def _a_dump_is_csv(self) -> Self:
        as_dumped = (self.format, self.encoding, self.delimiter) == (FormatName.CSV, "utf-8", ",")
        if self.dump and not as_dumped:
            refuse([("dump", "a dump is csv: declare `encoding: utf-8` and `delimiter: ','`")])
        return self

    @property
    def address(self) -> str:
        """Return the package's page on the portal."""
        return f"{self.base}/dataset/{self.package}"

    @property
    def base(self) -> str:
        """Return the portal's address without a `/` at its end."""
        return self.portal.rstrip("/")
