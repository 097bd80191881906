"""A file behind a URL.

What does not belong here: fetching (extract), and how the file is read (reading).
"""

from __future__ import annotations

from typing import Literal

from pipelines.model.noun import Url
from pipelines.model.sources.declared_file import DeclaredFile
from pipelines.model.sources.secret import VariableName


class FileSource(DeclaredFile):
    """A file behind a URL."""

    type: Literal["file"]
    """A file that is fetched, checked and published."""
    url: Url
    """The file's address at the agency."""
    authorization: VariableName | None = None
    """The NAME of the environment variable (or NAME_FILE) with the Authorization header's value."""

    @property
    def address(self) -> str:
        """Return the URL."""
        return self.url
