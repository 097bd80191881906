"""The plan: what CKAN shows now against what it should show, as the list of calls between them.

A plan over what the last plan made is empty. Planning reads and never writes. Whatever happens
between two of its calls, the next plan holds exactly what is missing: a package stays private until
its files are there, and a file's or table's hash is written with it or after it, never before.
What does not belong here: what should be shown (metadata, datastore), and sending (apply).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.catalogue import Ckan
from pipelines.errors import CatalogueRefused, NotInCatalogue, NotOurs, Withheld
from pipelines.formats import format_named
from pipelines.model import Dataset, Distribution, FormatName
from pipelines.publish import datastore, metadata

Record = dict[str, Any]


@dataclass(frozen=True)
class File:
    """A finished distribution on this machine."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class Edition:
    """What of a table is ready to be shown: one snapshot, validated and converted."""

    files: Mapping[FormatName, File]
    """The distributions that could be made; a missing one stays in the catalogue as it was."""
    table: Path
    """The validated table, as Parquet."""
    table_sha256: str
    schema: Mapping[str, Any]
    """The Table Schema."""
    changed: dt.datetime
    """When the data changed."""


@dataclass(frozen=True)
class Call:
    """One write."""

    action: str
    parameters: Record
    reason: str
    """What it does, for the reader of the plan."""
    file: Path | None = None
    file_name: str = ""
    rows: tuple[int, int] | None = None
    """The rows of the edition's table that go into `records`: from, up to (exclusive)."""
    table: Path | None = None


@dataclass(frozen=True)
class Plan:
    """The calls that a dataset (or the organisations) need, in order."""

    subject: str
    calls: tuple[Call, ...] = ()
    kept: tuple[str, ...] = ()
    """Resource ids in the package that no distribution declares; they are left alone."""
    package_id: str | None = None
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    """Metadata fields that change: (shown now, declared)."""

    @property
    def writes(self) -> int:
        """Return how many write calls CKAN will receive."""
        return len(self.calls)

    def as_dict(self) -> Record:
        """Return the plan for `--json`; it holds no cell of the data."""
        return {
            "dataset": self.subject,
            "writes": self.writes,
            "package_id": self.package_id,
            "calls": [{"action": call.action, "reason": call.reason} for call in self.calls],
            "changes": {k: {"now": now, "then": then} for k, (now, then) in self.changes.items()},
            "kept_resources": list(self.kept),
        }


Editions = Mapping[str, Edition]
"""The editions of a dataset's tables, by the ids of its `parts`; none for an API."""


def plan_dataset(dataset: Dataset, editions: Editions, ckan: Ckan, now: dt.datetime) -> Plan:
    """Return what the catalogue lacks of the dataset.

    Raises Withheld, NotOurs, CatalogueRefused, CatalogueUnavailable.
    """
    if not dataset.access.may_leave():
        raise Withheld(
            f"{dataset.name} may not leave: it is not public, or has no dated privacy decision",
            remedy="`access.level: public` and `access.privacy` must say so",
        )
    current = find_package(dataset, ckan)
    if current is None:
        return _new(dataset, editions, now)
    return _changed(dataset, editions, current, now)


def find_package(dataset: Dataset, ckan: Ckan) -> Record | None:
    """Return the dataset's package, found by its permanent id whatever it is called; None if new.

    Raises NotOurs where the name belongs to a package that no declaration owns.
    """
    if dataset.package_id is not None:
        return dict(ckan.read("package_show", id=str(dataset.package_id)))
    by_name = _show(ckan, "package_show", dataset.name)
    if by_name is not None and by_name.get("global_id") == dataset.id:
        return _alive(dataset, by_name)
    for wanted in _desired_resources(dataset):
        resource = _show(ckan, "resource_show", wanted["id"])
        if resource is None:
            continue
        package = dict(ckan.read("package_show", id=resource["package_id"]))
        if by_name is not None and by_name["id"] != package["id"]:
            raise _not_ours(dataset, by_name)
        return _alive(dataset, package)
    if by_name is not None:
        raise _not_ours(dataset, by_name)
    return None


