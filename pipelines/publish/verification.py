"""Read-back: what CKAN serves of a dataset, against what was published.

Files are fetched and their checksums taken, tables are asked for rows, types and dictionary. Where
something differs, the mark that says 'this is there' is taken away, so that the next plan publishes
it again. What does not belong here: metadata, which a second plan compares (plan).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq

from pipelines.catalogue import Ckan
from pipelines.errors import CatalogueRefused, NotInCatalogue
from pipelines.model import Dataset
from pipelines.publish import datastore
from pipelines.publish.calls import Call, Record
from pipelines.publish.edition import Edition, Editions
from pipelines.publish.plan import Plan
from pipelines.publish.tables import table_distribution


@dataclass(frozen=True)
class Difference:
    """Something that CKAN serves otherwise than it was published."""

    resource: str
    what: str
    """In words; it holds no cell of the data."""
    mark: str
    """The resource's field that says it is there: `hash` or `datastore_hash`."""


def read_back(
    dataset: Dataset, editions: Editions, package: Record, ckan: Ckan
) -> list[Difference]:
    """Return what CKAN serves otherwise; `package` is what it shows of the dataset."""
    there = {resource["id"]: resource for resource in package["resources"]}
    return [
        difference
        for part in dataset.parts()
        if part.id in editions
        for difference in _of_part(part, editions[part.id], there, ckan)
    ]


def repair(dataset: Dataset, differences: list[Difference]) -> Plan:
    """Return the plan that takes the marks away, so that the next run publishes the things anew."""
    marks: dict[str, Record] = {}
    for each in differences:
        marks.setdefault(each.resource, {"id": each.resource})[each.mark] = ""
    calls = [Call("resource_patch", fields, "published once more") for fields in marks.values()]
    return Plan(dataset.name, tuple(calls))


def _of_part(
    part: Dataset, edition: Edition, there: Mapping[str, Record], ckan: Ckan
) -> Iterator[Difference]:
    for distribution in part.distributions:
        resource = part.resource_id(distribution.format)
        file = edition.files.get(distribution.format)
        # What the edition lacks stays in the catalogue as it was.
        if file is None or resource not in there:
            continue
        served = ckan.checksum(str(there[resource]["url"]))
        if served != file.sha256:
            what = f"{distribution.format.value}: the file is another, or none"
            yield Difference(resource, what, "hash")
    table = table_distribution(part)
    if table is not None:
        yield from of_table(edition, part.resource_id(table.format), ckan)


def of_table(edition: Edition, resource: str, ckan: Ckan) -> Iterator[Difference]:
    """Yield how the DataStore table of a resource differs; at most one difference."""
    wanted = datastore.columns(edition.schema, pq.read_schema(edition.table))
    rows = pq.read_metadata(edition.table).num_rows
    try:
        served = ckan.read("datastore_search", resource_id=resource, limit=0)
    except (NotInCatalogue, CatalogueRefused):
        yield Difference(resource, "DataStore: the table is gone", "datastore_hash")
        return
    fields = [field for field in served["fields"] if not field["id"].startswith("_")]
    for what, here, published in (
        ("rows", served["total"], rows),
        ("columns and their types", _types(fields), _types(wanted)),
        ("the dictionary", _dictionary(fields), _dictionary(wanted)),
    ):
        if here != published:
            yield Difference(resource, f"DataStore: {what} differ", "datastore_hash")
            return


def _types(fields: list[Record]) -> dict[str, str]:
    return {field["id"]: datastore.plain_type(field["type"]) for field in fields}


def _dictionary(fields: list[Record]) -> dict[str, Any]:
    return {field["id"]: field.get("info") or {} for field in fields}
