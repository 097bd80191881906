"""The end of a dataset: a tombstone in the catalogue, an entry in the journal, a record.

    withdrawn/<id>.json   {dataset, name, publisher, title, on, reason, successor, purged, by,
                           cause, at, done}

`cause` is `withdrawal` or `sunset` (declared), `retirement` (declared no longer) or `command`. The
record is written first, so that no run brings back what is being taken away, and `done` last: what
was cut short is completed by the same call. What was withdrawn by command stays so until it is
undone; else the declaration decides.
What does not belong here: what a tombstone is (publish), and removing all copies (purging).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pipelines.errors import CatalogueDiffers, Withheld
from pipelines.journal import Entry, Kind, enter
from pipelines.model import Dataset, Ending
from pipelines.orchestration import announcing, dataset_lock, failures, purging
from pipelines.orchestration.served import Served, served
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import (
    Epitaph,
    Plan,
    apply,
    left_of,
    package_served,
    plan_lost_files,
    plan_tombstone,
)
from pipelines.state import State

Record = dict[str, Any]

COMMAND, RETIREMENT = "command", "retirement"


def withdrawal(state: State, identifier: str) -> Record | None:
    """Return the record of the dataset's withdrawal, finished or not; None where it is served."""
    record = state.read_json(_key(identifier))
    return None if record is None else dict(record)


def day_of(record: Record) -> dt.date:
    """Return the first day on which the dataset is served no longer."""
    return dt.date.fromisoformat(record["on"])


def require_not_withdrawn(state: State, dataset: Dataset) -> None:
    """Raise Withheld where the dataset was withdrawn by command."""
    record = withdrawal(state, dataset.id)
    if record is not None and record["cause"] == COMMAND:
        raise Withheld(
            f"{dataset.name} was withdrawn on {record['on']}: {record['reason']['fi']}",
            remedy="remove its declaration, or bring it back: `hri withdraw"
            f" {dataset.name} --undo`",
        )


def planned_end(work: Workplace, dataset: Dataset) -> Plan:
    """Return what the declared end of the dataset would write; empty where it was never there.

    Raises BreaksContract where it was not announced long enough.
    """
    _require_announced(work, dataset)
    known, end = served(work, dataset.id), dataset.ending
    package = None if known is None else _package(work, known)
    if known is None or end is None or package is None:
        return Plan(dataset.name)
    return plan_tombstone(dataset.name, package, known.resources, _epitaph(work, end), work.portal)


def end(work: Workplace, dataset: Dataset, run: Mapping[str, str]) -> Record:
    """Make the tombstone of a dataset whose declared end has come, and return what was done.

    Raises BreaksContract where it was not announced long enough, and what `bury` raises.
    """
    work.progress(dataset.name, "withdraw")
    _require_announced(work, dataset)
    known, ending = served(work, dataset.id), dataset.ending
    writes, kept = 0, []
    if known is not None and ending is not None:
        epitaph = _epitaph(work, ending)
        plan = bury(work, known, epitaph, cause=ending.kind, by=run.get("run", ""))
        writes, kept = plan.writes, list(plan.kept)
    failures.forget(work.state, dataset)
    url = f"{work.catalogue.url}/dataset/{dataset.name}"
    return {"url": url, "writes": writes, "kept_resources": kept, "source": None, **run}


def _require_announced(work: Workplace, dataset: Dataset) -> None:
    """Raise BreaksContract where the end was not announced long enough; what has ended may stay."""
    if withdrawal(work.state, dataset.id) is None:
        announcing.require_announced_end(work, dataset)


