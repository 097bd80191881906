"""What every drop has in common: which files are taken, that they are whole, and their copying.

A store is any fsspec file system; `folder`, `sftp` and `s3` open theirs and hand it over. A file
that may still be being written is not taken: the agency's marker must stand beside it, or it must
have been left alone for a while, or look the same twice; and it must look so after the copying too.
What does not belong here: how a store is opened and what its errors mean (its own module).
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from pipelines.errors import HriError, NotTheDeclaredFile, SourceUnavailable
from pipelines.extract import guards
from pipelines.extract.file import raw_name
from pipelines.extract.snapshots import RawFile, Request
from pipelines.extract.visit import Arrived, Collected, Visit, checksum
from pipelines.model import Dataset, DropSource
from pipelines.web import shown

T = TypeVar("T")

CHUNK_BYTES = 1 << 20
LISTED_FILES = 5
LONGEST_COPY = 1800.0
"""Seconds for one file, so that a dripping one ends as well."""


Failure = Callable[[Exception], HriError | None]
"""What an exception of a store means; None where it means a fault of ours."""


@dataclass(frozen=True)
class Entry:
    """A file of a store, as it looks from outside."""

    name: str
    size: int
    modified: dt.datetime | None
    version: str
    """What changes when the content does: the ETag, or the size and the time of the change."""


@dataclass(frozen=True)
class Store:
    """An open file system, with the folder that is looked into."""

    files: Any
    """The fsspec file system."""
    folder: str
    """The folder's path in it."""
    failure: Failure

    def entries(self) -> list[Entry]:
        """Return the files of the folder, by name; links and folders are passed over."""
        found = translated(
            lambda: self.files.ls(self.folder, detail=True, refresh=True), self.failure
        )
        plain = (item for item in found if item["type"] == "file" and not item.get("islink"))
        return sorted((_entry(item) for item in plain), key=lambda entry: entry.name)

    def copy(self, entry: Entry, target: Path, source: DropSource) -> None:
        """Copy a file, whole. Raises SourceUnavailable where its bytes end early."""
        size = translated(lambda: self._copied(entry, target, source.max_bytes), self.failure)
        if size > source.max_bytes:
            raise _too_large(entry, source)
        if size != entry.size:
            raise _unsettled(entry, source, f"{size} of {entry.size} bytes came")

    def _copied(self, entry: Entry, target: Path, max_bytes: int) -> int:
        """Copy, until one byte too much or the time has come, and return how many bytes have."""
        size, deadline = 0, time.monotonic() + LONGEST_COPY
        path = f"{self.folder.rstrip('/')}/{entry.name}" if self.folder else entry.name
        with target.open("wb") as stream, self.files.open(path, "rb") as theirs:
            while size <= max_bytes and (chunk := theirs.read(CHUNK_BYTES)):
                size += stream.write(chunk)
                if time.monotonic() > deadline:
                    raise TimeoutError
        return size


