"""What is known of a dataset that was published, for the day when no declaration says it any more.

It stands in the publishing record, `published/<id>/latest.json`, as `publisher`, `title`,
`package_id`, `resources` ({id: format}; one that is declared no longer stays until it is removed)
and `declared` (the ids of those that were declared then). What does not belong here: what is done
with it (lifecycle, retirement).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.errors import DeclarationError
from pipelines.model import Dataset
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import Plan, find_package, resource_labels
from pipelines.state import State

Record = dict[str, Any]


@dataclass(frozen=True)
class Served:
    """A dataset that was published."""

    dataset: str
    """The permanent id."""
    name: str
    publisher: str
    title: Mapping[str, str]
    package_id: str | None
    resources: Mapping[str, str]
    """Ours, declared or not: {id: format}."""
    undeclared: frozenset[str] = frozenset()
    """Those of them that were declared no longer at the last publish, and are not now.

    A change that the contract gate refuses is no publish: what it drops is still promised.
    """


def facts_of(work: Workplace, dataset: Dataset, plan: Plan, before: Record) -> Record:
    """Return what the publishing record keeps of the dataset; `before` is the last one."""
    package = plan.package_id
    if package is None:
        found = find_package(dataset, work.ckan)
        package = found["id"] if found else None
    return {
        "publisher": dataset.publisher,
        "title": dataset.title.translations(),
        "package_id": package,
        "resources": _resources(before) | resource_labels(dataset),
        "declared": sorted(resource_labels(dataset)),
    }


def served(work: Workplace, identifier: str) -> Served | None:
    """Return what is known of a permanent id, from its declaration or else from its record.

    None where it was never published.
    """
    dataset, record = work.declarations.datasets.get(identifier), _record(work.state, identifier)
    if record is None:
        return None
    now = resource_labels(dataset) if dataset else {}
    resources = _resources(record) | now
    still = set(record.get("declared", resources)) | now.keys()
    title = dataset.title.translations() if dataset else record.get("title")
    return Served(
        identifier,
        dataset.name if dataset else str(record["name"]),
        dataset.publisher if dataset else str(record.get("publisher", "")),
        title or {"fi": str(record["name"])},
        record.get("package_id"),
        resources,
        frozenset(resources.keys() - still),
    )


def named(work: Workplace, wanted: str) -> Served:
    """Return the dataset of that name or id: published, declared, or both.

    Raises DeclarationError where there is neither.
    """
    known = published_ids(work.state)
    if wanted not in known:
        by_name = {str(_known(work.state, each)["name"]): each for each in known}
        declared = {d.name: d.id for d in work.declarations.datasets.values()}
        wanted = (by_name | declared).get(wanted, wanted)
    found = served(work, wanted)
    if found is not None:
        return found
    dataset = work.declarations.datasets.get(wanted)
    if dataset is None:
        raise DeclarationError(
            f"nothing was published or declared as '{wanted}'",
            remedy="give its name or its permanent id",
        )
    texts, labels = dataset.title.translations(), resource_labels(dataset)
    return Served(dataset.id, dataset.name, dataset.publisher, texts, None, labels)


def published_ids(state: State) -> list[str]:
    """Return the permanent ids of all that was ever published, sorted."""
    keys = (key.split("/") for key in state.keys("published"))
    return [parts[1] for parts in keys if len(parts) == 3 and parts[2] == "latest.json"]


def forget_resource(state: State, identifier: str, resource: str) -> None:
    """Take a resource that was removed out of the publishing record."""
    record = _known(state, identifier)
    kept = {each: label for each, label in record["resources"].items() if each != resource}
    state.write_json(_key(identifier), {**record, "resources": kept})


def _resources(record: Record) -> dict[str, str]:
    """Return {id: format} of a record; of an older one, what its contract promises."""
    if "resources" in record:
        return dict(record["resources"])
    tables = (record.get("contract") or {}).get("tables", {})
    return {
        identifier: label
        for terms in tables.values()
        for label, identifier in terms["resources"].items()
    }


def _known(state: State, identifier: str) -> Record:
    return _record(state, identifier) or {}


def _record(state: State, identifier: str) -> Record | None:
    record = state.read_json(_key(identifier))
    return None if record is None else dict(record)


def _key(identifier: str) -> str:
    return f"published/{identifier}/latest.json"
