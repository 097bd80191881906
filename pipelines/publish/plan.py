"""The plan: what CKAN shows now against what it should show, as the list of calls between them.

A plan over what the last plan made is empty. Planning reads and never writes. Whatever happens
between two of its calls, the next plan holds exactly what is missing: a package stays private until
its files are there, and a file's or table's hash is written with it or after it, never before.
What does not belong here: what should be shown (metadata, datastore), and sending (apply).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow.parquet as pq

from pipelines.catalogue import Ckan
from pipelines.errors import CatalogueRefused, NotInCatalogue, NotOurs, Withheld
from pipelines.formats import format_named
from pipelines.model import ApiSource, Dataset, Distribution, FormatName, LinkSource
from pipelines.publish import datastore, metadata
from pipelines.publish.calls import Call, Record
from pipelines.publish.contract import Change
from pipelines.publish.edition import Edition, Editions, File, last_change
from pipelines.publish.loading import Load, Wanted, load

Loads = Mapping[str, Load]


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
    loads: Mapping[str, Load] = field(default_factory=dict)
    """What the DataStore tables are after the plan, by the ids of the dataset's `parts`."""
    contract: Change | None = None
    """What it changes of what consumers rely on; None where nobody asked."""

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
            "rows": {part: dict(load.counts) for part, load in self.loads.items()},
            "contract": self.contract and self.contract.as_dict(),
        }


def plan_dataset(
    dataset: Dataset, editions: Editions, ckan: Ckan, now: dt.datetime, *, by_copy: bool = False
) -> Plan:
    """Return what the catalogue lacks of the dataset.

    `by_copy` loads DataStore tables past the API (see loading).

    Raises Withheld, NotOurs, CatalogueRefused, CatalogueUnavailable.
    """
    if not dataset.access.may_leave():
        raise Withheld(
            f"{dataset.name} may not leave: it is not public, or has no dated privacy decision",
            remedy="`access.level: public` and `access.privacy` must say so",
        )
    current = find_package(dataset, ckan)
    there = {} if current is None else {item["id"]: item for item in current["resources"]}
    loads = _loads(dataset, editions, there, ckan, by_copy=by_copy)
    if current is None:
        return _new(dataset, editions, loads, now)
    return _changed(dataset, editions, loads, current, now)


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


def _new(dataset: Dataset, editions: Editions, loads: Loads, now: dt.datetime) -> Plan:
    """Return the calls that create a package: hidden until all its files are there."""
    resources = _desired_resources(dataset)
    fields = metadata.package_fields(dataset, editions) | _moment_changed(now)
    if not editions:
        created = {**fields, "private": False, "resources": resources}
        return Plan(dataset.name, (Call("package_create", created, "create the entry"),))
    created = {**fields, "private": True, "resources": resources}
    calls = [Call("package_create", created, "create the dataset, hidden until it is whole")]
    calls += _content_calls(dataset, editions, loads, {})
    shown = {"id": dataset.name, "private": False, **metadata.data_dates(last_change(editions))}
    calls.append(Call("package_patch", shown, "show the dataset to everybody"))
    return Plan(dataset.name, tuple(calls), loads=loads)


def _changed(
    dataset: Dataset, editions: Editions, loads: Loads, current: Record, now: dt.datetime
) -> Plan:
    """Return the calls that bring an existing package to what is declared."""
    there = {resource["id"]: resource for resource in current["resources"]}
    calls: list[Call] = []
    for wanted in _desired_resources(dataset):
        calls += _resource_calls(current["id"], wanted, there.get(wanted["id"]))
    content = _content_calls(dataset, editions, loads, there)
    calls += content
    fields = metadata.package_fields(dataset, editions) | {"private": False}
    if editions and (content or "data_changed" not in current):
        fields |= metadata.data_dates(last_change(editions))
    changes = differences(current, fields)
    if changes or calls:
        patch = {"id": current["id"], **{name: then for name, (_, then) in changes.items()}}
        if set(changes) - {"private", "data_changed", "date_updated"} or len(calls) > len(content):
            patch |= _moment_changed(now)
        if len(patch) > 1:
            calls.append(Call("package_patch", patch, _patch_reason(changes)))
    declared = {wanted["id"] for wanted in _desired_resources(dataset)}
    kept = tuple(sorted(set(there) - declared))
    return Plan(dataset.name, tuple(calls), kept, current["id"], changes, loads)


def _patch_reason(changes: Mapping[str, Any]) -> str:
    return "change " + (", ".join(sorted(changes)) or "the date of the metadata")


def _moment_changed(now: dt.datetime) -> Record:
    return {"metadata_changed": now.astimezone(dt.UTC).isoformat(timespec="seconds")}


def _desired_resources(dataset: Dataset) -> list[Record]:
    if isinstance(dataset.source, ApiSource):
        return [metadata.api_resource_fields(dataset)]
    if isinstance(dataset.source, LinkSource):
        return metadata.link_resource_fields(dataset)
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


def _content_calls(
    dataset: Dataset, editions: Editions, loads: Loads, there: Mapping[str, Record]
) -> list[Call]:
    """Return the calls for files and tables that are missing or of another content."""
    calls: list[Call] = []
    for part in dataset.parts():
        if part.id in editions:
            calls += _file_calls(part, editions[part.id], there)
        if part.id in loads:
            calls += loads[part.id].calls
    return calls


def _file_calls(dataset: Dataset, edition: Edition, there: Mapping[str, Record]) -> list[Call]:
    calls: list[Call] = []
    for distribution in dataset.distributions:
        current = there.get(dataset.resource_id(distribution.format), {})
        file = edition.files.get(distribution.format)
        if file is not None and not _holds(current, file):
            calls.append(_upload(dataset, distribution, edition, file))
    return calls


def _loads(
    dataset: Dataset,
    editions: Editions,
    there: Mapping[str, Record],
    ckan: Ckan,
    *,
    by_copy: bool,
) -> dict[str, Load]:
    """Return what each DataStore table needs that is missing or of another content."""
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


def table_distribution(dataset: Dataset) -> Distribution | None:
    """Return the distribution whose resource carries the DataStore table: the CSV, or the first."""
    if not dataset.datastore or not dataset.distributions:
        return None
    csv = [item for item in dataset.distributions if item.format is FormatName.CSV]
    return (csv or dataset.distributions)[0]


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
