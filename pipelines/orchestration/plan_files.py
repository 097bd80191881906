"""A plan in a file: saved to be looked at and agreed on, and carried out only while it holds.

    {format, catalogue, made, commit, version, organisations: [call],
     datasets: [{id, name, declaration, content, seen, calls, shown}]}

`declaration` and `content` are the marks of what the plan was made of, `seen` that of the package
in the catalogue, `shown` what `hri plan` printed. A file holds no secret and no cell of the data,
and nothing out of it is sent: the plan is made anew, and must be the saved one, call for call.
What does not belong here: the form of a call (publish.saved), and carrying out (publishing).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.errors import PlanOutdated, SettingError
from pipelines.model import Dataset
from pipelines.orchestration import applies, publishing
from pipelines.orchestration.commit import commit_of
from pipelines.orchestration.records import Record, fingerprint_of
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import Plan, call_record

FORMAT = 1
"""Counted up when a file of before could be misread."""
OF_A_FILE = {"catalogue", "made", "commit", "organisations", "datasets"}
OF_A_DATASET = {"id", "name", "declaration", "content", "seen", "calls"}


@dataclass(frozen=True)
class Agreed:
    """A saved plan that still holds."""

    organisations: Plan
    datasets: tuple[tuple[Dataset, Plan], ...]
    commit: str
    """The declarations' when the plan was saved."""


def saved(
    work: Workplace, organisations: Plan, plans: Mapping[str, Plan], made: dt.datetime
) -> Record:
    """Return the file of the plans, by the datasets' permanent ids, that were made at a moment."""
    return {
        "format": FORMAT,
        "catalogue": work.catalogue.url,
        "made": made.isoformat(),
        "commit": commit_of(work.settings.datasets),
        "version": applies.version(),
        "organisations": [call_record(call) for call in organisations.calls],
        "datasets": [
            {
                "id": identifier,
                "name": plan.subject,
                **_made_of(work, work.declarations.datasets[identifier]),
                "seen": dict(plan.seen),
                "calls": [call_record(call) for call in plan.calls],
                "shown": plan.as_dict(),
            }
            for identifier, plan in plans.items()
        ],
    }


def agreed(work: Workplace, file: Any) -> Agreed:
    """Return the plans of a file, made anew.

    Raises SettingError where it is no such file or of another catalogue, and PlanOutdated where
    the catalogue, a declaration, the converted data or anything else of the plan moved since.
    """
    if not _is_plan(file):
        raise SettingError("this is no saved plan", remedy="save one with `hri plan --out FILE`")
    if file["catalogue"] != work.catalogue.url:
        raise SettingError(
            f"the plan is for {file['catalogue']}, and the catalogue is {work.catalogue.url}",
            remedy="set CKAN_URL to the plan's catalogue, or plan again for this one",
        )
    made = dt.datetime.fromisoformat(file["made"])
    datasets = [_dataset(work, each) for each in file["datasets"]]
    plans = [_agreed(work, *both, made) for both in zip(datasets, file["datasets"], strict=True)]
    organisations = publishing.planned_organisations(work, {each.id: each for each in datasets})
    _require_same_calls("the organisations", organisations, file["organisations"])
    once = _each_series_once(plans)
    return Agreed(organisations, tuple(zip(datasets, once, strict=True)), file["commit"])


def _is_plan(file: Any) -> bool:
    """Tell whether it has the form of a saved plan; what it says is compared afterwards."""
    if not isinstance(file, dict) or file.get("format") != FORMAT or not file.keys() >= OF_A_FILE:
        return False
    datasets = file["datasets"]
    return isinstance(datasets, list) and all(
        isinstance(each, dict) and each.keys() >= OF_A_DATASET for each in datasets
    )


def _each_series_once(plans: list[Plan]) -> list[Plan]:
    """Return the plans, of which only the first creates a series that several datasets need."""
    created: set[str] = set()
    found = []
    for plan in plans:
        calls = [
            c for c in plan.calls if not (c.creates_series and c.parameters["name"] in created)
        ]
        created |= {call.parameters["name"] for call in calls if call.creates_series}
        found.append(dataclasses.replace(plan, calls=tuple(calls)))
    return found


def _dataset(work: Workplace, entry: Record) -> Dataset:
    dataset = work.declarations.datasets.get(entry["id"])
    if dataset is None:
        raise _moved(f"{entry['name']} is declared no longer")
    made_of = _made_of(work, dataset)
    if made_of["declaration"] != entry["declaration"]:
        raise _moved(f"the declaration of {entry['name']} or its schema changed")
    if made_of["content"] != entry["content"]:
        raise _moved(f"{entry['name']} was converted anew, to other data")
    return dataset


def _agreed(work: Workplace, dataset: Dataset, entry: Record, made: dt.datetime) -> Plan:
    plan = publishing.planned(work, dataset, made)
    if dict(plan.seen) != entry["seen"]:
        when = plan.seen.get("metadata_modified")
        said = f" (last changed {when})" if when else ""
        raise _moved(f"somebody changed {dataset.name} in the catalogue{said}")
    _require_same_calls(dataset.name, plan, entry["calls"])
    return plan


def _require_same_calls(name: str, plan: Plan, calls: list[Record]) -> None:
    if [call_record(call) for call in plan.calls] != calls:
        raise _moved(f"{name}: other calls are needed now (the portal's schema or the settings)")


def _moved(what: str) -> PlanOutdated:
    return PlanOutdated(
        f"{what} since the plan was saved; nothing was written",
        remedy="plan again: `hri plan --out FILE`",
    )


def _made_of(work: Workplace, dataset: Dataset) -> Record:
    """Return the marks of what a plan is made of: what is declared, and what was converted."""
    parts = dataset.parts()
    schemas = {part.id: work.declarations.schema_of(part) for part in parts}
    return {
        "declaration": fingerprint_of(dataset.model_dump(mode="json"), schemas),
        "content": {part.id: _content(work, part) for part in parts},
    }


def _content(work: Workplace, part: Dataset) -> Record:
    """Return which table and files of the state are published: their keys and checksums."""
    table = work.state.read_json(f"validated/{part.id}/latest.json") or {}
    made = work.state.read_json(f"converted/{part.id}/latest.json") or {}
    files = made.get("files", {})
    return {
        "table": {"key": table.get("table"), "sha256": table.get("table_sha256")},
        "files": {
            name: {"key": each["key"], "sha256": each["sha256"]} for name, each in files.items()
        },
    }
