"""Reconciling: what the catalogue shows of a dataset, against what it was left with.

A publish is read back once; here everything is looked at again, for others write to a portal too.
What does not belong here: planning (plan), taking marks away (verification), and which datasets are
looked at (orchestration).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq

from pipelines.catalogue import Ckan
from pipelines.model import Dataset
from pipelines.publish import checksums, datastore
from pipelines.publish.calls import Record
from pipelines.publish.differences import differences
from pipelines.publish.edition import Edition, Editions
from pipelines.publish.portal import flat
from pipelines.publish.tables import table_distribution
from pipelines.publish.verification import of_table
from pipelines.versions import Served


@dataclass(frozen=True)
class Finding:
    """Something that the catalogue shows otherwise than it was left."""

    dataset: str
    """The name, or the permanent id of one that is declared no longer."""
    kind: str
    """vanished, hidden, metadata, resource, file, table, undeclared, tombstone, or unknown."""
    what: str
    """In words; it holds no cell of the data."""
    resource: str = ""
    mark: str = ""
    """The resource's field to be emptied, so that the next run publishes the thing again."""
    is_red: bool = True
    """Whether it is wrong, rather than only worth knowing."""

    def as_dict(self) -> dict[str, Any]:
        """Return the finding for records and `--json`."""
        return dict(vars(self))


def metadata_findings(dataset: Dataset, served: Served, package: Record) -> Iterator[Finding]:
    """Yield what the package shows otherwise: its fields and resources, what is there too much."""
    if package.get("private"):
        yield Finding(dataset.name, "hidden", "the dataset is hidden from visitors")
    yield from _edited(dataset, "", differences(flat(package), served.fields))
    there = {resource["id"]: resource for resource in package.get("resources", [])}
    for identifier, wanted in served.resources.items():
        if identifier not in there:
            yield Finding(dataset.name, "resource", f"{wanted['format']} is gone", identifier)
            continue
        yield from _of_resource(dataset, identifier, served, there[identifier])
    for identifier in sorted(set(there) - set(served.resources)):
        what = "a resource that no declaration names; it is left alone"
        yield Finding(dataset.name, "undeclared", what, identifier, is_red=False)


def _of_resource(
    dataset: Dataset, identifier: str, served: Served, shown: Record
) -> Iterator[Finding]:
    wanted = served.resources[identifier]
    label = str(wanted["format"])
    yield from _edited(dataset, label, differences(shown, wanted), identifier)
    known = served.hashes.get(identifier)
    if known and shown.get("hash") != known:
        what = f"{wanted['format']}: the catalogue shows another checksum"
        yield Finding(dataset.name, "file", what, identifier, "hash")


def _edited(
    dataset: Dataset, label: str, changed: Iterable[str], resource: str = ""
) -> Iterator[Finding]:
    """Yield what was edited; what the declared rule leaves to the portal is only worth knowing."""
    place, of = ("resources.", f"{label}: ") if label else ("", "")
    for side in ("declaration", "portal"):
        names = [n for n in sorted(changed) if dataset.conflicts.winner(place + n) == side]
        if names:
            what = f"{of}edited in the catalogue: {', '.join(names)}"
            is_red = side == "declaration"
            yield Finding(dataset.name, "metadata", what, resource, is_red=is_red)


def file_findings(
    dataset: Dataset, served: Served, package: Record, ckan: Ckan, chosen: Callable[[str], bool]
) -> Iterator[Finding]:
    """Fetch the files of the chosen resources (by id), and yield those that are not as they were.

    Raises CatalogueUnavailable.
    """
    for shown in package.get("resources", []):
        known = served.hashes.get(shown["id"])
        kind = "md5" if shown.get("hash_algorithm") == checksums.MD5 else "sha256"
        if known and chosen(shown["id"]) and ckan.checksum(str(shown["url"]), kind) != known:
            what = f"{shown['format']}: the file is another, or none"
            yield Finding(dataset.name, "file", what, shown["id"], "hash")


def table_findings(
    dataset: Dataset, editions: Editions, package: Record, ckan: Ckan
) -> Iterator[Finding]:
    """Ask each DataStore table for its rows, types and dictionary, and yield what differs.

    `editions` are of the version that is served. Raises CatalogueUnavailable.
    """
    there = {resource["id"]: resource for resource in package.get("resources", [])}
    for part in dataset.parts():
        table = table_distribution(part)
        resource = part.resource_id(table.format) if table else ""
        if part.id not in editions or resource not in there:
            continue
        found = [each.what for each in of_table(editions[part.id], resource, ckan)]
        shown = str(there[resource].get("datastore_hash") or "")
        if not found and not datastore.holds_mark(shown, _mark(editions[part.id])):
            found = ["DataStore: its mark is another"]
        for what in found:
            yield Finding(dataset.name, "table", what, resource, "datastore_hash")


def _mark(edition: Edition) -> str:
    fields = datastore.columns(edition.schema, pq.read_schema(edition.table))
    return datastore.content_hash(edition.table_sha256, fields)


def tombstone_findings(dataset_id: str, package: Record) -> Iterator[Finding]:
    """Yield what is wrong with the tombstone of a withdrawn dataset (its permanent id)."""
    shown = flat(package)
    if not shown.get("withdrawn_on"):
        yield Finding(dataset_id, "tombstone", "withdrawn, and the catalogue does not say so")
    for resource in package.get("resources", []):
        if resource.get("url_type") == "upload" or resource.get("datastore_active"):
            what = "withdrawn, and data are served again"
            yield Finding(dataset_id, "tombstone", what, resource["id"])