def _show(ckan: Ckan, action: str, identifier: str) -> Record | None:
    try:
        return dict(ckan.read(action, id=identifier))
    except NotInCatalogue:
        return None


def _alive(dataset: Dataset, package: Record) -> Record:
    if package.get("state") == "deleted":
        raise CatalogueRefused(
            f"{dataset.name} was deleted in CKAN by hand (package {package['id']})",
            remedy="restore it there, or remove the declaration",
        )
    return package


def _not_ours(dataset: Dataset, package: Record) -> NotOurs:
    return NotOurs(
        f"a package called {dataset.name} exists that this declaration does not own",
        remedy=f"choose another name, or adopt it: `package_id: {package['id']}`",
    )


def _new(dataset: Dataset, editions: Editions, now: dt.datetime) -> Plan:
    """Return the calls that create a package: hidden until all its files are there."""
    resources = _desired_resources(dataset)
    fields = metadata.package_fields(dataset) | _moment_changed(now)
    if not editions:
        created = {**fields, "private": False, "resources": resources}
        return Plan(dataset.name, (Call("package_create", created, "create the API's entry"),))
    created = {**fields, "private": True, "resources": resources}
    calls = [Call("package_create", created, "create the dataset, hidden until it is whole")]
    calls += _content_calls(dataset, editions, {})
    shown = {"id": dataset.name, "private": False, **_data_dates(editions)}
    calls.append(Call("package_patch", shown, "show the dataset to everybody"))
    return Plan(dataset.name, tuple(calls))


def _changed(dataset: Dataset, editions: Editions, current: Record, now: dt.datetime) -> Plan:
    """Return the calls that bring an existing package to what is declared."""
    there = {resource["id"]: resource for resource in current["resources"]}
    calls: list[Call] = []
    for wanted in _desired_resources(dataset):
        calls += _resource_calls(current["id"], wanted, there.get(wanted["id"]))
    content = _content_calls(dataset, editions, there)
    calls += content
    fields = metadata.package_fields(dataset) | {"private": False}
    if editions and (content or "data_changed" not in current):
        fields |= _data_dates(editions)
    changes = differences(current, fields)
    if changes or calls:
        patch = {"id": current["id"], **{name: then for name, (_, then) in changes.items()}}
        if set(changes) - {"private", "data_changed", "date_updated"} or len(calls) > len(content):
            patch |= _moment_changed(now)
        if len(patch) > 1:
            calls.append(Call("package_patch", patch, _patch_reason(changes)))
    declared = {wanted["id"] for wanted in _desired_resources(dataset)}
    kept = tuple(sorted(set(there) - declared))
    return Plan(dataset.name, tuple(calls), kept, current["id"], changes)


def _data_dates(editions: Editions) -> Record:
    return metadata.data_dates(max(edition.changed for edition in editions.values()))


def _patch_reason(changes: Mapping[str, Any]) -> str:
    return "change " + (", ".join(sorted(changes)) or "the date of the metadata")


def _moment_changed(now: dt.datetime) -> Record:
    return {"metadata_changed": now.astimezone(dt.UTC).isoformat(timespec="seconds")}


def _desired_resources(dataset: Dataset) -> list[Record]:
    if dataset.is_api:
        return [metadata.api_resource_fields(dataset)]
    return [
        metadata.file_resource_fields(part, item)
        for part in dataset.parts()
        for item in part.distributions
    ]


def _resource_calls(package: str, wanted: Record, current: Record | None) -> list[Call]:
    label = wanted["format"]
    if current is None:
        return [Call("resource_create", {"package_id": package, **wanted}, f"add {label}")]
    changes = differences(current, wanted)
    if not changes:
        return []
    patch = {"id": wanted["id"], **{name: then for name, (_, then) in changes.items()}}
    return [Call("resource_patch", patch, f"{label}: change {', '.join(sorted(changes))}")]


def _content_calls(dataset: Dataset, editions: Editions, there: Mapping[str, Record]) -> list[Call]:
    return [
        call
        for part in dataset.parts()
        if part.id in editions
        for call in _part_calls(part, editions[part.id], there)
    ]


