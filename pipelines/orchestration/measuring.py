"""What the indicators are computed from, gathered; and the ledger of this state.

What does not belong here: Dagster's records of runs (run_records), computing (measure).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from pipelines.extract import Snapshots, last_health
from pipelines.measure import (
    Evidence,
    Incident,
    IndicatorRow,
    Ledger,
    Outage,
    PublishingRecord,
    Register,
    RunRecord,
    StateBlocks,
    backfill_days,
    enter,
    measure,
    members,
    read_all,
)
from pipelines.model import ApiSource, Dataset
from pipelines.orchestration.workplace import Workplace
from pipelines.state import State


def ledger_of(state: State) -> Ledger:
    """Return the ledger of a state."""
    return Ledger(StateBlocks(state))


def evidence_of(work: Workplace, runs: Sequence[RunRecord] | None = None) -> Evidence:
    """Return all that is known now. Raises CatalogueRefused, CatalogueUnavailable."""
    programme, datasets = work.declarations.programme, work.declarations.datasets.values()
    use, applications = read_all(programme.connectors, work.settings.datasets)
    return Evidence(
        seen=work.now(),
        packages=work.ckan.packages(),
        register=Register(work.declarations.publishers, programme.former_publishers),
        programme=programme,
        publishing=[record for each in datasets for record in _publishing(work.state, each)],
        runs=runs,
        outages=[outage for each in datasets for outage in _outages(work.state, each)],
        incidents=list(_incidents(work.state)),
        use=use,
        applications=applications,
    )


def measured(work: Workplace, runs: Sequence[RunRecord] | None = None) -> list[IndicatorRow]:
    """Measure today, keep it in the ledger with newly reported figures, return today's rows."""
    evidence, ledger = evidence_of(work, runs), ledger_of(work.state)
    ledger.keep_today(measure(evidence), members(evidence, evidence.today))
    enter(ledger, work.declarations.programme, evidence.seen)
    return ledger.rows_on(evidence.today)


def backfilled(work: Workplace, day: dt.date) -> list[str]:
    """Reconstruct the values as of a day before the first snapshot; return what was written."""
    ledger = ledger_of(work.state)
    first = ledger.first_snapshot()
    if first is not None and day >= first:
        return []
    return backfill_days(ledger, evidence_of(work), [day])


def _publishing(state: State, dataset: Dataset) -> Iterator[PublishingRecord]:
    published = state.read_json(f"published/{dataset.id}/latest.json")
    if published is None or dataset.is_api:
        return
    snapshot = Snapshots(dataset.id, state).latest()
    tables = [state.read_json(f"validated/{part.id}/latest.json") for part in dataset.parts()]
    valid = [each for each in tables if each and snapshot and each["snapshot"] == snapshot.sha256]
    yield PublishingRecord(
        dataset=dataset.id,
        # Only where the latest snapshot is what was validated is what is published the latest.
        source_confirmed=snapshot.last_checked if snapshot and len(valid) == len(tables) else None,
        tables=len(tables),
        tables_valid=len(valid),
    )


def _outages(state: State, dataset: Dataset) -> Iterator[Outage]:
    if isinstance(dataset.source, ApiSource):
        health = last_health(dataset, state)
        if health is not None and not health.healthy:
            yield Outage(dataset.source.endpoint, health.since.date())


def _incidents(state: State) -> Iterator[Incident]:
    for key in state.keys("incidents"):
        parts = key.split("/")
        yield Incident(parts[1], dt.date.fromisoformat(parts[-1][:10]))
