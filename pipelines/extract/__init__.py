"""Extract: from the agency's system to a raw snapshot, kept as it came.

`extract` checks a dataset's source and returns its snapshot; `raw_files` gives the stages after it
local files; `provenance` says where a snapshot came from; `check_health` asks an open API how it
is. A source type is one module of this room,
found by its name: its `collect` brings everything that the source holds now.
What does not belong here: what the rows say (validate), formats' readers (formats), HTTP (web).
"""

from __future__ import annotations

import importlib
from pathlib import Path

from pipelines.extract import api, archive
from pipelines.extract.api import Health
from pipelines.extract.observation import Collect, observe
from pipelines.extract.provenance import provenance
from pipelines.extract.snapshots import CheckFailure, RawFile, Request, Snapshot, Snapshots
from pipelines.extract.visit import Now
from pipelines.model import Dataset, DataSource, DeclaredFile, DropSource, Reading
from pipelines.state import State
from pipelines.web import Web

__all__ = [
    "CheckFailure",
    "Health",
    "RawFile",
    "Request",
    "Snapshot",
    "Snapshots",
    "check_health",
    "extract",
    "last_health",
    "local_file",
    "provenance",
    "raw_files",
    "readings_of",
]


def extract(dataset: Dataset, web: Web, state: State, now: Now) -> Snapshot:
    """Fetch the dataset's source where it changed, and return its snapshot.

    `now` returns the time with its zone. After a failure the last good snapshot stays as it was,
    and the failure is kept beside it. Raises SourceUnavailable, SourceRefused,
    NotTheDeclaredFile, SettingError (a missing secret).
    """
    if not isinstance(dataset.source, DataSource):
        raise TypeError(f"{dataset.id} is an API: it has a health, not a snapshot")
    return observe(dataset, _collect_of(dataset), web, state, now)


def check_health(dataset: Dataset, web: Web, state: State, now: Now) -> Health:
    """Ask an open API how it is, and return the record of it; an unhealthy API raises nothing."""
    return api.observe(dataset, web, state, now)


def last_health(dataset: Dataset, state: State) -> Health | None:
    """Return what the last health check of an open API met, or None before the first."""
    return api.latest(dataset.id, state)


def raw_files(snapshot: Snapshot, dataset: Dataset, state: State, folder: Path) -> list[Path]:
    """Return local paths of the raw files, for reading only, in the order of the `readings`.

    A declared member of a zip is unpacked into `folder`. Raises NotTheDeclaredFile where the
    member is missing, FileNotFoundError where the state has lost a raw file.
    """
    source = dataset.source
    if not isinstance(source, DataSource):
        raise TypeError(f"{dataset.id} has no raw files")
    paths = []
    for raw, reading in zip(snapshot.files, readings_of(dataset, snapshot), strict=True):
        path = state.file(raw.key)
        paths.append(local_file(path, reading, folder))
    return paths


def readings_of(dataset: Dataset, snapshot: Snapshot) -> list[Reading]:
    """Return how each raw file of a snapshot is read, in the snapshot's order.

    The files of a drop that are merged are as many as the agency has dropped, and all read alike.
    """
    source = dataset.source
    if not isinstance(source, DataSource):
        raise TypeError(f"{dataset.id} has no raw files")
    readings = list(source.readings())
    is_merged = isinstance(source, DropSource) and source.merge
    return readings * len(snapshot.files) if is_merged else readings


def local_file(path: Path, reading: Reading, folder: Path) -> Path:
    """Return the file itself, or the declared member of the zip, unpacked into `folder`.

    Raises NotTheDeclaredFile.
    """
    if isinstance(reading, DeclaredFile) and reading.member:
        return archive.unpack(path, reading, folder)
    return path


def _collect_of(dataset: Dataset) -> Collect:
    module = importlib.import_module(f"pipelines.extract.{dataset.source.type}")
    collect: Collect = module.collect
    return collect
