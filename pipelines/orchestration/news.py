"""What a publish changes for users, gathered over attempts until one of them is whole.

An attempt that stopped midway may have changed something already, which the next plan no longer
holds. So what was there before the first of them is kept with the records of applies, and the entry
for the journal is made of that and of what stands there in the end.
What does not belong here: the journal (journal), and when an entry is written (applies).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.journal import Entry, Kind
from pipelines.model import Dataset
from pipelines.orchestration.records import Record, fingerprint_of
from pipelines.publish import PACKAGE, Plan
from pipelines.publish.differences import same
from pipelines.publish.ownership import COMPUTED

UNTOLD = COMPUTED | {"name", "version"}
"""Fields whose change is no change of the metadata: the name's is told as a renaming."""


def news_of(plan: Plan, marks: Record) -> Record:
    """Return what a plan changes: the values before, and the rows.

    `marks` are those of the resources as they were published last. {appears, name, marks,
    fields: {place: {field: value before}}, files: [resource],
    rows: {table: {resource, from, to, counts}}, contract: {mark of the one before: [sentences]}},
    of which each is {language: text}.
    """
    renamed = plan.changes.get("name")
    fields = {PACKAGE: plan.changes, **{each.id: each.changes for each in plan.resources}}
    return {
        "appears": plan.appears,
        "name": renamed[0] if renamed else None,
        "fields": {
            at: {name: now for name, (now, _) in each.items()}
            for at, each in fields.items()
            if each
        },
        "files": [each.id for each in plan.resources if each.bytes],
        "marks": marks,
        "rows": {part: _rows(plan, part) for part in plan.loads},
        "contract": _contract(plan),
    }


def _rows(plan: Plan, part: str) -> Record:
    load = plan.loads[part]
    resource = load.wanted.resource
    before = _shown(plan, resource, "datastore_hash")
    to, counts = load.mark, dict(load.counts)
    return {"resource": resource, "from": before, "to": to, "counts": counts}


def marks_of(plan: Plan) -> dict[str, dict[str, str]]:
    """Return {resource: {hash, datastore_hash}} of what a plan saw, for the next one's news."""
    names = ("hash", "datastore_hash")
    return {
        resource: {name: _shown(plan, resource, name) for name in names}
        for resource in plan.seen.get("resources", {})
    }


def _shown(plan: Plan, resource: str, mark: str) -> str:
    found = plan.seen.get("resources", {}).get(resource, {})
    return str(found.get(mark) or "")


def _contract(plan: Plan) -> dict[str, list[dict[str, str]]]:
    change = plan.contract
    if change is None or change.before is None:
        return {}
    mark = fingerprint_of(change.before.to_json())
    told = [each for each in change.differences if not each.kind.startswith("name-")]
    return {mark: [each.sentences() for each in told]}


def gathered(before: Record | None, after: Record) -> Record:
    """Return the news of an attempt together with those of attempts before it."""
    if before is None:
        return after
    places = before["fields"].keys() | after["fields"].keys()
    return {
        "appears": before["appears"] or after["appears"],
        "name": before["name"] or after["name"],
        "fields": {
            at: after["fields"].get(at, {}) | before["fields"].get(at, {}) for at in sorted(places)
        },
        "files": sorted({*before["files"], *after["files"]}),
        "marks": before["marks"],
        "rows": before["rows"]
        | {
            part: _gathered_rows(before["rows"].get(part), rows)
            for part, rows in after["rows"].items()
        },
        "contract": before["contract"] | after["contract"],
    }


def _gathered_rows(before: Record | None, after: Record) -> Record:
    """Return the counts against what was published; {} where a table was left half changed."""
    if before is None or after["from"] == before["from"]:
        return after
    if after["to"] == before["to"]:
        return before
    counts: dict[str, int] = {}
    if after["from"] == before["to"] and before["counts"] and after["counts"]:
        names = before["counts"].keys() | after["counts"].keys()
        counts = {n: before["counts"].get(n, 0) + after["counts"].get(n, 0) for n in sorted(names)}
    return {**after, "from": before["from"], "counts": counts}


def entry_of(
    news: Record, dataset: Dataset, stands: Plan, total: int | None, at: dt.datetime
) -> Entry | None:
    """Return what the journal should say; None where users need not know anything.

    `stands` is the plan over what is published now: it knows the declared fields and the marks.
    """
    metadata = sorted(set(_metadata(news, stands)))
    rows = _counted(news, stands)
    schema = [line for lines in news["contract"].values() for line in lines]
    is_renamed = news["name"] not in (None, dataset.name) and not news["appears"]
    if not (news["appears"] or is_renamed or metadata or schema or _has_new_data(news, stands)):
        return None
    kind = Kind.PUBLISHED if news["appears"] else Kind.RENAMED if is_renamed else Kind.CHANGED
    return Entry(
        dataset=dataset.id,
        name=dataset.name,
        publisher=dataset.publisher,
        title=dataset.title.translations(),
        at=at.astimezone(dt.UTC).replace(microsecond=0),
        kind=kind,
        version=dataset.version,
        rows=rows | ({"total": total} if total is not None else {}),
        schema_changes=schema,
        metadata_changes=[] if kind is Kind.PUBLISHED else metadata,
        former_name=news["name"] if is_renamed else None,
    )


def _metadata(news: Record, stands: Plan) -> Iterator[str]:
    for place, fields in news["fields"].items():
        now: Mapping[str, Any] = stands.published.get(place, {})
        for name, before in fields.items():
            if name not in UNTOLD and not same(name, before, now.get(name)):
                yield name if place == PACKAGE else f"resources.{name}"


def _counted(news: Record, stands: Plan) -> dict[str, int]:
    """Return {added, changed, removed} of all tables that are new; {} where one is unknown."""
    new = [each for each in news["rows"].values() if _is_new(news, stands, each)]
    if not all(each["counts"] for each in new):
        return {}
    names = ("added", "changed", "removed") if new else ()
    return {name: sum(each["counts"].get(name, 0) for each in new) for name in names}


def _is_new(news: Record, stands: Plan, rows: Record) -> bool:
    """Tell whether the table that was loaded stands there, and is not the one published before."""
    resource, now = rows["resource"], _shown(stands, rows["resource"], "datastore_hash")
    return bool(now == rows["to"] != _mark(news, resource, "datastore_hash"))


def _has_new_data(news: Record, stands: Plan) -> bool:
    tables = any(
        _is_new(news, stands, each) and (not each["counts"] or any(each["counts"].values()))
        for each in news["rows"].values()
    )
    return tables or any(
        _shown(stands, resource, "hash") != _mark(news, resource, "hash")
        for resource in news["files"]
    )


def _mark(news: Record, resource: str, name: str) -> str:
    return str(news["marks"].get(resource, {}).get(name, ""))
