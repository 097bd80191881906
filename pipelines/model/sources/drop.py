"""Files that an agency drops into a folder or store: which of them are taken, and when.

What does not belong here: where the store is (folder, sftp, s3), and looking into it (extract).
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from pipelines.model.noun import refuse
from pipelines.model.reading import Reading
from pipelines.model.sources.declared_file import DeclaredFile

PATTERN = r"^[^/\\#?\s][^/\\#?]{0,199}$"
FilePattern = Annotated[str, StringConstraints(pattern=PATTERN)]
"""A file name, in which `*` stands for any letters and `[0-9]` for one of those between."""
MARKER = r"^\.[A-Za-z0-9]{1,20}$"
SUBFOLDER = r"^[^/\\?#.\s][^/\\?#]*(/[^/\\?#.\s][^/\\?#]*)*$"
Subfolder = Annotated[str, StringConstraints(pattern=SUBFOLDER)]
"""Folder names with `/` between, below the store's root; none begins with a dot."""


class DroppedFile(DeclaredFile):
    """One file of a drop, as the guards judge it."""

    url: str
    """Where it lies."""

    @property
    def address(self) -> str:
        """Return where the file lies."""
        return self.url


class DropSource(DeclaredFile):
    """The newest file of a pattern, or all of them merged into one table.

    All files of a drop are read alike.
    """

    pattern: FilePattern
    """The file's name; `*` stands for any letters: pysakointi-*.csv."""
    newest_by: Literal["name", "time"] | None = None
    """Which of several files is the newest: the last `name` in order, or the last change `time`."""
    merge: bool = False
    """Take all the files of the pattern, ordered by name, as one table (instead of the newest)."""
    marker: Annotated[str, StringConstraints(pattern=MARKER)] | None = None
    """The ending of the file that the agency writes last: x.csv counts once x.csv.done is there."""
    quiet_seconds: Annotated[int, Field(ge=0, le=300)] = 30
    """A file that changed later than so ago may still be written; it is looked at again first."""

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        several = "*" in self.pattern or "[" in self.pattern
        if several and self.merge == (self.newest_by is not None):
            why = "a pattern of several files needs either `newest_by` (name or time) or `merge`"
            refuse([("newest_by", why)])
        if not several and (self.merge or self.newest_by):
            refuse([("pattern", "it names one file: add `*`, or remove the rule for several")])
        return self

    @property
    @abstractmethod
    def folder_address(self) -> str:
        """Return the address of the folder that holds the files, without a `/` at its end."""

    @property
    def address(self) -> str:
        """Return the address of the folder with the pattern."""
        return f"{self.folder_address}/{self.pattern}"

    def file(self, name: str) -> DroppedFile:
        """Return one file of the drop."""
        options: dict[str, Any] = {option: getattr(self, option) for option in OPTIONS_OF_A_FILE}
        return DroppedFile(**options, url=f"{self.folder_address}/{name}")


OPTIONS_OF_A_FILE = (*Reading.model_fields, "max_bytes", "min_bytes")