@dataclass
class Drop:
    """One look after another at a drop, in one visit."""

    opened: Callable[[], AbstractContextManager[Store]]
    """Opens the store, for one look."""
    dataset: Dataset
    visit: Visit
    _seen: dict[str, str] = field(default_factory=dict)
    """Name → version at the look before."""

    def collect(self) -> Collected:
        """Bring what the source declares, all of it or nothing.

        Raises SourceUnavailable after the last look, NotTheDeclaredFile, and what the store's
        failures mean.
        """
        return self.visit.web.patiently(shown(self.source.address), self._attempt)

    @property
    def source(self) -> DropSource:
        """The dataset's source."""
        source = self.dataset.source
        assert isinstance(source, DropSource)  # noqa: S101 - found by its type
        return source

    def _attempt(self) -> Collected:
        requests: list[Request] = []
        with self.opened() as store:
            chosen = self._chosen(store.entries())
            self._refuse_unsettled(chosen)
            files = tuple(self._brought(store, i, e, requests) for i, e in enumerate(chosen))
            self._refuse_changed(chosen, store.entries())
        for request in requests:
            self.visit.note(request)
        dates = [entry.modified for entry in chosen if entry.modified]
        mark = {"files": [[entry.name, entry.version] for entry in chosen]}
        return Collected(files, max(dates, default=None), mark)

    def _chosen(self, entries: list[Entry]) -> list[Entry]:
        """Return the files to take, by name."""
        pattern, marker = self.source.pattern, self.source.marker
        names = {entry.name for entry in entries}
        data = [e for e in entries if not (marker and e.name.endswith(marker))]
        fitting = [entry for entry in data if fnmatch.fnmatchcase(entry.name, pattern)]
        whole = [entry for entry in fitting if not marker or f"{entry.name}{marker}" in names]
        if not whole:
            raise _nothing(self.source, entries, fitting)
        if self.source.merge:
            return whole
        if self.source.newest_by == "time":
            return [max(whole, key=lambda entry: (_moment(entry), entry.name))]
        return [whole[-1]]

    def _refuse_unsettled(self, chosen: list[Entry]) -> None:
        """Raise SourceUnavailable, to look again, where a file is young and not seen alike."""
        before, self._seen = self._seen, {entry.name: entry.version for entry in chosen}
        if self.source.marker:
            return
        quiet = dt.timedelta(seconds=self.source.quiet_seconds)
        for entry in chosen:
            is_young = entry.modified is None or self.visit.now() - entry.modified < quiet
            if quiet and is_young and before.get(entry.name) != entry.version:
                raise _unsettled(entry, self.source, "it may still be being written")

    def _refuse_changed(self, chosen: list[Entry], entries: list[Entry]) -> None:
        now = {entry.name: entry for entry in entries}
        for entry in chosen:
            if now.get(entry.name) != entry:
                raise _unsettled(entry, self.source, "it changed while it was copied")

    def _brought(
        self, store: Store, position: int, entry: Entry, requests: list[Request]
    ) -> Arrived | RawFile:
        if known := self._known(position, entry):
            return known
        source, asked = self.source, self.visit.now()
        if entry.size > source.max_bytes:
            raise _too_large(entry, source)
        # A folder each: two names may become the same when what no file name may hold is replaced.
        folder = self.visit.folder / str(position)
        folder.mkdir(exist_ok=True)
        path = folder / raw_name(quote(entry.name), self._tables()[0])
        store.copy(entry, path, source)
        for table in self._tables():
            guards.check(path, table.file(entry.name))
        where = shown(source.file(entry.name).address)
        requests.append(Request(where, asked, None, entry.size, checksum(path)))
        return Arrived(path)

    def _tables(self) -> list[DropSource]:
        """Return the source as each of the dataset's tables reads it."""
        return [part.source for part in self.dataset.parts() if isinstance(part.source, DropSource)]

    def _known(self, position: int, entry: Entry) -> RawFile | None:
        """Return the last snapshot's file where it is this one, unchanged."""
        last = self.visit.last
        known = last.mark.get("files", []) if last else []
        is_known = position < len(known) and known[position] == [entry.name, entry.version]
        return last.files[position] if last and is_known else None


def translated(act: Callable[[], T], failure: Failure) -> T:
    """Return what `act` gives; a store's exceptions become ours.

    Theirs may hold secrets, and go no further, not even as a cause.
    """
    try:
        return act()
    except Exception as error:
        meaning = failure(error)
        if meaning is None:
            raise
    raise meaning


def _entry(item: dict[str, Any]) -> Entry:
    size = int(item["size"] or 0)
    moment = item.get("LastModified") or item.get("mtime")
    if isinstance(moment, int | float):
        moment = dt.datetime.fromtimestamp(moment, tz=dt.UTC)
    version = str(item.get("ETag") or f"{size} bytes, {moment}").strip('"')
    return Entry(str(item["name"]).rpartition("/")[2], size, moment, version)


def _moment(entry: Entry) -> dt.datetime:
    return entry.modified or dt.datetime.min.replace(tzinfo=dt.UTC)


def _nothing(source: DropSource, entries: list[Entry], fitting: list[Entry]) -> HriError:
    where = shown(source.address)
    if fitting:
        return SourceUnavailable(
            f"{where}: {fitting[-1].name} has no {fitting[-1].name}{source.marker} beside it yet",
            remedy="it will be tried again; where it lasts, ask the agency about its export",
        )
    names = ", ".join(entry.name for entry in entries[:LISTED_FILES]) or "no file"
    more = f" and {len(entries) - LISTED_FILES} more" if len(entries) > LISTED_FILES else ""
    return NotTheDeclaredFile(
        f"{where}: no file fits the pattern; the folder holds {names}{more}",
        remedy="correct `source.pattern` or `source.folder`, or ask the agency where its file is",
    )


def _unsettled(entry: Entry, source: DropSource, why: str) -> SourceUnavailable:
    return SourceUnavailable(
        f"{shown(source.file(entry.name).address)}: {why}",
        remedy="it will be tried again; where it lasts, ask the agency to write it in one go",
        retry_after=float(source.quiet_seconds),
    )


def _too_large(entry: Entry, source: DropSource) -> NotTheDeclaredFile:
    return NotTheDeclaredFile(
        f"{shown(source.file(entry.name).address)}: it is larger than {source.max_bytes} bytes",
        remedy="see what the file holds; where it is right, raise `source.max_bytes`",
    )
