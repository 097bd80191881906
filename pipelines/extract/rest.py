"""Records of a JSON API: one list or several joined, whole or only what changed since.

Each record is kept as it came, its numbers exact and its white space removed.
What does not belong here: reading one list (listing), and the raw file (record_file).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pipelines.extract.high_water import HighWater, asked_from, last_full, written
from pipelines.extract.listing import Lists
from pipelines.extract.paging import with_parameters
from pipelines.extract.record_file import NEW, OLD, collected, joined, known, newest
from pipelines.extract.record_store import RecordStore, opened
from pipelines.extract.records import RecordReader
from pipelines.extract.visit import Collected, Visit
from pipelines.model import Dataset, RestSource
from pipelines.model.sources.changes import ListChangedSince


def collect(dataset: Dataset, visit: Visit) -> Collected:
    """Bring all records. Raises what `Lists.read` raises, and NotTheDeclaredFile for too few."""
    source = dataset.source
    assert isinstance(source, RestSource)  # noqa: S101 - found by its type
    with opened(visit.folder) as store:
        mark: Mapping[str, Any] = visit.last.mark if visit.last else {}
        full = source.changes and last_full(mark, source.changes, visit.now())
        if source.changes and full:
            return _changes(source, source.changes, visit, store, full)
        return _everything(source, visit, store)


def _everything(source: RestSource, visit: Visit, store: RecordStore) -> Collected:
    started = visit.now()
    water = HighWater(started)
    reader = RecordReader(source, water if source.changes else None)
    lists = Lists(visit, source, store, reader.stored)

    def changed() -> str | None:
        mark = water.mark(started)
        return _changes_url(source, source.changes, mark) if source.changes and mark else None

    lists.read(source.url, "", changed)
    for part, url in source.joined.items():
        lists.read(url, part)
    return collected(source, visit, store, water.mark(started), joined)


def _changes(
    source: RestSource,
    changes: ListChangedSince,
    visit: Visit,
    store: RecordStore,
    full: dt.datetime,
) -> Collected:
    """Lay what changed over the records of the last snapshot."""
    assert visit.last is not None  # noqa: S101 - its mark was read
    url = _changes_url(source, changes, visit.last.mark)
    water = HighWater(visit.now(), visit.last.mark["changed"])
    store.put(OLD, known(visit, source.key))
    Lists(visit, source, store, RecordReader(source, water).stored).read(url, NEW)
    return collected(source, visit, store, water.mark(full), newest)


def _changes_url(source: RestSource, changes: ListChangedSince, mark: Mapping[str, Any]) -> str:
    """Return the address of what changed since the mark, less the overlap."""
    since = written(asked_from(mark, changes))
    return with_parameters(source.url, {changes.parameter: since, **changes.also})
