"""The plan: what CKAN shows now against what it should show, as the list of calls between them.

A plan over what the last plan made is empty. Planning reads and never writes. Whatever happens
between two of its calls, the next plan holds exactly what is missing: a package stays private until
its files are there, and a file's or table's hash is written with it or after it, never before.
What does not belong here: what should be shown (metadata, datastore), and sending (apply).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow.parquet as pq

from pipelines.catalogue import Ckan
from pipelines.errors import CatalogueRefused, NotInCatalogue, NotOurs, ScoreTooLow, Withheld
from pipelines.model import Dataset, Distribution, FormatName
from pipelines.publish import datastore, desired, files, metadata
from pipelines.publish.announcement import ended_no_longer
from pipelines.publish.calls import PACKAGE_ID, Call, Record
from pipelines.publish.contract import Change
from pipelines.publish.differences import differences
from pipelines.publish.edition import Edition, Editions, last_change
from pipelines.publish.loading import Load, Wanted, load
from pipelines.publish.portal import Portal, fitted_in_turn, flat
from pipelines.publish.series import series_calls
from pipelines.scoring import score

Loads = Mapping[str, Load]

OF_THE_DATA = {"private", "data_changed", "date_updated", "modified"}
"""Fields whose change is no change of the metadata."""


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
    in_extras: tuple[str, ...] = ()
    """Fields that the portal's schema lacks, and that its extras keep."""
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
            "in_extras": list(self.in_extras),
            "rows": {part: dict(load.counts) for part, load in self.loads.items()},
            "contract": self.contract and self.contract.as_dict(),
        }


def plan_dataset(
    dataset: Dataset,
    editions: Editions,
    ckan: Ckan,
    now: dt.datetime,
    *,
    portal: Portal,
    by_copy: bool = False,
) -> Plan:
    """Return what the catalogue lacks of the dataset.

    `portal` is what the catalogue's schema knows; `by_copy` loads DataStore tables past the API
    (see loading).

    Raises Withheld, ScoreTooLow, NotOurs, CatalogueRefused, CatalogueUnavailable.
    """
    if not dataset.access.may_leave():
        raise Withheld(
            f"{dataset.name} may not leave: it is not public, or has no dated privacy decision",
            remedy="`access.level: public` and `access.privacy` must say so",
        )
    current = find_package(dataset, ckan)
    place = _Place(portal, f"{ckan.url}/dataset/{current['id'] if current else PACKAGE_ID}")
    _require_score(dataset, editions, place)
    there = {} if current is None else {item["id"]: item for item in current["resources"]}
    loads = _loads(dataset, editions, there, ckan, by_copy=by_copy)
    if current is None:
        plan = _new(dataset, editions, loads, place, now)
    else:
        plan = _changed(dataset, editions, loads, current, place, now)
    calls = fitted_in_turn(plan.calls, portal, current)
    extras = sorted(
        name for name in desired.fields_of(dataset, editions, portal) if portal.lacks(name)
    )
    series = series_calls(dataset, ckan, portal)
    return replace(plan, calls=(*series, *calls), in_extras=tuple(extras))


@dataclass(frozen=True)
class _Place:
    """Where the package stands, or will stand."""

    portal: Portal
    home: str
    """The package's address; PACKAGE_ID in it while CKAN has given no id."""


def _require_score(dataset: Dataset, editions: Editions, place: _Place) -> None:
    if dataset.minimum_score is None or not dataset.has_table:
        return
    found = score(desired.foreseen(dataset, editions, place.portal, place.home))
    if found.points < dataset.minimum_score:
        raise ScoreTooLow(
            f"{dataset.name}: the metadata score {found.points} of 405 points, and"
            f" `minimum_score` is {dataset.minimum_score}",
            remedy="; ".join(f"{miss.remedy} (+{miss.points})" for miss in found.missing),
        )


def find_package(dataset: Dataset, ckan: Ckan) -> Record | None:
    """Return the dataset's package, found by its permanent id whatever it is called; None if new.

    Raises NotOurs where the name belongs to a package that no declaration owns.
    """
    if dataset.package_id is not None:
        return flat(dict(ckan.read("package_show", id=str(dataset.package_id))))
    shown = _show(ckan, "package_show", dataset.name)
    by_name = None if shown is None else flat(shown)
    if by_name is not None and by_name.get("global_id") == dataset.id:
        return _alive(dataset, by_name)
    for wanted in desired.resources_of(dataset, Portal()):
        resource = _show(ckan, "resource_show", wanted["id"])
        if resource is None:
            continue
        package = flat(dict(ckan.read("package_show", id=resource["package_id"])))
        if by_name is not None and by_name["id"] != package["id"]:
            raise _not_ours(dataset, by_name)
        return _alive(dataset, package)
    if by_name is not None:
        raise _not_ours(dataset, by_name)
    return _tombstone(dataset, ckan)


