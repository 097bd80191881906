"""What the site tells, gathered: what the catalogue shows, and what the steps left in the state.

Only what a visitor finds in the catalogue stands on the site: a dataset that may not leave, or has
not been published yet, is not named there.
What does not belong here: one dataset (dataset_facts), and how it is told (site).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipelines import journal
from pipelines.journal import Entry, Kind
from pipelines.orchestration.dataset_facts import dataset_facts
from pipelines.orchestration.workplace import Workplace
from pipelines.publish.portal import flat
from pipelines.site.facts import Dataset, Facts, Remaining, Texts, Withdrawn
from pipelines.site.feeds import LONGEST
from pipelines.site.language import HELSINKI
from pipelines.state import State

Record = dict[str, Any]

WITHDRAWN = "withdrawn"
"""The folder of the records of withdrawn datasets: `withdrawn/<permanent id>.json`."""


def facts_of(work: Workplace) -> Facts:
    """Return all that the site tells now. Raises CatalogueUnavailable, CatalogueRefused."""
    shown = _shown(work)
    entries = journal.newest(work.state, LONGEST)
    withdrawn = _withdrawn(work.state, entries)
    gone = {each.id for each in withdrawn}
    datasets = [
        dataset_facts(work, dataset, shown[dataset.id])
        for dataset in work.declarations.datasets.values()
        if dataset.id in shown and dataset.id not in gone
    ]
    known = gone | {each.id for each in datasets}
    return Facts(
        portal=work.catalogue.url,
        today=work.now().astimezone(HELSINKI).date(),
        publishers={
            name: publisher.title.translations()
            for name, publisher in work.declarations.publishers.items()
        },
        datasets=datasets,
        journal=entries,
        remaining=list(_remaining(work.state, shown, known)),
        withdrawn=withdrawn,
        former_names=_former_names(work, datasets, entries),
    )


def _shown(work: Workplace) -> dict[str, Record]:
    """Return {permanent id: package} of what a visitor's search finds."""
    packages = (flat(package) for package in work.ckan.packages())
    return {str(each["global_id"]): each for each in packages if each.get("global_id")}


def _remaining(
    state: State, shown: Mapping[str, Record], known: Iterable[str]
) -> Iterator[Remaining]:
    """Yield what we published, the catalogue shows, and no sound declaration describes now."""
    for identifier in sorted(set(shown) - set(known)):
        package = shown[identifier]
        if state.exists(f"published/{identifier}/latest.json"):
            owner = package.get("organization") or {}
            title = package.get("title_translated") or {"fi": package.get("title", identifier)}
            publisher = owner.get("name") or str(package.get("owner_org", ""))
            retiring = state.exists(f"retiring/{identifier}.json")
            yield Remaining(identifier, publisher, title, retiring)


def _withdrawn(state: State, entries: Iterable[Entry]) -> list[Withdrawn]:
    """Return what has been withdrawn, the latest first."""
    titles = {entry.dataset: entry.title for entry in reversed(list(entries))}
    found = [
        _withdrawn_one(key.removeprefix(f"{WITHDRAWN}/").removesuffix(".json"), record, titles)
        for key in state.keys(WITHDRAWN)
        if (record := state.read_json(key)) is not None
    ]
    return sorted(found, key=lambda each: (-each.on.toordinal(), each.id))


def _withdrawn_one(identifier: str, record: Record, titles: Mapping[str, Texts]) -> Withdrawn:
    name = str(record["name"])
    return Withdrawn(
        id=identifier,
        name=name,
        publisher=str(record["publisher"]),
        title=record.get("title") or titles.get(identifier) or {"fi": name},
        on=dt.date.fromisoformat(str(record["on"])[:10]),
        reason=_texts(record["reason"]),
        successor=record.get("successor"),
    )


def _texts(value: str | Texts) -> Texts:
    """Return a text by language; one that is not told in languages counts as Finnish."""
    return {"fi": value} if isinstance(value, str) else value


def _former_names(
    work: Workplace, datasets: Iterable[Dataset], entries: Iterable[Entry]
) -> dict[str, str]:
    """Return {former name: permanent id}: as declared, and as the journal tells of renames."""
    there = {each.id: each.name for each in datasets}
    renamed = [each for each in entries if each.kind is Kind.RENAMED and each.former_name]
    found = {str(each.former_name): each.dataset for each in renamed if each.dataset in there}
    for identifier in there:
        declared = work.declarations.datasets[identifier]
        found |= dict.fromkeys(declared.former_names, identifier)
    # A name that is in use again leads to the dataset that has it now.
    return {name: owner for name, owner in found.items() if name not in there.values()}
