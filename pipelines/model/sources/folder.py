"""A folder of the pipeline's own machine or network drive, where an agency drops files.

What does not belong here: which files are taken (drop), and looking into it (extract).
"""

from __future__ import annotations

from typing import Literal

from pipelines.model.sources.drop import DropSource, Subfolder
from pipelines.model.sources.secret import VariableName


class FolderSource(DropSource):
    """A folder where an agency drops files."""

    type: Literal["folder"]
    """Files that are dropped into a folder that the pipeline's machine sees."""
    root: VariableName
    """The NAME of the environment variable with the root folder's path; only it is read."""
    folder: Subfolder | None = None
    """The folder below the root; the root itself unless said."""

    @property
    def folder_address(self) -> str:
        """Return the root's name and the folder."""
        root = f"folder://{self.root.lower()}"
        return f"{root}/{self.folder}" if self.folder else root
