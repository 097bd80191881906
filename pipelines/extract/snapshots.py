"""The snapshot store: what came from each source, when, and what the last check met.

    snapshots/<dataset id>/<sha256>/<file name>   each raw file, named by its content
    snapshots/<dataset id>/latest.json            the last good snapshot's facts
    snapshots/<dataset id>/last_failure.json      the last check's failure, until one succeeds

What does not belong here: fetching (the source types), and what changed (observation).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from pipelines.errors import HriError
from pipelines.state import State

MOMENTS = ("first_fetched", "source_modified", "last_checked")


@dataclass(frozen=True)
class Origin:
    """Where content came from; content of one origin says nothing of another's.

    Validators (ETag, Last-Modified) and marks are used only with the origin that gave them.
    """

    url: str
    """The declared address, without secrets."""
    fetched_from: str
    """The address that was asked: another than `url` where the replica stood in for the source."""
    declaration: str
    """The SHA-256 of the declared source: content is checked anew against a changed one."""


@dataclass(frozen=True)
class Request:
    """One request that a snapshot was made by."""

    url: str
    """What was asked, without secrets."""
    asked: dt.datetime
    status: int | None
    """The HTTP status; None where it was no HTTP."""
    bytes: int
    sha256: str
    """Of the answer as it came."""
    records: int | None = None
    """How many records the answer held, where it was looked at."""

    def to_json(self) -> dict[str, Any]:
        """Return the record of the request."""
        return {**dataclasses.asdict(self), "asked": self.asked.isoformat()}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Self:
        """Return the request of a record that `to_json` made."""
        return cls(**{**record, "asked": dt.datetime.fromisoformat(record["asked"])})


@dataclass(frozen=True)
class RawFile:
    """One file of a snapshot, as it came."""

    key: str
    """The state's key of the file."""
    sha256: str
    bytes: int
    etag: str | None = None
    last_modified: str | None = None
    """The header as it came, to be sent back."""
    content_type: str | None = None


@dataclass(frozen=True)
class Snapshot:
    """One content of a source, as it came, and the facts of its last check."""

    dataset: str
    """The dataset's permanent id."""
    sha256: str
    """Of the only file, or of the list of all files' checksums, one to a line."""
    bytes: int
    url: str
    fetched_from: str
    declaration: str
    files: tuple[RawFile, ...]
    """In the order of the source's `readings`."""
    requests: tuple[Request, ...]
    """The requests that brought this content when it was first seen."""
    first_fetched: dt.datetime
    """When this content was first seen: the data changed."""
    source_modified: dt.datetime | None
    """When the source says that it changed this content, where it says so."""
    last_checked: dt.datetime
    outcome: Literal["new", "unchanged"]
    mark: dict[str, Any] = dataclasses.field(default_factory=dict)
    """What the source type needs to ask only for what changed since."""

    @property
    def origin(self) -> Origin:
        """Return where the content came from."""
        return Origin(self.url, self.fetched_from, self.declaration)

    def to_json(self) -> dict[str, Any]:
        """Return the record: moments as ISO 8601, everything else as it is."""
        record = dataclasses.asdict(self)
        for name in MOMENTS:
            record[name] = record[name] and record[name].isoformat()
        record["requests"] = [request.to_json() for request in self.requests]
        return record

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Self:
        """Return the snapshot of a record that `to_json` made."""
        moments = {name: _moment(record[name]) for name in MOMENTS}
        files = tuple(RawFile(**file) for file in record["files"])
        requests = tuple(Request.from_json(request) for request in record["requests"])
        return cls(**{**record, **moments, "files": files, "requests": requests})


@dataclass(frozen=True)
class CheckFailure:
    """Why the last check of a source failed."""

    when: dt.datetime
    error: str
    """The error's class, such as SourceUnavailable."""
    message: str


class Snapshots:
    """The snapshots of one dataset."""

    def __init__(self, dataset_id: str, state: State) -> None:
        self._dataset = dataset_id
        self._state = state
        self._folder = f"snapshots/{dataset_id}"

    def latest(self) -> Snapshot | None:
        """Return the last good snapshot, or None before the first."""
        record = self._state.read_json(f"{self._folder}/latest.json")
        return Snapshot.from_json(record) if record else None

    def last_failure(self) -> CheckFailure | None:
        """Return why the last check failed, or None where it did not."""
        record = self._state.read_json(f"{self._folder}/last_failure.json")
        if record is None:
            return None
        when = dt.datetime.fromisoformat(record["when"])
        return CheckFailure(when, record["error"], record["message"])

    def has_files(self, snapshot: Snapshot) -> bool:
        """Tell whether the snapshot's raw files are still there."""
        return all(self._state.exists(file.key) for file in snapshot.files)

    def file(self, raw: RawFile) -> Path:
        """Return a local path of a raw file, for reading only."""
        return self._state.file(raw.key)

    def other_file(self, key: str) -> Path:
        """Return a local path of a file that is no snapshot's. Raises FileNotFoundError."""
        return self._state.file(key)

    def key(self, sha256: str, name: str) -> str:
        """Return the key of a raw file."""
        return f"{self._folder}/{sha256}/{name}"

    def keep(self, snapshot: Snapshot, arrived: Mapping[str, Path]) -> None:
        """Make a snapshot the last good one: first the raw files that came, by key, then facts."""
        for key, path in arrived.items():
            self._state.put(path, key)
        self._state.write_json(f"{self._folder}/latest.json", snapshot.to_json())
        self._state.delete(f"{self._folder}/last_failure.json")

    def remove_others(self, kept: Collection[str]) -> list[str]:
        """Remove the raw files but for those of the last good snapshot, and those of these keys.

        Returns the removed keys.
        """
        latest = self.latest()
        files = {file.key for file in latest.files} if latest else set()
        records = {f"{self._folder}/latest.json", f"{self._folder}/last_failure.json"}
        needed = {*files, *records, *kept}
        gone = [key for key in self._state.keys(self._folder) if key not in needed]
        for key in gone:
            self._state.delete(key)
        return gone

    def keep_failure(self, error: HriError, when: dt.datetime) -> None:
        """Note why a check failed; the last good snapshot stays as it is."""
        record = {"when": when.isoformat(), "error": type(error).__name__, "message": str(error)}
        self._state.write_json(f"{self._folder}/last_failure.json", record)


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
