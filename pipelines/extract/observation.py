"""One look at a source that has data: visited, compared with the last snapshot, and kept.

What does not belong here: how a source type collects its data (its own module), and the store's
layout (snapshots).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import logging
import tempfile
from pathlib import Path
from typing import Protocol

from pipelines.errors import HriError
from pipelines.extract.snapshots import Origin, RawFile, Snapshot, Snapshots
from pipelines.extract.visit import Arrived, Collected, Now, Visit, checksum
from pipelines.model import Dataset, DataSource
from pipelines.state import State
from pipelines.web import Web, shown

log = logging.getLogger(__name__)


class Collect(Protocol):
    """What the module of a source type with data offers under the name `collect`."""

    def __call__(self, dataset: Dataset, visit: Visit) -> Collected:
        """Bring everything that the source holds now, whole, or raise an HriError."""


def observe(dataset: Dataset, collect: Collect, web: Web, state: State, now: Now) -> Snapshot:
    """Visit the source once; keep what is new, or why it failed."""
    store = Snapshots(dataset.id, state)
    try:
        snapshot = _visited(dataset, collect, web, store, now)
    except HriError as error:
        store.keep_failure(error, now())
        log.warning("%s: the check failed: %s", dataset.id, error)
        raise
    facts = (snapshot.outcome, snapshot.bytes, snapshot.sha256)
    log.info("%s: %s, %d bytes, sha256 %s", dataset.id, *facts)
    return snapshot


def origin_of(source: DataSource, web: Web) -> Origin:
    """Return where the source's content comes from, as declared and as it is asked now."""
    declared = hashlib.sha256(source.model_dump_json(exclude_none=True).encode()).hexdigest()
    return Origin(shown(source.address), shown(web.address(source.address)), declared)


def _visited(dataset: Dataset, collect: Collect, web: Web, store: Snapshots, now: Now) -> Snapshot:
    source = dataset.source
    if not isinstance(source, DataSource):
        raise TypeError(f"{dataset.id} has no data to fetch")
    origin, last = origin_of(source, web), store.latest()
    known = last if last and last.origin == origin and store.has_files(last) else None
    with tempfile.TemporaryDirectory(prefix="hri-extract-") as folder:
        visit = Visit(web, Path(folder), now, store, known)
        collected = collect(dataset, visit)
        files, arrived = _files(store, collected)
        snapshot = _judged(dataset.id, origin, collected, files, visit)
        if last and last.sha256 == snapshot.sha256:
            snapshot = _same_content(snapshot, last)
        store.keep(snapshot, arrived)
    return snapshot


def _files(store: Snapshots, collected: Collected) -> tuple[tuple[RawFile, ...], dict[str, Path]]:
    """Return the snapshot's files, and those to be stored: {key: path}."""
    files: list[RawFile] = []
    arrived: dict[str, Path] = {}
    for file in collected.files:
        if isinstance(file, Arrived):
            sha256 = checksum(file.path)
            key = store.key(sha256, file.path.name)
            arrived[key] = file.path
            size = file.path.stat().st_size
            facts = (file.etag, file.last_modified, file.content_type)
            files.append(RawFile(key, sha256, size, *facts))
        else:
            files.append(file)
    return tuple(files), arrived


def _judged(
    dataset_id: str,
    origin: Origin,
    collected: Collected,
    files: tuple[RawFile, ...],
    visit: Visit,
) -> Snapshot:
    checked = visit.now()
    modified = collected.modified
    return Snapshot(
        dataset=dataset_id,
        sha256=_whole(files),
        bytes=sum(file.bytes for file in files),
        url=origin.url,
        fetched_from=origin.fetched_from,
        declaration=origin.declaration,
        files=files,
        requests=tuple(visit.requests),
        first_fetched=checked,
        # A date in the future is no date of a change.
        source_modified=modified if modified and modified <= checked else None,
        last_checked=checked,
        outcome="new",
        mark=dict(collected.mark),
    )


def _whole(files: tuple[RawFile, ...]) -> str:
    if len(files) == 1:
        return files[0].sha256
    return hashlib.sha256("\n".join(file.sha256 for file in files).encode()).hexdigest()


def _same_content(snapshot: Snapshot, last: Snapshot) -> Snapshot:
    # Servers touch files and build answers anew: the older date is when the content came to be.
    dates = [date for date in (last.source_modified, snapshot.source_modified) if date]
    return dataclasses.replace(
        snapshot,
        requests=last.requests,
        first_fetched=last.first_fetched,
        source_modified=min(dates, default=None),
        outcome="unchanged",
    )


def latest_change(dates: list[dt.datetime | None]) -> dt.datetime | None:
    """Return when several files last changed; None where one of them does not say."""
    known = [date for date in dates if date]
    return max(known) if known and len(known) == len(dates) else None
