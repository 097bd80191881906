"""The plan: what CKAN shows now against what it should show, as the list of calls between them.

A plan over what the last plan made is empty. Planning reads and never writes. Whatever happens
between two of its calls, the next plan holds exactly what is missing: a package stays private until
its files are there, and a file's or table's hash is written with it or after it, never before.
What does not belong here: what should be shown (metadata, datastore), and sending (apply).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipelines.catalogue import Ckan
from pipelines.errors import ScoreTooLow, Withheld
from pipelines.model import Dataset
from pipelines.publish import desired, files, metadata
from pipelines.publish.announcement import ended_no_longer, told_by_tombstone
from pipelines.publish.calls import PACKAGE_ID, Call, Record
from pipelines.publish.conflicts import Comparison, Conflict, compare
from pipelines.publish.contract import Change
from pipelines.publish.edition import Editions, last_change
from pipelines.publish.identity import find_package
from pipelines.publish.loading import Load
from pipelines.publish.ownership import (
    PACKAGE,
    Edit,
    Places,
    Remembered,
    edits,
    own_fields,
)
from pipelines.publish.portal import Portal, fitted_in_turn
from pipelines.publish.resources import ResourceChange, resource_changes
from pipelines.publish.saved import mark_of
from pipelines.publish.series import series_calls
from pipelines.publish.tables import loads_of
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
    resources: tuple[ResourceChange, ...] = ()
    """What becomes of each resource."""
    conflicts: tuple[Conflict, ...] = ()
    """Declared fields that were edited in the portal, and who wins."""
    edits: tuple[Edit, ...] = ()
    """The steward's own fields that changed in the portal; they are kept."""
    published: Places = field(default_factory=dict)
    """The declared fields as they are published after the plan."""
    own: Places = field(default_factory=dict)
    """The steward's own fields as the portal shows them."""
    seen: Mapping[str, Any] = field(default_factory=dict)
    """The mark of the package as the plan saw it; empty where there was none."""
    appears: bool = False
    """Whether visitors see the dataset for the first time."""

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
            "bytes": sum(call.bytes for call in self.calls),
            "calls": [{"action": call.action, "reason": call.reason} for call in self.calls],
            "changes": {k: {"now": now, "then": then} for k, (now, then) in self.changes.items()},
            "resources": [each.as_dict() for each in self.resources],
            "conflicts": [each.as_dict() for each in self.conflicts],
            "kept_edits": [each.as_dict() for each in self.edits],
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
    remembered: Remembered | None = None,
) -> Plan:
    """Return what the catalogue lacks of the dataset.

    `portal` is what the catalogue's schema knows; `by_copy` loads DataStore tables past the API
    (see loading); by what is `remembered` of earlier publishes edits in the portal are recognised.

    Raises Withheld, ScoreTooLow, NotOurs, CatalogueRefused, CatalogueUnavailable.
    """
    if not dataset.access.may_leave():
        raise Withheld(
            f"{dataset.name} may not leave: it is not public, or has no dated privacy decision",
            remedy="`access.level: public` and `access.privacy` must say so",
        )
    found = find_package(dataset, ckan)
    current = portal.edited(found) if found else None
    home = f"{ckan.url}/dataset/{current['id'] if current else PACKAGE_ID}"
    place = _Place(portal, home, remembered or Remembered())
    _require_score(dataset, editions, place)
    there = {} if current is None else {item["id"]: item for item in current["resources"]}
    loads = loads_of(dataset, editions, there, ckan, by_copy=by_copy)
    if current is None:
        plan = _new(dataset, editions, loads, place, now)
    else:
        plan = _changed(dataset, editions, loads, current, place, now)
    calls = fitted_in_turn(plan.calls, portal, current)
    extras = sorted(
        name for name in desired.fields_of(dataset, editions, portal) if portal.lacks(name)
    )
    series = series_calls(dataset, ckan, portal)
    plan = replace(plan, calls=(*series, *calls), in_extras=tuple(extras))
    return _with_the_stewards_own(plan, current, place.remembered)


def _with_the_stewards_own(plan: Plan, current: Record | None, remembered: Remembered) -> Plan:
    hidden = current is None or bool(current.get("private"))
    appears = hidden and not remembered.fields
    if current is None:
        return replace(plan, appears=appears)
    changed = {PACKAGE: plan.changes, **{each.id: each.changes for each in plan.resources}}
    ours = {at: {*fields, *changed[at]} for at, fields in plan.published.items()}
    own = own_fields(current, ours)
    found = tuple(edits(own, remembered))
    return replace(plan, own=own, edits=found, seen=mark_of(current), appears=appears)


@dataclass(frozen=True)
class _Place:
    """Where the package stands, or will stand."""

    portal: Portal
    home: str
    """The package's address; PACKAGE_ID in it while CKAN has given no id."""
    remembered: Remembered

    def compared(
        self, dataset: Dataset, at: str, current: Record | None, wanted: Record
    ) -> Comparison:
        """Return the declared fields of the package or of a resource, against what is there."""
        there = current or {}
        ours = told_by_tombstone(there)
        return compare(at, there, wanted, self.remembered, dataset.conflicts, ours)


