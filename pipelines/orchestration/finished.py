"""Finished work in the state: found again by the fingerprint of what it was made from.

What does not belong here: what is made (steps), and the store itself (state).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipelines.errors import InvalidData
from pipelines.extract import Snapshot, Snapshots
from pipelines.model import Dataset
from pipelines.state import State

Record = dict[str, Any]


def fingerprint_of(*parts: Any) -> str:
    """Return a short hash of everything that a piece of work is made from, all of it JSON."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def done_before(state: State, latest: str, fingerprint: str) -> Record | None:
    """Return the record of the same work, where all that it names is still there."""
    record = state.read_json(latest)
    if record is None or record["fingerprint"] != fingerprint:
        return None
    keys = [record["table"]] if "table" in record else [f["key"] for f in record["files"].values()]
    return dict(record) if all(state.exists(key) for key in keys) else None


def needed(state: State, key: str, dataset: Dataset) -> Record:
    """Return what the stage of the key left of a dataset. Raises InvalidData before it has run."""
    record = state.read_json(key)
    if record is None:
        stage = key.split("/")[0]
        raise InvalidData(f"{dataset.name} has not been {stage} yet", remedy="run it from there")
    return dict(record)


def last_snapshot(state: State, dataset: Dataset) -> Snapshot:
    """Return what was extracted last. Raises InvalidData before anything was."""
    snapshot = Snapshots(dataset.id, state).latest()
    if snapshot is None:
        raise InvalidData(f"{dataset.name} has not been extracted yet", remedy="run it from there")
    return snapshot


def finish(state: State, latest: str, record: Record) -> None:
    """Write the record, then remove what earlier work left: it can be made again from the raw."""
    state.write_json(latest, record)
    folder = latest.rsplit("/", 1)[0]
    for key in state.keys(folder):
        if key != latest and not key.startswith(f"{folder}/{record['fingerprint']}/"):
            state.delete(key)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
