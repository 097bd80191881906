"""What will break or end is told: the announcements' records, and the gate before a publish.

    announcements/<id>.json   {dataset, name, publisher, title, kind, version, effective, since,
                               successor, text}

The record is written once the catalogue tells it, and goes when it is declared no longer. What does
not belong here: the words and the rules (publish), and what is done on the day (lifecycle).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from pipelines.errors import DeclarationError
from pipelines.journal import Entry, Kind, enter
from pipelines.model import Dataset
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import (
    Announcement,
    Change,
    Told,
    announcement_of,
    require_in_time,
    require_kept,
    require_told,
    told_since,
)
from pipelines.state import State

CANCELLED = {
    "fi": "Ilmoitettu muutos on peruttu.",
    "sv": "Den aviserade ändringen har återkallats.",
    "en": "The announced change has been called off.",
}


def known(state: State, identifier: str) -> Told | None:
    """Return what was announced of the dataset (its permanent id), and since when."""
    record = state.read_json(_key(identifier))
    return None if record is None else Told.from_json(record)


def require_allowed(work: Workplace, dataset: Dataset, change: Change | None) -> None:
    """Raise BreaksContract where something would break unversioned, untold or too soon."""
    require_kept(change)
    told, days = known(work.state, dataset.id), _days(work, dataset)
    require_announced_end(work, dataset)
    require_told(dataset.name, change, told, days, work.today())


def require_announced_end(work: Workplace, dataset: Dataset) -> None:
    """Raise BreaksContract where what is declared comes sooner than it may."""
    what = announcement_of(dataset)
    if what is not None:
        told = told_since(known(work.state, dataset.id), what, work.today())
        require_in_time(dataset.name, told, _days(work, dataset))


def keep(work: Workplace, dataset: Dataset) -> None:
    """Keep what the catalogue tells since now, and enter it into the journal where it is new."""
    before, what = known(work.state, dataset.id), announcement_of(dataset)
    if what is None:
        _forget(work, dataset, before)
        return
    told = told_since(before, what, work.today())
    if told == before:
        return
    _enter(work, dataset, what.text, what)
    record = {**_whose(dataset), **told.to_json()}
    work.state.write_json(_key(dataset.id), record)


def with_addresses(work: Workplace, dataset: Dataset) -> Dataset:
    """Return the dataset with its successor's address in the place of its permanent id."""
    ends = {"withdrawn": dataset.withdrawn, "sunset": dataset.sunset}
    named = {name: end for name, end in ends.items() if end is not None and end.successor}
    update = {
        name: end.model_copy(update={"successor": address_of(work, end.successor)})
        for name, end in named.items()
    }
    return dataset.model_copy(update=update) if update else dataset


def address_of(work: Workplace, successor: str | None) -> str:
    """Return where people find a successor: a permanent id's page, or the address itself.

    Raises DeclarationError where it is neither.
    """
    if not successor or "://" in successor:
        return successor or ""
    declared = work.declarations.datasets.get(successor)
    if declared is None:
        raise DeclarationError(
            f"the successor '{successor}' is no sound declaration's id",
            remedy="declare it first, or give an address",
        )
    return f"{work.catalogue.url}/dataset/{declared.name}"


def _forget(work: Workplace, dataset: Dataset, before: Told | None) -> None:
    """Remove what is announced no longer; called off, unless it has come."""
    if before is None:
        return
    has_come = before.what.version is not None and before.what.version <= dataset.version
    if not has_come:
        _enter(work, dataset, CANCELLED, None)
    work.state.delete(_key(dataset.id))


def _enter(
    work: Workplace, dataset: Dataset, text: Mapping[str, str], what: Announcement | None
) -> None:
    entry = Entry(
        dataset=dataset.id,
        name=dataset.name,
        publisher=dataset.publisher,
        title=dataset.title.translations(),
        at=work.now().astimezone(dt.UTC).replace(microsecond=0),
        kind=Kind.ANNOUNCED,
        version=what.version if what else None,
        effective=what.on if what else None,
        successor=what.successor if what else None,
        text=text,
    )
    enter(work.state, entry)


def _whose(dataset: Dataset) -> dict[str, object]:
    return {
        "dataset": dataset.id,
        "name": dataset.name,
        "publisher": dataset.publisher,
        "title": dataset.title.translations(),
    }


def _days(work: Workplace, dataset: Dataset) -> int:
    if dataset.announce_days is not None:
        return dataset.announce_days
    return work.declarations.publishing.announce_days


def _key(identifier: str) -> str:
    return f"announcements/{identifier}.json"
