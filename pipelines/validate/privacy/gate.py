"""A find stops the dataset and is recorded as an incident, once for the same data.

    incidents/<id>/<date>-<hash>.json   {dataset, found, snapshot_sha256, format, finds: [{kind,
                                         column, rows, count}], told: {language: sentence}}

Rows are those of the agency's file, the header counted; no record holds a value. The incidents are
kept for good: the programme counts them. What does not belong here: searching (scanning).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

import pyarrow as pa

from pipelines.errors import PersonalDataFound
from pipelines.model import LANGUAGES, Dataset, DataSource
from pipelines.state import State
from pipelines.validate.privacy.scanning import Find, scan
from pipelines.validate.privacy.wording import REMEDY, tell

Record = dict[str, Any]


def require_no_personal_data(
    dataset: Dataset,
    table: pa.Table,
    row_of: Callable[[int], int],
    state: State,
    snapshot_sha256: str,
    now: dt.datetime,
) -> None:
    """Do nothing where the table holds no personal data outside the columns that are allowed.

    `row_of` gives the file's row of a row of the table, counted from 0. Raises PersonalDataFound,
    after the incident has been recorded.
    """
    decision = dataset.access.privacy
    finds = scan(table, decision.allowed.model_dump() if decision else {})
    if not finds:
        return
    assert isinstance(dataset.source, DataSource)  # noqa: S101 - an API has no table
    record: Record = {
        "dataset": dataset.id,
        "found": now.isoformat(),
        "snapshot_sha256": snapshot_sha256,
        "format": dataset.source.readings()[0].format.value,
        "finds": [_place(find, row_of) for find in finds],
    }
    record["told"] = {language: tell(record, language) for language in LANGUAGES}
    key = _keep(record, state, now)
    message = tell(record, "en", remedy=False)
    raise PersonalDataFound(message, remedy=REMEDY["en"], incident=key)


def _place(find: Find, row_of: Callable[[int], int]) -> Record:
    rows = [row_of(position) for position in find.positions]
    return {"kind": find.kind, "column": find.column, "rows": rows, "count": find.count}


def _keep(record: Record, state: State, now: dt.datetime) -> str:
    """Write the incident and return its key; the same find in the same data is one incident."""
    content = json.dumps([record["snapshot_sha256"], record["finds"]], sort_keys=True)
    mark = hashlib.sha256(content.encode()).hexdigest()[:16]
    folder = f"incidents/{record['dataset']}"
    known = _first(key for key in state.keys(folder) if key.endswith(f"-{mark}.json"))
    if known:
        return known
    key = f"{folder}/{now.date().isoformat()}-{mark}.json"
    state.write_json(key, record)
    return key


def _first(keys: Iterable[str]) -> str | None:
    return next(iter(keys), None)