def _part_calls(dataset: Dataset, edition: Edition, there: Mapping[str, Record]) -> list[Call]:
    """Return the calls for files and table that are missing or of another content."""
    calls: list[Call] = []
    for distribution in dataset.distributions:
        current = there.get(dataset.resource_id(distribution.format), {})
        file = edition.files.get(distribution.format)
        if file is not None and not _holds(current, file):
            calls.append(_upload(dataset, distribution, edition, file))
    table = _table_distribution(dataset)
    if table is not None:
        resource = dataset.resource_id(table.format)
        calls += _table_calls(edition, resource, there.get(resource, {}))
    return calls


def _holds(current: Record, file: File) -> bool:
    return current.get("hash") == file.sha256 and current.get("url_type") == "upload"


def _upload(dataset: Dataset, distribution: Distribution, edition: Edition, file: File) -> Call:
    """Return the upload; its name derives from the permanent id, so that no rename moves a URL."""
    kind = format_named(distribution.format)
    parameters = {
        "id": dataset.resource_id(distribution.format),
        "hash": file.sha256,
        "file_size": str(file.path.stat().st_size),
        "mimetype": kind.media_type,
        "date_updated": metadata.data_dates(edition.changed)["date_updated"],
    }
    name = f"{dataset.id.replace('/', '-')}.{kind.extension}"
    return Call("resource_patch", parameters, f"upload {name}", file.path, name)


def _table_distribution(dataset: Dataset) -> Distribution | None:
    """Return the distribution whose resource carries the DataStore table: the CSV, or the first."""
    if not dataset.datastore or not dataset.distributions:
        return None
    csv = [item for item in dataset.distributions if item.format is FormatName.CSV]
    return (csv or dataset.distributions)[0]


def _table_calls(edition: Edition, resource: str, current: Record) -> list[Call]:
    """Return the calls that load the table; its hash is written last, when all rows are in."""
    types: pa.Schema = pq.read_schema(edition.table)
    fields = datastore.columns(edition.schema, types)
    mark = datastore.content_hash(edition.table_sha256, fields)
    active = bool(current.get("datastore_active"))
    if active and current.get("datastore_hash") == mark:
        return []
    calls: list[Call] = []
    if current.get("datastore_hash") == mark:
        unmark = {"id": resource, "datastore_hash": ""}
        calls.append(Call("resource_patch", unmark, "DataStore: the table was lost"))
    target = {"resource_id": resource, "force": True}
    if active:
        calls.append(Call("datastore_delete", target, "DataStore: remove the old table"))
    created = {**target, "fields": fields}
    calls.append(Call("datastore_create", created, f"DataStore: {len(fields)} columns"))
    calls += _row_calls(edition, target)
    marked = {"id": resource, "datastore_hash": mark}
    return [*calls, Call("resource_patch", marked, "DataStore: the table is whole")]


def _row_calls(edition: Edition, target: Record) -> Sequence[Call]:
    total = pq.read_metadata(edition.table).num_rows
    batches = [
        (start, min(start + datastore.BATCH_ROWS, total))
        for start in range(0, total, datastore.BATCH_ROWS)
    ]
    return [
        Call(
            "datastore_upsert",
            # Counting all rows anew at each batch is work that nobody reads.
            {**target, "method": "insert", "calculate_record_count": batch == batches[-1]},
            f"DataStore: rows {batch[0] + 1}–{batch[1]}",
            rows=batch,
            table=edition.table,
        )
        for batch in batches
    ]


def differences(current: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return {field: (now, then)} of the wanted fields that CKAN shows otherwise.

    Lists of tags come back in CKAN's own order, so order says nothing; nor does the case of a
    format, nor white space around a text.
    """
    named = dict(current)
    if isinstance(current.get("organization"), dict):
        named["owner_org"] = current["organization"]["name"]
    return {
        name: (named.get(name), then)
        for name, then in wanted.items()
        if _canonical(name, named.get(name)) != _canonical(name, then)
    }


def _canonical(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _canonical(name, item) for key, item in value.items() if item}
    if isinstance(value, (list, tuple)):
        return sorted(str(_canonical(name, item)) for item in value)
    if isinstance(value, str):
        return value.strip().casefold() if name == "format" else value.replace("\r", "").strip()
    return value
