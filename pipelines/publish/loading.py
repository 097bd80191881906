"""The calls that bring a DataStore table to an edition, without a moment in which readers suffer.

A reader never finds fewer rows than the old and the new table both have: over the API, rows are
changed in place and added before others are removed; by COPY, a new table is built beside the old
one and takes its place in one transaction. The resource's `datastore_hash` is the version of its
data: it is empty while rows are being changed or tables exchanged, so that a reader who pages can
tell. Only a column that changes its type over the API takes the table away for a moment.
What does not belong here: which rows changed (changes), and sending the calls (apply).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from pipelines.catalogue import Ckan
from pipelines.publish import datastore
from pipelines.publish.calls import COPY, EXCHANGE, Call, Numbers, Record, Rows
from pipelines.publish.changes import Changes, changes

IDS_PAGE = 32_000
"""The most rows that CKAN gives in one answer, unless its settings say fewer."""
DELETED_AT_ONCE = 5_000
MOST_UPDATES = 0.6
"""The share of changed rows above which inserting all anew is faster."""


@dataclass(frozen=True)
class Loaded:
    """A table as the DataStore holds it."""

    table: Path
    """As Parquet, its rows in the order of their `_id`."""
    mark: str
    """The `datastore_hash` that says so in the catalogue."""
    fields: list[Record]
    """Its columns with their dictionary."""


@dataclass(frozen=True)
class Wanted:
    """A table as the DataStore should hold it."""

    resource: str
    table: Path
    """As Parquet."""
    fields: list[Record]
    mark: str
    key: tuple[str, ...]
    """The columns that tell a row from others; may be empty."""
    full_text: bool
    """Whether CKAN's search finds words within the table."""


@dataclass(frozen=True)
class Load:
    """The calls of one table, and what the table is after them."""

    calls: tuple[Call, ...]
    wanted: Wanted
    mark: str
    """The `datastore_hash` that the last of them sets."""
    order: Numbers
    """The wanted table's rows in the order of their `_id` after the calls."""
    counts: Mapping[str, int]
    """{added, changed, removed} rows; empty where the old rows are not known."""


def load(
    wanted: Wanted, current: Record, before: Loaded | None, ckan: Ckan, *, by_copy: bool
) -> Load | None:
    """Return what the table needs; None if it is there already.

    `current` is the resource as CKAN shows it, `before` the table that was loaded the last time.
    """
    active = bool(current.get("datastore_active"))
    shown = current.get("datastore_hash") or ""
    if active and datastore.holds_mark(shown, wanted.mark):
        return None
    total = pq.read_metadata(wanted.table).num_rows
    everything = np.arange(total, dtype=np.int64)
    if not active:
        steps = [_created(wanted)]
        steps += _copied(wanted) if by_copy else _inserted(wanted, everything)
        return _load(wanted, shown, steps, everything, {"added": total})
    known = before if before and before.mark == shown else None
    if by_copy:
        counts = _changes(wanted, known).counts() if known and _same_columns(known, wanted) else {}
        if counts and not any(counts.values()):
            return _load(wanted, shown, [_described(wanted)], everything, counts)
        beside, exchanged = _copied(wanted)
        return _load(wanted, shown, [exchanged], everything, counts, beside)
    return _by_api(wanted, shown, known, ckan)


def _by_api(wanted: Wanted, shown: str, known: Loaded | None, ckan: Ckan) -> Load:
    everything = np.arange(pq.read_metadata(wanted.table).num_rows, dtype=np.int64)
    there = known.fields if known else _fields(wanted.resource, ckan)
    if _retyped(there, wanted.fields):
        gone = Call("datastore_delete", _target(wanted), "DataStore: remove the old table")
        steps = [gone, _created(wanted), *_inserted(wanted, everything)]
        return _load(wanted, shown, steps, everything, {})
    steps = [_described(wanted)] if known is None or there != wanted.fields else []
    if known and _same_columns(known, wanted):
        found = _changes(wanted, known)
        if len(found.changed) <= MOST_UPDATES * len(found.becomes):
            rows = len(found.becomes)
            ids = _ids_in_a_row(wanted.resource, ckan, rows)
            if ids is None:
                ids = _ids(wanted.resource, ckan)
            if len(ids) == rows:
                steps += _changed_rows(wanted, found, ids)
                return _load(wanted, shown, steps, found.order, found.counts())
    old = _ids(wanted.resource, ckan)
    steps += [*_inserted(wanted, everything), *_deleted(wanted, old)]
    if _names(there) - _names(wanted.fields):
        steps.append(_described(wanted, delete_fields=True))
    return _load(wanted, shown, steps, everything, {})


def _load(
    wanted: Wanted,
    shown: str,
    steps: list[Call],
    order: Numbers,
    counts: Mapping[str, int],
    *ahead: Call,
) -> Load:
    """Return the calls between taking the old mark away and setting the new one.

    Those `ahead` change nothing that readers see.
    """
    unmark = {"id": wanted.resource, "datastore_hash": ""}
    before = [Call("resource_patch", unmark, "DataStore: the table is changing")] if shown else []
    mark = datastore.mark_in_order(wanted.mark, order)
    marked = {"id": wanted.resource, "datastore_hash": mark}
    after = Call("resource_patch", marked, "DataStore: the table is whole")
    return Load((*ahead, *before, *steps, after), wanted, mark, order, counts)


