"""Dagster's records of publish runs as plain rows: which dataset was due, and what became of it.

A run that was due and never began (the daemon was down) leaves no record, and is found by its day.
What does not belong here: the indicator that they become (measure).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from dagster import DagsterInstance, DagsterRunStatus, RunsFilter

from pipelines.measure import RunRecord
from pipelines.measure.days import day_in_helsinki
from pipelines.model import Dataset
from pipelines.orchestration.assets import key_of
from pipelines.orchestration.due_runs import missed_runs

DAYS = 31
"""How long ago runs are looked for; the indicator looks at the 30 days before."""
FINISHED = [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED]


def run_records(
    instance: DagsterInstance, datasets: Iterable[Dataset], now: dt.datetime
) -> list[RunRecord]:
    """Return a row for each dataset of each finished publish run, and for each that was missed."""
    datasets = list(datasets)
    published = {key_of(dataset, "published"): dataset.id for dataset in datasets}
    after = now - dt.timedelta(days=DAYS)
    found = instance.get_run_records(
        RunsFilter(job_name="publish", statuses=FINISHED, created_after=after), ascending=True
    )
    rows: list[RunRecord] = []
    for record in found:
        run = record.dagster_run
        due = {k: i for k, i in published.items() if run.asset_selection is None
               or k in run.asset_selection}  # fmt: skip
        day = day_in_helsinki(record.create_timestamp)
        steps = {key.to_python_identifier(): dataset for key, dataset in due.items()}
        rows += _of_run(instance, run.run_id, steps, day)
    return [*rows, *missed_runs(datasets, rows, day_in_helsinki(now))]


def _of_run(
    instance: DagsterInstance, run: str, steps: dict[str, str], day: dt.date
) -> Iterator[RunRecord]:
    """Yield what became of the steps {name: dataset}; one that never began has failed."""
    stats = instance.get_run_step_stats(run, list(steps))
    done = {each.step_key for each in stats if each.status and each.status.value == "SUCCESS"}
    for step, dataset in sorted(steps.items()):
        yield RunRecord(dataset, day, "success" if step in done else "failure")