def _tombstone(dataset: Dataset, ckan: Ckan) -> Record | None:
    """Return the package under a former name: a tombstone has no resource to be found by."""
    for name in dataset.former_names:
        shown = _show(ckan, "package_show", name)
        if shown is not None and flat(shown).get("global_id") == dataset.id:
            return _alive(dataset, flat(shown))
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


def _new(
    dataset: Dataset, editions: Editions, loads: Loads, place: _Place, now: dt.datetime
) -> Plan:
    """Return the calls that create a package: hidden until all its files are there."""
    resources = desired.resources_of(dataset, place.portal)
    fields = desired.fields_of(dataset, editions, place.portal) | _moment_changed(now)
    if not editions:
        created = {**fields, "private": False, "resources": resources}
        return Plan(dataset.name, (Call("package_create", created, "create the entry"),))
    created = {**fields, "private": True, "resources": resources}
    calls = [Call("package_create", created, "create the dataset, hidden until it is whole")]
    calls += _content_calls(dataset, editions, loads, {}, place)
    calls += files.descriptor_calls(dataset, editions, {}, place.home)
    shown = {"id": dataset.name, "private": False, **metadata.data_dates(last_change(editions))}
    shown |= desired.examples_of(dataset, editions, place.home)
    calls.append(Call("package_patch", shown, "show the dataset to everybody"))
    return Plan(dataset.name, tuple(calls), loads=loads)


def _changed(
    dataset: Dataset,
    editions: Editions,
    loads: Loads,
    current: Record,
    place: _Place,
    now: dt.datetime,
) -> Plan:
    """Return the calls that bring an existing package to what is declared."""
    there = {resource["id"]: resource for resource in current["resources"]}
    wanted = desired.resources_of(dataset, place.portal)
    calls = [call for each in wanted for call in _resource_calls(current["id"], each, there)]
    content = _content_calls(dataset, editions, loads, there, place)
    described: list[Call] = []
    if editions:
        for part in dataset.parts():
            calls += files.address_calls(part, there, place.home)
        described = files.descriptor_calls(dataset, editions, there, place.home)
    # New data always change the descriptor; that is then no change of the metadata.
    of_data = [*content, *described] if content else []
    calls += content + described
    fields = desired.fields_of(dataset, editions, place.portal) | {"private": False}
    fields |= desired.examples_of(dataset, editions, place.home)
    fields |= ended_no_longer(current, fields)
    if editions and (content or "data_changed" not in current):
        fields |= metadata.data_dates(last_change(editions))
    changes = differences(current, fields)
    if changes or calls:
        patch = {"id": current["id"], **{name: then for name, (_, then) in changes.items()}}
        if set(changes) - OF_THE_DATA or len(calls) > len(of_data):
            patch |= _moment_changed(now)
        if len(patch) > 1:
            calls.append(Call("package_patch", patch, _patch_reason(changes)))
    kept = tuple(sorted(set(there) - {each["id"] for each in wanted}))
    return Plan(dataset.name, tuple(calls), kept, current["id"], changes, loads)


def _patch_reason(changes: Mapping[str, Any]) -> str:
    return "change " + (", ".join(sorted(changes)) or "the date of the metadata")


def _moment_changed(now: dt.datetime) -> Record:
    return {"metadata_changed": now.astimezone(dt.UTC).isoformat(timespec="seconds")}


def _resource_calls(package: str, wanted: Record, there: Mapping[str, Record]) -> list[Call]:
    current = there.get(wanted["id"])
    label = wanted["format"]
    if current is None:
        return [Call("resource_create", {"package_id": package, **wanted}, f"add {label}")]
    changes = differences(current, wanted)
    if not changes:
        return []
    patch = {"id": wanted["id"], **{name: then for name, (_, then) in changes.items()}}
    return [Call("resource_patch", patch, f"{label}: change {', '.join(sorted(changes))}")]


def _content_calls(
    dataset: Dataset,
    editions: Editions,
    loads: Loads,
    there: Mapping[str, Record],
    place: _Place,
) -> list[Call]:
    """Return the calls for files and tables that are missing or of another content."""
    calls: list[Call] = []
    for part in dataset.parts():
        if part.id in editions:
            calls += files.file_calls(part, editions[part.id], there, place.home, place.portal)
        if part.id in loads:
            calls += loads[part.id].calls
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


def table_distribution(dataset: Dataset) -> Distribution | None:
    """Return the distribution whose resource carries the DataStore table: the CSV, or the first."""
    if not dataset.datastore or not dataset.distributions:
        return None
    csv = [item for item in dataset.distributions if item.format is FormatName.CSV]
    return (csv or dataset.distributions)[0]
