"""What is declared no longer, of all that was published: retired step by step, never all at once.

It is looked for in a run of everything only, and only where every declaration is sound: a file with
a fault is no file that was removed. What was never published from here is not looked at.
What does not belong here: the caps and the grace time (publish), and tombstones (lifecycle).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pipelines.errors import DeclarationError, RetirementRefused
from pipelines.journal import Entry, Kind, enter
from pipelines.orchestration import announcing, lifecycle
from pipelines.orchestration.served import Served, forget_resource, published_ids, served
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import (
    Decision,
    Epitaph,
    Plan,
    Retiring,
    Subject,
    apply,
    confirmed,
    decide,
    package_served,
    removal,
)

Record = dict[str, Any]

REASON = {
    "fi": "Aineistoa ei enää julkaista.",
    "sv": "Datamängden publiceras inte längre.",
    "en": "The dataset is no longer published.",
}
"""Why a dataset whose declaration was removed is withdrawn, where nobody said more."""
SOON = {
    "fi": "Aineiston julkaiseminen päättyy.",
    "sv": "Publiceringen av datamängden upphör.",
    "en": "The dataset will be published no longer.",
}


def retired(work: Workplace, run: Mapping[str, str]) -> Record:
    """Do one round: begin, call off and complete retirements; return {begun, due, waiting, writes}.

    Raises RetirementRefused, with the names, where more is gone than the caps allow: then nothing
    of that kind was retired, but for what was confirmed.
    """
    if not is_looked_at(work):
        return {"begun": [], "removed": [], "waiting": [], "writes": 0, "not_looked_at": True}
    decisions = decisions_of(work)
    writes = sum(_carried_out(work, each, run) for each in decisions)
    refused = [subject.name for each in decisions for subject in each.refused]
    if refused:
        raise RetirementRefused(
            f"declared no longer, and more than may go at once: {', '.join(refused)}",
            remedy="restore the declarations, or confirm: `hri retire --confirm NAMES`",
        )
    return {
        "begun": [item.subject.name for each in decisions for item in each.begin],
        "removed": [item.subject.name for each in decisions for item in each.due],
        "waiting": [item.subject.name for each in decisions for item in each.waiting],
        "writes": writes,
        "not_looked_at": False,
    }


def is_looked_at(work: Workplace) -> bool:
    """Tell whether every declaration is sound, so that one that is missing was removed."""
    return bool(work.declarations.datasets) and not work.declarations.errors


def decisions_of(work: Workplace) -> tuple[Decision, Decision]:
    """Return what becomes of datasets, and of resources, that are declared no longer.

    Raises DeclarationError where a declaration has a fault, or there is none.
    """
    _require_sound(work)
    known, retiring = _all_served(work), _retiring(work)
    rules, today = work.declarations.publishing.retirement, work.today()
    datasets = decide(
        _gone_datasets(work, known),
        [each for each in retiring if not each.subject.resource],
        len(known),
        rules,
        today,
    )
    resources = decide(
        _gone_resources(work, known),
        [each for each in retiring if each.subject.resource],
        sum(len(each.resources) for each in known.values()),
        rules,
        today,
    )
    return datasets, resources


def confirm(work: Workplace, names: Collection[str], by: str) -> list[Retiring]:
    """Confirm by the names or ids of datasets that they, or their resources, may go.

    Raises DeclarationError for a name of which nothing is gone, and where a declaration has a
    fault, or there is none.
    """
    _require_sound(work)
    every = _all_served(work)
    gone = [*_gone_datasets(work, every), *_gone_resources(work, every)]
    known = {each.subject.key: each for each in _retiring(work)}
    rules, made = work.declarations.publishing.retirement, []
    for name in names:
        meant = [each for each in gone if name in (each.dataset, each.name.split(" ")[0])]
        if not meant:
            raise DeclarationError(
                f"nothing of '{name}' is declared no longer", remedy="`hri retire` lists what is"
            )
        made += [confirmed(it, known.get(it.key), by, rules, work.now()) for it in meant]
    for each in made:
        work.state.write_json(each.subject.key, each.to_json())
    return made


def _require_sound(work: Workplace) -> None:
    if not is_looked_at(work):
        raise DeclarationError(
            "what is declared no longer cannot be told while a declaration has a fault",
            remedy="`hri check` lists the faults",
        )


def _carried_out(work: Workplace, decision: Decision, run: Mapping[str, str]) -> int:
    """Keep what begins, forget what was called off, remove what is due; return the writes."""
    for each in decision.begin:
        _tell(work, each, SOON)
        work.state.write_json(each.subject.key, each.to_json())
    for each in decision.cancel:
        _tell(work, each, announcing.CANCELLED)
        work.state.delete(each.subject.key)
    writes = 0
    for each in decision.due:
        by = (each.confirmed or {}).get("by") or run.get("run", "")
        writes += _removed(work, each.subject, by).writes
        work.state.delete(each.subject.key)
    return writes


def _tell(work: Workplace, each: Retiring, text: Mapping[str, str]) -> None:
    """Enter into the journal that a dataset will go, or that it stays after all."""
    known = served(work, each.subject.dataset)
    if known is None or each.subject.resource:
        return
    entry = Entry(
        dataset=known.dataset,
        name=known.name,
        publisher=known.publisher,
        title=known.title,
        at=work.now().astimezone(dt.UTC).replace(microsecond=0),
        kind=Kind.ANNOUNCED,
        effective=each.due if text is SOON else None,
        text=text,
    )
    enter(work.state, entry)


def _removed(work: Workplace, subject: Subject, by: str) -> Plan:
    """Make the dataset a tombstone, or take the resource away."""
    known = served(work, subject.dataset)
    if known is None:
        return Plan(subject.name)
    if not subject.resource:
        epitaph = Epitaph(work.today(), REASON)
        return lifecycle.bury(work, known, epitaph, cause=lifecycle.RETIREMENT, by=by)
    package = package_served(known.package_id, known.name, known.dataset, work.ckan)
    there = {each["id"]: each for each in package["resources"]} if package else {}
    calls = removal(there[subject.resource]) if subject.resource in there else ()
    plan = Plan(subject.name, tuple(calls))
    apply(plan, work.ckan)
    forget_resource(work.state, subject.dataset, subject.resource)
    return plan


def _all_served(work: Workplace) -> dict[str, Served]:
    """Return all that was published from here and not withdrawn, by permanent id."""
    gone = {key.split("/")[-1].removesuffix(".json") for key in work.state.keys("withdrawn")}
    found = {each: served(work, each) for each in published_ids(work.state) if each not in gone}
    return {identifier: known for identifier, known in found.items() if known is not None}


def _gone_datasets(work: Workplace, every: Mapping[str, Served]) -> Iterator[Subject]:
    for identifier, known in every.items():
        if identifier not in work.declarations.datasets:
            yield Subject(identifier, name=known.name)


def _gone_resources(work: Workplace, every: Mapping[str, Served]) -> Iterator[Subject]:
    for identifier, known in every.items():
        dataset = work.declarations.datasets.get(identifier)
        if dataset is None or dataset.has_ended(work.today()):
            continue
        for resource in sorted(known.undeclared):
            yield Subject(identifier, resource, f"{known.name} ({known.resources[resource]})")


def _retiring(work: Workplace) -> list[Retiring]:
    records = (work.state.read_json(key) for key in work.state.keys("retiring"))
    return [Retiring.from_json(record) for record in records if record is not None]
