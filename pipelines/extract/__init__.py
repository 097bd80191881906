"""Extract: from the agency's system to a raw snapshot, kept as it came.

`extract` checks a dataset's source and returns its snapshot; `raw_files` and `raw_parts` give the
stages after it local files; `provenance` says where a snapshot came from; `check_health` asks an
open API, or links, how they are. A source type is one module of this room, found by its name: its
`collect` brings everything that the source holds now.
What does not belong here: what the rows say (validate), formats' readers (formats), HTTP (web).
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.extract import api, archive
from pipelines.extract.api import Health
from pipelines.extract.observation import Collect, observe
from pipelines.extract.provenance import provenance
from pipelines.extract.snapshots import CheckFailure, RawFile, Request, Snapshot, Snapshots
from pipelines.extract.visit import Now
from pipelines.formats.merged import Merged, Part
from pipelines.model import (
    Dataset,
    DataSource,
    DeclaredFile,
    DropSource,
    OneFile,
    Reading,
    columns_before,
)
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
    "local_parts",
    "provenance",
    "raw_files",
    "raw_parts",
    "raw_table",
    "readings_of",
]


def extract(dataset: Dataset, web: Web, state: State, now: Now) -> Snapshot:
    """Fetch the dataset's source where it changed, and return its snapshot.

    `now` returns the time with its zone. After a failure the last good snapshot stays as it was,
    and the failure is kept beside it. Raises SourceUnavailable, SourceRefused,
    NotTheDeclaredFile, SettingError (a missing secret).
    """
    if not isinstance(dataset.source, DataSource):
        raise TypeError(f"{dataset.id} is only described: it has a health, not a snapshot")
    return observe(dataset, _collect_of(dataset), web, state, now)


def check_health(dataset: Dataset, web: Web, state: State, now: Now) -> Health:
    """Ask an open API or links how they are, and return the record; a bad one raises nothing."""
    return api.observe(dataset, web, state, now)


def last_health(dataset: Dataset, state: State) -> Health | None:
    """Return what the last health check of an open API met, or None before the first."""
    return api.latest(dataset.id, state)


def raw_files(snapshot: Snapshot, dataset: Dataset, state: State, folder: Path) -> list[Path]:
    """Return local paths of the raw files, for reading only, in the order of the `readings`.

    Declared members of a zip are unpacked into `folder`, and stand in its place. Raises
    NotTheDeclaredFile where a member is missing, FileNotFoundError where the state has lost a raw
    file.
    """
    return [part.path for part in raw_parts(snapshot, dataset, state, folder)]


def raw_parts(snapshot: Snapshot, dataset: Dataset, state: State, folder: Path) -> list[Part]:
    """Return the raw files as the parts of one table (see `formats.merged`). Raises as above."""
    source = dataset.source
    if not isinstance(source, DataSource):
        raise TypeError(f"{dataset.id} has no raw files")
    parts: list[Part] = []
    readings = readings_of(dataset, snapshot)
    for number, (raw, reading) in enumerate(zip(snapshot.files, readings, strict=True)):
        parts += local_parts(state.file(raw.key), reading, folder / f"raw-{number}")
    # Which zip it came out of says something only beside others.
    return [replace(parts[0], name=parts[0].path.name)] if len(parts) == 1 else parts


def raw_table(
    snapshot: Snapshot, dataset: Dataset, schema: Mapping[str, Any], state: State, folder: Path
) -> Merged:
    """Return the raw files as one table, with the number columns of its schema. Raises as above."""
    numbers = [field["name"] for field in schema["fields"] if field.get("type") == "number"]
    # As the files call them, before any declared step.
    sent = columns_before(dataset.steps, numbers)[: len(numbers)]
    return Merged(raw_parts(snapshot, dataset, state, folder), sent)


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


def local_parts(path: Path, reading: Reading, folder: Path) -> Iterator[Part]:
    """Yield the file itself, or the declared members of the zip, unpacked into `folder`.

    Raises NotTheDeclaredFile.
    """
    rename = reading.rename if isinstance(reading, OneFile) else {}
    if isinstance(reading, DeclaredFile) and reading.member:
        folder.mkdir(parents=True)
        for name, member in archive.unpack(path, reading, folder):
            yield Part(f"{path.name}/{name}", member, reading, rename)
    else:
        yield Part(path.name, path, reading, rename)


def _collect_of(dataset: Dataset) -> Collect:
    module = importlib.import_module(f"pipelines.extract.{dataset.source.type}")
    collect: Collect = module.collect
    return collect
