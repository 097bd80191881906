"""A file behind a URL, or several that make up one table.

What does not belong here: fetching (extract), and how a file is read (reading).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from pipelines.model.noun import Url
from pipelines.model.reading import Dialect, option_faults
from pipelines.model.sources.declared_file import DeclaredFile
from pipelines.model.sources.secret import VariableName


class OneFile(DeclaredFile):
    """One file with everything that is declared of it."""

    url: Url
    """The file's address at the agency."""
    rename: dict[str, str] = Field(default_factory=dict)
    """{the file's own column: the table's column}."""

    @property
    def address(self) -> str:
        """Return the URL."""
        return self.url


class FilePart(Dialect):
    """One of several files; what it does not say is as the source says."""

    url: Url
    """The file's address at the agency."""
    rename: dict[str, str] = Field(default_factory=dict)
    """{the file's own column: the table's column}, where they are called otherwise."""


class FileSource(DeclaredFile):
    """A file behind a URL, or several files with the same columns that make up one table."""

    type: Literal["file"]
    """A file that is fetched, checked and published."""
    url: Url | None = None
    """The file's address at the agency."""
    files: Annotated[list[FilePart], Field(min_length=1)] | None = None
    """Several files instead of `url`, such as one a year, in the order of the table."""
    authorization: VariableName | None = None
    """The NAME of the environment variable (or NAME_FILE) with the Authorization header's value."""

    @property
    def address(self) -> str:
        """Return the URL, or that of the first of several files."""
        return self.url or (self.files or [])[0].url

    def parts(self) -> Sequence[OneFile]:
        """Return each file with everything that is declared of it."""
        shared = self.options() | {
            "format": self.format,
            "max_bytes": self.max_bytes,
            "min_bytes": self.min_bytes,
        }
        if self.files is None:
            return [OneFile(url=self.address, **shared)]
        return [
            OneFile(url=part.url, rename=part.rename, **(shared | part.options()))
            for part in self.files
        ]

    def readings(self) -> Sequence[OneFile]:
        """Return how each file is read, in the order of the table."""
        return self.parts()

    def option_faults(self) -> list[tuple[str, str]]:
        """Return (field, message) of each option that a file misses or has for nothing."""
        if (self.url is None) == (self.files is None):
            return [("url", "either `url` or `files` is expected")]
        if self.files is None:
            return super().option_faults()
        found: dict[tuple[str, str], None] = {}
        for position, part in enumerate(self.files):
            own = part.options()
            options = self.options() | own
            faults = option_faults(self.format, options)
            faults += Dialect.model_validate(options).header_faults()
            for option, message in faults:
                of_part = option in own or option not in self.options()
                found[f"files.{position}.{option}" if of_part else option, message] = None
        return list(found)
