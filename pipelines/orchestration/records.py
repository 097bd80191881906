"""The records that a step leaves in the state for the next one, keyed by what the work is made of.

What does not belong here: what is in a record (steps).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.convert import Converted
from pipelines.errors import InvalidData
from pipelines.extract import Snapshot, Snapshots
from pipelines.formats import format_named
from pipelines.model import Dataset, FormatName
from pipelines.state import State

Record = dict[str, Any]


def snapshot_of(state: State, dataset: Dataset) -> Snapshot:
    """Return the latest snapshot. Raises InvalidData where there is none."""
    snapshot = Snapshots(dataset.id, state).latest()
    if snapshot is None:
        raise InvalidData(f"{dataset.name} has not been extracted yet", remedy="run it from there")
    return snapshot


def needed(state: State, key: str, dataset: Dataset) -> Record:
    """Return the record that the stage before left. Raises InvalidData where it left none."""
    record = state.read_json(key)
    if record is None:
        stage = key.split("/")[0]
        raise InvalidData(f"{dataset.name} has not been {stage} yet", remedy="run it from there")
    return dict(record)


def done(state: State, latest: str, fingerprint: str) -> Record | None:
    """Return the record of the same work, where all that it names is still there."""
    record = state.read_json(latest)
    if record is None or record["fingerprint"] != fingerprint:
        return None
    keys = [record["table"]] if "table" in record else [f["key"] for f in record["files"].values()]
    return dict(record) if all(state.exists(key) for key in keys) else None


def finish(state: State, latest: str, record: Record) -> None:
    """Write the record, then remove what earlier work left: it can be made again from the raw."""
    state.write_json(latest, record)
    folder = latest.rsplit("/", 1)[0]
    for key in state.keys(folder):
        if key != latest and not key.startswith(f"{folder}/{record['fingerprint']}/"):
            state.delete(key)


def keep(state: State, folder: str, item: Converted) -> Record:
    """Store a finished distribution, and return what a record says of it."""
    key = f"{folder}/{item.path.name}"
    state.put(item.path, key)
    return {"key": key, "sha256": item.sha256, "bytes": item.bytes, "rows": item.rows}


def keep_table(state: State, table: pa.Table, path: Path, key: str) -> str:
    """Keep a typed table as Parquet, written at the path first, and return its SHA-256."""
    write = format_named(FormatName.PARQUET).write
    assert write is not None  # noqa: S101 - Parquet is written
    write(table, path)
    state.put(path, key)
    return sha256_of(path)


def fingerprint_of(*parts: Any) -> str:
    """Return the mark of what a piece of work is made of: JSON values."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