def _require_score(dataset: Dataset, editions: Editions, place: _Place) -> None:
    if dataset.minimum_score is None or dataset.is_api:
        return
    found = score(desired.foreseen(dataset, editions, place.portal, place.home))
    if found.points < dataset.minimum_score:
        raise ScoreTooLow(
            f"{dataset.name}: the metadata score {found.points} of 405 points, and"
            f" `minimum_score` is {dataset.minimum_score}",
            remedy="; ".join(f"{miss.remedy} (+{miss.points})" for miss in found.missing),
        )


def _new(
    dataset: Dataset, editions: Editions, loads: Loads, place: _Place, now: dt.datetime
) -> Plan:
    """Return the calls that create a package: hidden until all its files are there."""
    resources = desired.resources_of(dataset, place.portal)
    fields = desired.fields_of(dataset, editions, place.portal)
    wanted = {PACKAGE: fields, **{each["id"]: each for each in resources}}
    found = {at: place.compared(dataset, at, None, each) for at, each in wanted.items()}
    calls = _creating(dataset, editions, loads, place, fields | _moment_changed(now))
    return Plan(
        dataset.name,
        tuple(calls),
        loads=loads,
        published={at: each.published for at, each in found.items()},
        resources=resource_changes(resources, {}, calls, {}, ()),
    )


def _creating(
    dataset: Dataset, editions: Editions, loads: Loads, place: _Place, fields: Record
) -> list[Call]:
    resources = desired.resources_of(dataset, place.portal)
    if not editions:
        created = {**fields, "private": False, "resources": resources}
        return [Call("package_create", created, "create the entry")]
    created = {**fields, "private": True, "resources": resources}
    calls = [Call("package_create", created, "create the dataset, hidden until it is whole")]
    calls += _content_calls(dataset, editions, loads, {}, place)
    calls += files.descriptor_calls(dataset, editions, {}, place.home)
    shown = {"id": dataset.name, "private": False, **metadata.data_dates(last_change(editions))}
    shown |= desired.examples_of(dataset, editions, place.home)
    return [*calls, Call("package_patch", shown, "show the dataset to everybody")]


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
    found = {e["id"]: place.compared(dataset, e["id"], there.get(e["id"]), e) for e in wanted}
    calls = [
        call
        for each in wanted
        for call in _resource_calls(current["id"], each, there, found[each["id"]])
    ]
    content = _content_calls(dataset, editions, loads, there, place)
    described: list[Call] = []
    if editions:
        for part in dataset.parts():
            calls += files.address_calls(part, there, place.home, place.portal)
        described = files.descriptor_calls(dataset, editions, there, place.home)
    # New data always change the descriptor; that is then no change of the metadata.
    of_data = [*content, *described] if content else []
    calls += content + described
    fields = desired.fields_of(dataset, editions, place.portal) | {"private": False}
    fields |= desired.examples_of(dataset, editions, place.home)
    fields |= ended_no_longer(current, fields)
    if editions and (content or "data_changed" not in current):
        fields |= metadata.data_dates(last_change(editions))
    found[PACKAGE] = place.compared(dataset, PACKAGE, current, fields)
    is_of_metadata = len(calls) > len(of_data)
    calls += _patches(current, found[PACKAGE], calls, now, is_of_metadata=is_of_metadata)
    return _outlook(dataset, current, wanted, calls, found, loads, place)


def _patches(
    current: Record,
    found: Comparison,
    calls: Sequence[Call],
    now: dt.datetime,
    *,
    is_of_metadata: bool,
) -> list[Call]:
    changes = found.changes
    if not changes and not calls:
        return []
    patch = {"id": current["id"], **{name: then for name, (_, then) in changes.items()}}
    if set(changes) - OF_THE_DATA or is_of_metadata:
        patch |= _moment_changed(now)
    return [Call("package_patch", patch, _patch_reason(changes))] if len(patch) > 1 else []


def _outlook(
    dataset: Dataset,
    current: Record,
    wanted: Sequence[Record],
    calls: Sequence[Call],
    found: Mapping[str, Comparison],
    loads: Loads,
    place: _Place,
) -> Plan:
    """Return the calls as a plan, with what they mean."""
    there = {resource["id"]: resource for resource in current["resources"]}
    kept = tuple(sorted(set(there) - {each["id"] for each in wanted}))
    changes = {at: each.changes for at, each in found.items()}
    ours = place.remembered.fields
    return Plan(
        dataset.name,
        tuple(calls),
        kept,
        current["id"],
        found[PACKAGE].changes,
        loads,
        resources=resource_changes(wanted, there, calls, changes, ours),
        conflicts=tuple(one for each in found.values() for one in each.conflicts),
        published={at: each.published for at, each in found.items()},
    )


def _patch_reason(changes: Mapping[str, Any]) -> str:
    return "change " + (", ".join(sorted(changes)) or "the date of the metadata")


def _moment_changed(now: dt.datetime) -> Record:
    return {"metadata_changed": now.astimezone(dt.UTC).isoformat(timespec="seconds")}


def _resource_calls(
    package: str, wanted: Record, there: Mapping[str, Record], found: Comparison
) -> list[Call]:
    label = wanted["format"]
    if wanted["id"] not in there:
        return [Call("resource_create", {"package_id": package, **wanted}, f"add {label}")]
    changes = found.changes
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