def _changes(wanted: Wanted, known: Loaded) -> Changes:
    after = pq.read_table(wanted.table)
    before = pq.read_table(known.table).select(after.column_names)
    return changes(before, after, wanted.key)


def _changed_rows(wanted: Wanted, found: Changes, ids: Numbers) -> Iterator[Call]:
    numbers = found.becomes[found.changed]
    for part in _batches(len(numbers), datastore.BATCH_ROWS):
        rows = Rows(wanted.table, numbers[part], ids[found.changed[part]])
        words = f"DataStore: change {len(rows.numbers)} rows"
        parameters = {**_target(wanted), "method": "update", "calculate_record_count": False}
        yield Call("datastore_upsert", parameters, words, rows=rows)
    yield from _inserted(wanted, found.added)
    yield from _deleted(wanted, ids[found.removed])


def _inserted(wanted: Wanted, numbers: Numbers) -> Iterator[Call]:
    batches = list(_batches(len(numbers), datastore.BATCH_ROWS))
    for part in batches:
        # Counting all rows anew at each batch is work that nobody reads. CKAN 2.12 counts only what
        # it has not counted, and forgets its count where a call asks for none: a single one must.
        last = part is batches[-1] and len(batches) > 1
        parameters = {**_target(wanted), "method": "insert", "calculate_record_count": last}
        words = f"DataStore: add rows {part.start + 1}–{part.stop}"
        yield Call("datastore_upsert", parameters, words, rows=Rows(wanted.table, numbers[part]))


def _deleted(wanted: Wanted, ids: Numbers) -> Iterator[Call]:
    for part in _batches(len(ids), DELETED_AT_ONCE):
        parameters = {**_target(wanted), "filters": {"_id": ids[part].tolist()}}
        yield Call("datastore_delete", parameters, f"DataStore: remove {len(ids[part])} rows")


def _batches(total: int, size: int) -> Iterator[slice]:
    return (slice(start, min(start + size, total)) for start in range(0, total, size))


def _created(wanted: Wanted) -> Call:
    parameters = {**_target(wanted), "fields": wanted.fields}
    return Call("datastore_create", parameters, f"DataStore: {len(wanted.fields)} columns")


def _described(wanted: Wanted, **more: Any) -> Call:
    parameters = {**_target(wanted), "fields": wanted.fields, **more}
    return Call("datastore_create", parameters, "DataStore: the columns and their dictionary")


def _copied(wanted: Wanted) -> tuple[Call, Call]:
    """Return the calls that build the table beside the old one, and that exchange the two."""
    total = pq.read_metadata(wanted.table).num_rows
    rows = Rows(wanted.table, np.arange(total, dtype=np.int64))
    parameters = {
        "resource_id": wanted.resource,
        "fields": wanted.fields,
        "full_text": wanted.full_text,
    }
    beside = Call(COPY, parameters, f"DataStore: a table of {total} rows beside the old", rows=rows)
    target = {"resource_id": wanted.resource}
    return beside, Call(EXCHANGE, target, "DataStore: it takes the old table's place")


def _target(wanted: Wanted) -> Record:
    return {"resource_id": wanted.resource, "force": True}


def _ids(resource: str, ckan: Ckan) -> Numbers:
    """Return the `_id`s of the table's rows, ascending."""
    found: list[int] = []
    while part := _ids_at(resource, ckan, len(found), IDS_PAGE):
        found += part
    return np.array(found, dtype=np.int64)


def _ids_in_a_row(resource: str, ckan: Ckan, rows: int) -> Numbers | None:
    """Return the `_id`s of a table of so many rows that has no gap between them; None otherwise.

    That is most tables, and two short answers then say as much as all the `_id`s.
    """
    if rows == 0:
        return None
    first, last = _ids_at(resource, ckan, 0, 1), _ids_at(resource, ckan, rows - 1, 2)
    if len(first) == len(last) == 1 and last[0] - first[0] == rows - 1:
        return np.arange(first[0], last[0] + 1, dtype=np.int64)
    return None


def _ids_at(resource: str, ckan: Ckan, offset: int, limit: int) -> list[int]:
    answer = ckan.read(
        "datastore_search",
        resource_id=resource,
        fields=["_id"],
        sort="_id",
        records_format="lists",
        include_total=False,
        limit=limit,
        offset=offset,
    )
    return [row[0] for row in answer["records"]]


def _fields(resource: str, ckan: Ckan) -> list[Record]:
    """Return the columns that the table has, without CKAN's own."""
    answer = ckan.read("datastore_search", resource_id=resource, limit=0, include_total=False)
    return [field for field in answer["fields"] if not field["id"].startswith("_")]


def _names(fields: list[Record]) -> set[str]:
    return {field["id"] for field in fields}


def _same_columns(known: Loaded, wanted: Wanted) -> bool:
    return {f["id"]: f["type"] for f in known.fields} == {f["id"]: f["type"] for f in wanted.fields}


def _retyped(there: list[Record], wanted: list[Record]) -> bool:
    types = {field["id"]: datastore.plain_type(field["type"]) for field in there}
    return any(
        types.get(field["id"], datastore.plain_type(field["type"]))
        != datastore.plain_type(field["type"])
        for field in wanted
    )