def bury(
    work: Workplace,
    known: Served,
    epitaph: Epitaph,
    *,
    cause: str,
    by: str,
    purge: bool = False,
) -> Plan:
    """Leave a tombstone, and with `purge` no copy of the data; return what was written.

    Called again, it completes what was cut short. Raises CatalogueDiffers where CKAN still serves
    something, and what `apply` raises.
    """
    with dataset_lock.alone(work, known.dataset):
        record = _begin(work, known, epitaph, cause=cause, by=by, purge=purge)
        plan = _emptied(work, known, epitaph, purge=purge, done=record["done"])
        if purge:
            purging.forget_copies(work, known)
            purging.keep_incident(work.state, known, record)
        _enter(work, known, record)
        if not record["done"]:
            work.state.write_json(_key(known.dataset), {**record, "done": True})
    return plan


def bring_back(work: Workplace, identifier: str) -> bool:
    """Undo a withdrawal by command: the next run publishes again. Tell whether there was one."""
    there = withdrawal(work.state, identifier) is not None
    work.state.delete(_key(identifier))
    return there


def served_again(state: State, dataset: Dataset) -> None:
    """Forget the withdrawal of a dataset that was just published, as its declaration asks.

    Raises Withheld where somebody withdrew it by command while it was being published.
    """
    record = withdrawal(state, dataset.id)
    if record is not None and record["cause"] == COMMAND:
        raise Withheld(
            f"{dataset.name} was withdrawn while it was being published",
            remedy="give the same `hri withdraw` once more",
        )
    state.delete(_key(dataset.id))


def _begin(
    work: Workplace, known: Served, epitaph: Epitaph, *, cause: str, by: str, purge: bool
) -> Record:
    """Return the record of this withdrawal, which is begun unless it was."""
    before = withdrawal(work.state, known.dataset)
    said = {
        "reason": dict(epitaph.reason),
        "successor": epitaph.successor or None,
        # What was purged once stays so.
        "purged": purge or bool(before and before["purged"]),
        "cause": cause,
    }
    if before is not None and all(before[name] == value for name, value in said.items()):
        return before
    record = {
        "dataset": known.dataset,
        "name": known.name,
        "publisher": known.publisher,
        "title": dict(known.title),
        "on": epitaph.on.isoformat(),
        "by": by,
        "at": work.now().astimezone(dt.UTC).replace(microsecond=0).isoformat(),
        "done": False,
        **said,
    }
    work.state.write_json(_key(known.dataset), record)
    return record


def _emptied(work: Workplace, known: Served, epitaph: Epitaph, *, purge: bool, done: bool) -> Plan:
    """Make the package a tombstone, and look whether it is one."""
    package = _package(work, known, deleted=purge)
    if package is None:
        return Plan(known.name)
    ours = known.resources
    plan = plan_tombstone(known.name, package, ours, epitaph, work.portal, purge=purge)
    apply(plan, work.ckan)
    if purge and not done:
        apply(plan_lost_files(known.name, package, ours, work.portal), work.ckan)
    if plan.writes:
        _require_gone(work, known, deleted=purge)
    return plan


def _require_gone(work: Workplace, known: Served, *, deleted: bool) -> None:
    package = _package(work, known, deleted=deleted)
    left = left_of(package, known.resources, work.ckan) if package else []
    if left:
        raise CatalogueDiffers(
            f"{known.name}: CKAN still serves what was withdrawn: {', '.join(left)}",
            remedy="do the same again; where it lasts, see who puts it there",
        )


def _package(work: Workplace, known: Served, *, deleted: bool = False) -> Record | None:
    return package_served(known.package_id, known.name, known.dataset, work.ckan, deleted=deleted)


def _epitaph(work: Workplace, end: Ending) -> Epitaph:
    address = announcing.address_of(work, end.successor)
    return Epitaph(end.on, end.reason.translations(), end.successor or "", address)


def _enter(work: Workplace, known: Served, record: Record) -> None:
    entry = Entry(
        dataset=known.dataset,
        name=known.name,
        publisher=known.publisher,
        title=known.title,
        at=dt.datetime.fromisoformat(record["at"]),
        kind=Kind.WITHDRAWN,
        effective=day_of(record),
        successor=record["successor"],
        text=record["reason"],
    )
    enter(work.state, entry)


def _key(identifier: str) -> str:
    return f"withdrawn/{identifier}.json"
