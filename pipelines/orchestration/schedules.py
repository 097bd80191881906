"""When the sources are looked at: by each dataset's update frequency.

A source is asked more often than it changes, for a conditional request costs it next to nothing and
a file that comes a day late should not wait for a month. One publish job serves all schedules; each
asks for its datasets by asset selection, because a job per dataset does not scale.
What does not belong here: what a run does (assets, steps).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from dagster import (
    AssetKey,
    AssetSelection,
    DagsterRunStatus,
    RunRequest,
    RunStatusSensorContext,
    RunStatusSensorDefinition,
    ScheduleDefinition,
    SkipReason,
    define_asset_job,
    in_process_executor,
    run_status_sensor,
)

from pipelines.model import Dataset, Frequency
from pipelines.orchestration.assets import (
    DASHBOARD,
    INDICATORS,
    ORGANISATIONS,
    PAGES,
    PAST_INDICATORS,
    RETIREMENT,
    key_of,
)
from pipelines.orchestration.reconcile_assets import RECONCILED

if TYPE_CHECKING:
    # What define_asset_job returns; Dagster gives the type no public name.
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

ZONE = "Europe/Helsinki"

HOURLY, DAILY, WEEKLY, MONTHLY = "7 * * * *", "15 4 * * *", "30 4 * * 1", "45 4 1 * *"

CADENCE = {
    Frequency.CONTINUOUS: HOURLY,
    Frequency.HOURLY: HOURLY,
    Frequency.DAILY: DAILY,
    Frequency.WEEKLY: DAILY,
    Frequency.MONTHLY: DAILY,
    Frequency.QUARTERLY: WEEKLY,
    Frequency.BIANNUAL: WEEKLY,
    Frequency.ANNUAL: WEEKLY,
    Frequency.IRREGULAR: WEEKLY,
    Frequency.NEVER: MONTHLY,
}
NAMES = {HOURLY: "hourly", DAILY: "daily", WEEKLY: "weekly", MONTHLY: "monthly"}

STAGES = ("extracted", "validated", "converted", "published")


def selection_of(datasets: Sequence[Dataset], day: dt.date) -> list[AssetKey]:
    """Return the asset keys that publish these datasets, the organisations first.

    Of a dataset whose declared end has come by that day, only the tombstone is looked after.
    """
    return [
        ORGANISATIONS,
        *(
            key_of(dataset, stage)
            for dataset in datasets
            for stage in (
                STAGES if dataset.has_table and not dataset.has_ended(day) else STAGES[-1:]
            )
        ),
    ]


def publish_job(commit: str) -> UnresolvedAssetJobDefinition:
    """Return the one job that publishes; each run carries the declarations' commit as a tag."""
    return define_asset_job(
        "publish",
        AssetSelection.all()
        - AssetSelection.assets(INDICATORS, PAST_INDICATORS, DASHBOARD, RECONCILED, PAGES),
        description="Extract, validate, convert and publish the selected datasets.",
        tags={"hri/commit": commit},
        executor_def=in_process_executor,
    )


def measure_job(commit: str) -> UnresolvedAssetJobDefinition:
    """Return the job of the indicators, which also runs after a publish that failed in part."""
    return define_asset_job(
        "measure",
        AssetSelection.assets(INDICATORS, DASHBOARD),
        description="Count what the catalogue shows, and make the dashboard of it.",
        tags={"hri/commit": commit},
        executor_def=in_process_executor,
    )


def backfill_job() -> UnresolvedAssetJobDefinition:
    """Return the job of the months before the first snapshot, a partition for each."""
    return define_asset_job(
        "backfill",
        AssetSelection.assets(PAST_INDICATORS),
        description="Reconstruct the counts of past months, in any order.",
        executor_def=in_process_executor,
    )


def schedules(
    datasets: Mapping[str, Dataset],
    publish: UnresolvedAssetJobDefinition,
    measure: UnresolvedAssetJobDefinition,
    today: Callable[[], dt.date],
    held: Callable[[], Collection[str]] = tuple,
) -> list[ScheduleDefinition]:
    """Return a schedule for each cadence that has datasets, the day's ends, and its count.

    `held` tells at each tick which datasets (permanent ids) are on hold, and are left out.
    """
    by_cadence: dict[str, list[Dataset]] = {}
    for dataset in datasets.values():
        by_cadence.setdefault(CADENCE[dataset.frequency], []).append(dataset)
    made = [_schedule(publish, cron, due, today, held) for cron, due in sorted(by_cadence.items())]
    daily_count = ScheduleDefinition(
        name="measure_daily", job=measure, cron_schedule="50 23 * * *", execution_timezone=ZONE
    )
    return [*made, _retirement(publish, datasets), daily_count]


def _retirement(
    publish: UnresolvedAssetJobDefinition, datasets: Mapping[str, Dataset]
) -> ScheduleDefinition:
    """Return the schedule of what ends: a day is not to be missed by a dataset that never changes.

    Both what is declared no longer, and what is declared to end.
    """
    ending = [key_of(each, "published") for each in datasets.values() if each.ending]
    request = RunRequest(asset_selection=[RETIREMENT, *ending])
    return ScheduleDefinition(
        name="retire_daily",
        job=publish,
        cron_schedule="55 3 * * *",
        execution_timezone=ZONE,
        execution_fn=lambda _context: request,
        description="Retires what is declared no longer, and ends what is declared to end.",
    )


def _schedule(
    publish: UnresolvedAssetJobDefinition,
    cron: str,
    due: Sequence[Dataset],
    today: Callable[[], dt.date],
    held: Callable[[], Collection[str]],
) -> ScheduleDefinition:
    def asked_for(_context: object) -> RunRequest | SkipReason:
        on_hold = set(held())
        chosen = [dataset for dataset in due if dataset.id not in on_hold]
        if not chosen:
            return SkipReason(f"all {len(due)} datasets are on hold")
        return RunRequest(asset_selection=selection_of(chosen, today()))

    return ScheduleDefinition(
        name=f"publish_{NAMES[cron]}",
        job=publish,
        cron_schedule=cron,
        execution_timezone=ZONE,
        execution_fn=asked_for,
        description=f"Looks at the sources of {len(due)} datasets.",
    )


def sensors(
    first: UnresolvedAssetJobDefinition, then: UnresolvedAssetJobDefinition
) -> list[RunStatusSensorDefinition]:
    """Return the sensors that run a job after every run of another, whether green or red."""
    return [
        _after(first, then, status)
        for status in (DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE)
    ]


def _after(
    first: UnresolvedAssetJobDefinition,
    then: UnresolvedAssetJobDefinition,
    status: DagsterRunStatus,
) -> RunStatusSensorDefinition:
    @run_status_sensor(
        run_status=status,
        name=f"{then.name}_after_{status.value.lower()}",
        monitored_jobs=[first],
        request_job=then,
    )
    def after(context: RunStatusSensorContext) -> RunRequest:
        return RunRequest(run_key=context.dagster_run.run_id)

    return after
