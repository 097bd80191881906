"""What each DataStore table of a dataset needs.

What does not belong here: how a table is loaded (loading), and what else is needed (plan).
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow.parquet as pq

from pipelines.catalogue import Ckan
from pipelines.model import Dataset, Distribution, FormatName
from pipelines.publish import datastore
from pipelines.publish.calls import Record
from pipelines.publish.edition import Edition, Editions
from pipelines.publish.loading import Load, Wanted, load


def loads_of(
    dataset: Dataset,
    editions: Editions,
    there: Mapping[str, Record],
    ckan: Ckan,
    *,
    by_copy: bool,
) -> dict[str, Load]:
    """Return what each table needs that is missing or of another content, by the part's id."""
    found: dict[str, Load] = {}
    for part in dataset.parts():
        table = table_distribution(part)
        if table is None or part.id not in editions:
            continue
        edition, resource = editions[part.id], part.resource_id(table.format)
        wanted = _wanted(edition, resource, full_text=part.full_text)
        current = there.get(resource, {})
        needed = load(wanted, current, edition.loaded, ckan, by_copy=by_copy)
        if needed is not None:
            found[part.id] = needed
    return found


def _wanted(edition: Edition, resource: str, *, full_text: bool) -> Wanted:
    fields = datastore.columns(edition.schema, pq.read_schema(edition.table))
    mark = datastore.content_hash(edition.table_sha256, fields)
    key = edition.schema.get("primaryKey") or []
    names = (key,) if isinstance(key, str) else tuple(key)
    return Wanted(resource, edition.table, fields, mark, names, full_text)


def table_distribution(dataset: Dataset) -> Distribution | None:
    """Return the distribution whose resource carries the DataStore table: the CSV, or the first."""
    if not dataset.datastore or not dataset.distributions:
        return None
    csv = [item for item in dataset.distributions if item.format is FormatName.CSV]
    return (csv or dataset.distributions)[0]
