"""What the indicators are computed from, gathered; and the ledger of this state.

What does not belong here: Dagster's records of runs (run_records), computing (measure).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from pipelines.credentials import read_secret
from pipelines.errors import SettingError
from pipelines.extract import Snapshots, last_health
from pipelines.measure import (
    DatabaseBlocks,
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
    copy,
    enter,
    measure,
    members,
    read_all,
)
from pipelines.measure.days import day_in_helsinki
from pipelines.model import ApiSource, Dataset
from pipelines.orchestration import quality
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import CLAIM
from pipelines.state import State

LEDGER_URL = "HRI_LEDGER_URL"
"""The secret that names a PostgreSQL for the ledger; the state keeps it where it is not set."""


def ledger_of(state: State) -> Ledger:
    """Return the ledger of a state: in the database that HRI_LEDGER_URL names, or in its files.

    Raises SettingError where that database keeps another catalogue's.
    """
    url = read_secret(LEDGER_URL)
    return Ledger(_database(url, state) if url else StateBlocks(state))


def copied(state: State, *, into_database: bool) -> tuple[int, Ledger]:
    """Copy the state's ledger into the database, or back; return (blocks copied, the copy).

    Raises SettingError where no database is set, LedgerBroken.
    """
    url = read_secret(LEDGER_URL)
    if url is None:
        raise SettingError(f"{LEDGER_URL} is not set", remedy="set it to the database's URL")
    files, database = StateBlocks(state), _database(url, state)
    source, target = (files, database) if into_database else (database, files)
    return copy(source, target), Ledger(target)


def _database(url: str, state: State) -> DatabaseBlocks:
    store = DatabaseBlocks(url)
    owner = state.read_json(CLAIM)
    if owner is not None:
        store.belong_to(owner)
    return store


def evidence_of(work: Workplace, runs: Sequence[RunRecord] | None = None) -> Evidence:
    """Return all that is known now. Raises CatalogueRefused, CatalogueUnavailable."""
    programme, datasets = work.declarations.programme, work.declarations.datasets.values()
    packages, links = work.ckan.packages(), quality.links_of(work.state)
    today = day_in_helsinki(work.now())
    use, applications = read_all(programme.connectors, work.settings.datasets)
    return Evidence(
        seen=work.now(),
        packages=packages,
        register=Register(work.declarations.publishers, programme.former_publishers),
        programme=programme,
        publishing=[record for each in datasets for record in _publishing(work.state, each)],
        runs=runs,
        verdicts=quality.verdicts(packages, links, today),
        links=quality.link_checks(packages, links, today),
        outages=[outage for each in datasets for outage in _outages(work.state, each)],
        incidents=list(_incidents(work.state)),
        use=use,
        applications=applications,
    )


def measured(work: Workplace, runs: Sequence[RunRecord] | None = None) -> list[IndicatorRow]:
    """Measure today, keep it in the ledger with newly reported figures, return today's rows.

    The datasets' links are tried first, where that was a day ago.
    """
    quality.try_links(work, work.ckan.packages())
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
