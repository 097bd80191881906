"""What a dated version is: the files, tables and schemas that were published, with checksums.

What does not belong here: where they stand (store).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.([2-9]|[1-9]\d+))?")
"""`YYYY-MM-DD`, and `YYYY-MM-DD.2` for the second of that day."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class VersionFile(_Record):
    """One file, or one typed table, in the state."""

    name: str
    """The name that it is served under."""
    key: str
    """Where it stands in the state; versions with the same bytes share one key."""
    sha256: str
    bytes: int


class VersionTable(_Record):
    """One table of a version."""

    part: str
    """The id of the dataset of this table alone (see `Dataset.parts`)."""
    rows: int
    table: VersionFile
    """The validated table, as Parquet."""
    files: Mapping[str, VersionFile]
    """The published files by their format."""
    table_schema: Mapping[str, Any]
    """The Table Schema's descriptor, as it was published."""
    changed: dt.datetime
    """When the data changed."""
    left_out: Mapping[str, int] | None = None
    """{rows, of} where invalid rows were left out."""
    extent: Mapping[str, Any] = Field(default_factory=dict)
    """The places and days that the rows hold."""
    measures: Mapping[str, Any] | None = None
    """{measures, failed_measures, fingerprint}: what the next version's checks compare with."""


class Version(_Record):
    """What was published of a dataset on a day."""

    dataset: str
    """The permanent id."""
    name: str
    """`YYYY-MM-DD` by Helsinki's calendar, with `.2` behind it for the second of that day."""
    declared: str
    """The declared version, "major.minor"."""
    made: dt.datetime
    """When it was published first."""
    snapshot: str
    """The SHA-256 of the snapshot that it was made from."""
    raw_files: tuple[str, ...] = ()
    """The state's keys of that snapshot's files."""
    tables: tuple[VersionTable, ...]

    @property
    def rows(self) -> int:
        """Return the rows of all tables together."""
        return sum(table.rows for table in self.tables)

    @property
    def bytes(self) -> int:
        """Return the size of the published files together."""
        return sum(file.bytes for file in self.published_files())

    @property
    def contents(self) -> str:
        """Return a mark that is the same for the same files and tables, and for no others."""
        facts = sorted(
            (table.part, name, file.sha256)
            for table in self.tables
            for name, file in (*table.files.items(), ("table", table.table))
        )
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    def published_files(self) -> Iterator[VersionFile]:
        """Yield the published files, those of each table in the order of their formats."""
        for table in self.tables:
            yield from (file for _, file in sorted(table.files.items()))

    def state_keys(self) -> set[str]:
        """Return the keys that the version needs, without its own record and the raw files."""
        tables = {table.table.key for table in self.tables}
        return tables | {file.key for file in self.published_files()}


class Served(_Record):
    """What the catalogue was left with by the last publish or rollback of a dataset."""

    version: str | None
    """The name of the version that is served; None for what has no data (an API, links)."""
    since: dt.datetime
    contents: str
    """The mark of the newest version's contents."""
    fields: Mapping[str, Any]
    """The package's fields as they were written."""
    resources: Mapping[str, Mapping[str, Any]]
    """Resource id → its fields as they were written."""
    hashes: Mapping[str, str] = Field(default_factory=dict)
    """Resource id → the SHA-256 of its file."""
    package: str
    """The package's id in the catalogue."""


def age(name: str) -> tuple[str, int]:
    """Return what versions are sorted by, the oldest first. Raises ValueError for another name."""
    found = NAME.fullmatch(name)
    if found is None:
        raise ValueError(f"{name} is no version's name")
    return found.group(1), int(found.group(2) or 1)


def day_of(name: str) -> dt.date:
    """Return the day of a version."""
    return dt.date.fromisoformat(age(name)[0])


def next_name(day: dt.date, names: list[str]) -> str:
    """Return the name for another version of the day."""
    last = max((age(name)[1] for name in names if day_of(name) == day), default=0)
    return f"{day.isoformat()}.{last + 1}" if last else day.isoformat()
