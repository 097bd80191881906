"""How each dataset stands, out of what its steps left in the state: the rows of `hri status`.

What does not belong here: doing anything (steps), and how rows are printed (cli).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from pipelines.extract import Snapshots, last_health
from pipelines.model import Dataset
from pipelines.orchestration import failures
from pipelines.state import State
from pipelines.validate import Baselines
from pipelines.versions import hold_on

Row = dict[str, Any]
"""Name → value as JSON; None where there is nothing to say yet."""


def status_of(state: State, dataset: Dataset) -> Row:
    """Return when the source was checked, what is published, and what failed the last time.

    `key_to_renew` names the variable of a key that the agency's system refused; `on_hold` says why
    the dataset is left as it is, `serves_version` which version a rollback serves.
    """
    published = state.read_json(f"published/{dataset.id}/latest.json") or {}
    failure = failures.last(state, dataset) or {}
    hold = hold_on(state, dataset.id)
    return {
        "dataset": dataset.name,
        **(_data(state, dataset) if dataset.has_table else _endpoint(state, dataset)),
        "published": published.get("checked"),
        "on_hold": hold.reason if hold else None,
        "serves_version": hold.version if hold else None,
        "ends": dataset.ending and dataset.ending.on.isoformat(),
        "withdrawn": (state.read_json(f"withdrawn/{dataset.id}.json") or {}).get("on"),
        "last_failure": failure.get("why"),
        "key_to_renew": failure.get("key_to_renew") or None,
    }


def _data(state: State, dataset: Dataset) -> Row:
    snapshot = Snapshots(dataset.id, state).latest()
    tables = [state.read_json(f"validated/{part.id}/latest.json") for part in dataset.parts()]
    return {
        "source_checked": snapshot and _second(snapshot.last_checked),
        "data_changed": snapshot and _second(snapshot.first_fetched),
        "rows": sum(table["rows"] for table in tables if table) if any(tables) else None,
        "invalid_rows_left_out": _left_out(tables) or None,
        "checks_failed": _failed_checks(tables) or None,
        "baseline_proposed": _proposed_since(state, dataset),
    }


def _left_out(tables: list[Row | None]) -> int:
    return sum(table["left_out"]["rows"] for table in tables if table and table.get("left_out"))


def _failed_checks(tables: list[Row | None]) -> list[str]:
    """Return how the checks failed that did not stop the version that was validated last."""
    checks = [check for table in tables if table for check in table.get("checks", [])]
    return [check["why"] for check in checks if not check["passed"]]


def _proposed_since(state: State, dataset: Dataset) -> str | None:
    """Return when a new baseline was proposed that nobody has accepted yet."""
    proposals = [Baselines(state, part.id).proposal() for part in dataset.parts()]
    return min((each.at for each in proposals if each), default=None)


def _endpoint(state: State, dataset: Dataset) -> Row:
    health = last_health(dataset, state)
    return {
        "endpoint_checked": health and _second(health.checked),
        "healthy": health and health.healthy,
        "since": health and _second(health.since),
        "problem": (health and health.problem) or None,
    }


def _second(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")
