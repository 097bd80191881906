"""The plan that leaves a tombstone: the package with its id and name, and nothing to fetch.

CKAN keeps an upload whose resource is merely deleted, so each file is cleared before; a table goes
by a call of its own. The plan looks at what CKAN shows, so that one over a finished tombstone is
empty, and one that was cut short holds what is left.
What does not belong here: when a dataset ends (retirement, the declaration), and what is removed
from the state (orchestration).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.catalogue import Ckan
from pipelines.errors import CatalogueRefused, NotInCatalogue
from pipelines.publish.announcement import INSTEAD, OF_DATA, without_announcement
from pipelines.publish.calls import Call, Record
from pipelines.publish.differences import differences
from pipelines.publish.plan import Plan
from pipelines.publish.portal import Portal, fitted_in_turn, flat

OF_FILES = ("examples", "sunset_on")
"""Fields that say nothing true once the files are gone."""

WITHDRAWN = {
    "fi": "Aineisto on poistettu julkaisusta {on}. {reason}",
    "sv": "Datamängden har dragits tillbaka {on}. {reason}",
    "en": "The dataset was withdrawn on {on}. {reason}",
}


@dataclass(frozen=True)
class Epitaph:
    """What a tombstone says."""

    on: dt.date
    """The first day on which the dataset is served no longer."""
    reason: Mapping[str, str]
    """By language, fi always."""
    successor: str = ""
    """What to use instead: a permanent id or an address; empty where there is nothing."""
    address: str = ""
    """Where people find the successor."""


def plan_tombstone(
    subject: str,
    package: Record,
    ours: Collection[str],
    epitaph: Epitaph,
    portal: Portal,
    *,
    purge: bool = False,
) -> Plan:
    """Return what turns a package (flat) into a tombstone; `ours` are the ids of our resources.

    Other resources stay, and are in the plan's `kept`. `purge` also takes away what was computed
    from the cells, and files that CKAN may have kept of resources that it shows no longer.
    """
    there = {resource["id"]: resource for resource in package["resources"]}
    calls = [call for each in sorted(set(ours) & set(there)) for call in removal(there[each])]
    fields = _fields(package, epitaph)
    fields |= {name: "" for name in (OF_DATA if purge else ()) if package.get(name)}
    changes = differences(package, fields)
    if changes:
        patch = {"id": package["id"], **{name: then for name, (_, then) in changes.items()}}
        # First the words, so that whoever meets a missing file finds the reason.
        calls.insert(0, Call("package_patch", patch, "say that it is withdrawn, and why"))
    fitted = tuple(fitted_in_turn(calls, portal, package))
    kept = tuple(sorted(set(there) - set(ours)))
    return Plan(subject, fitted, kept, package["id"], changes)


def removal(resource: Record) -> Iterator[Call]:
    """Yield the calls that remove a resource with its file and its table."""
    identifier, label = str(resource["id"]), resource.get("format") or "the resource"
    if resource.get("url_type") == "upload":
        cleared = {"id": identifier, "clear_upload": "true", "url": "", "hash": ""}
        yield Call("resource_patch", cleared, f"{label}: remove the file")
    if resource.get("datastore_active"):
        table = {"resource_id": identifier, "force": True}
        yield Call("datastore_delete", table, f"{label}: remove the table")
    yield Call("resource_delete", {"id": identifier}, f"{label}: remove the resource")


def plan_lost_files(subject: str, package: Record, ours: Collection[str], portal: Portal) -> Plan:
    """Return the calls that remove files of our resources that CKAN shows no longer.

    Whether CKAN kept one cannot be asked: the resource is made again for a moment, without it.
    """
    there = {resource["id"] for resource in package["resources"]}
    calls = []
    for identifier in sorted(set(ours) - there):
        empty = portal.resource({"id": identifier, "name_translated": {"fi": "–"}, "url": ""})
        made = {"package_id": package["id"], "clear_upload": "true", **empty}
        calls.append(Call("resource_create", made, "remove a file that CKAN may have kept"))
        calls.append(Call("resource_delete", {"id": identifier}, "remove the resource"))
    return Plan(subject, tuple(calls), package_id=package["id"])


def left_of(package: Record, ours: Collection[str], ckan: Ckan) -> list[str]:
    """Return what CKAN still serves of our resources, in words; none where all is gone."""
    there = {resource["id"]: resource for resource in package["resources"]}
    shown = [f"resource {each}" for each in sorted(set(ours) & set(there))]
    tables = [f"table {each}" for each in sorted(ours) if _has_table(each, ckan)]
    return shown + tables


def _has_table(resource: str, ckan: Ckan) -> bool:
    try:
        ckan.read("datastore_search", resource_id=resource, limit=0)
    except (NotInCatalogue, CatalogueRefused):
        return False
    return True


def package_served(
    package_id: str | None, name: str, permanent: str, ckan: Ckan, *, deleted: bool = False
) -> Record | None:
    """Return the package (flat) that was published under the permanent id; None where it is gone.

    For a dataset that no declaration has any more: by its id in CKAN, or else by its name. With
    `deleted` also one that was deleted by hand, for CKAN keeps its files.
    """
    for wanted in filter(None, (package_id, name)):
        try:
            package = flat(dict(ckan.read("package_show", id=wanted)))
        except NotInCatalogue:
            continue
        is_there = deleted or package.get("state") != "deleted"
        if is_there and permanent in (package.get("global_id"), package.get("identifier")):
            return package
    return None


def _fields(package: Record, epitaph: Epitaph) -> Record:
    fields: dict[str, Any] = {
        "withdrawn_on": epitaph.on.isoformat(),
        "withdrawn_reason": dict(epitaph.reason),
        "successor": epitaph.address,
        "notes_translated": _notes(package, epitaph),
    }
    fields |= {name: "" for name in OF_FILES if package.get(name)}
    if not epitaph.address and not package.get("successor"):
        del fields["successor"]
    return fields


def _notes(package: Record, epitaph: Epitaph) -> dict[str, str]:
    """Return the description as it is shown, with the reason in the place of an announcement."""
    shown = package.get("notes_translated") or {"fi": package.get("notes") or ""}
    return {
        language: _ended(without_announcement(text), language, epitaph)
        for language, text in shown.items()
        if text or language == "fi"
    }


def _ended(text: str, language: str, epitaph: Epitaph) -> str:
    said = sentence(epitaph, language)
    return text if said in text else f"{text}\n\n{said}".strip()


def sentence(epitaph: Epitaph, language: str) -> str:
    """Return what the tombstone says, in `fi`, `sv` or `en`."""
    reason = epitaph.reason.get(language) or epitaph.reason["fi"]
    said = WITHDRAWN[language].format(on=epitaph.on.isoformat(), reason=reason)
    by = INSTEAD[language].format(successor=epitaph.address) if epitaph.address else ""
    return said + by
