"""What each DataStore table holds since the last load, kept in the state.

    loaded/<id>/latest.json      {mark, fields}
    loaded/<id>/<mark>.parquet   its rows, in the order of their `_id`

With it the next load sends only the rows that change; without it, all. What does not belong here:
deciding what to load (loading).
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.publish.loading import Load, Loaded
from pipelines.state import State


def keep_loaded(state: State, part: str, load: Load) -> None:
    """Keep what the table holds after a load; `part` is the id of a dataset of one table."""
    table = pq.read_table(load.wanted.table).take(pa.array(load.order))
    key = _key(part, load.mark)
    with tempfile.TemporaryDirectory(prefix="hri-") as folder:
        path = Path(folder) / "rows.parquet"
        pq.write_table(table, path, compression="zstd")
        state.put(path, key)
    record = {"mark": load.mark, "fields": load.wanted.fields}
    state.write_json(_latest(part), record)
    for old in state.keys(f"loaded/{part}"):
        if old not in (_latest(part), key):
            state.delete(old)


def last_loaded(state: State, part: str) -> Loaded | None:
    """Return what the table held after the last load, where that is known."""
    record = state.read_json(_latest(part))
    if record is None or not state.exists(_key(part, record["mark"])):
        return None
    return Loaded(state.file(_key(part, record["mark"])), record["mark"], record["fields"])


def _latest(part: str) -> str:
    return f"loaded/{part}/latest.json"


def _key(part: str, mark: str) -> str:
    return f"loaded/{part}/{mark}.parquet"
