"""When the sources are looked at: by each dataset's update frequency.

A source is asked more often than it changes, for a conditional request costs it next to nothing and
a file that comes a day late should not wait for a month. One publish job serves all schedules; each
asks for its datasets by asset selection, because a job per dataset does not scale.
What does not belong here: what a run does (assets, steps).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dagster import (
    AssetKey,
    AssetSelection,
    DagsterRunStatus,
    RunRequest,
    RunStatusSensorContext,
    RunStatusSensorDefinition,
    ScheduleDefinition,
    define_asset_job,
    in_process_executor,
    run_status_sensor,
)

from pipelines.model import Dataset, Frequency
from pipelines.orchestration.assets import (
    DASHBOARD,
    INDICATORS,
    ORGANISATIONS,
    PAST_INDICATORS,
    key_of,
)

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


def selection_of(datasets: Sequence[Dataset]) -> list[AssetKey]:
    """Return the asset keys that publish these datasets, the organisations first."""
    return [
        ORGANISATIONS,
        *(
            key_of(dataset, stage)
            for dataset in datasets
            for stage in (STAGES if dataset.has_table else STAGES[-1:])
        ),
    ]


def publish_job(commit: str) -> UnresolvedAssetJobDefinition:
    """Return the one job that publishes; each run carries the declarations' commit as a tag."""
    return define_asset_job(
        "publish",
        AssetSelection.all() - AssetSelection.assets(INDICATORS, PAST_INDICATORS, DASHBOARD),
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
) -> list[ScheduleDefinition]:
    """Return a schedule for each cadence that has datasets, and the day's count."""
    by_cadence: dict[str, list[Dataset]] = {}
    for dataset in datasets.values():
        by_cadence.setdefault(CADENCE[dataset.frequency], []).append(dataset)
    made = [_schedule(publish, cron, due) for cron, due in sorted(by_cadence.items())]
    daily_count = ScheduleDefinition(
        name="measure_daily", job=measure, cron_schedule="50 23 * * *", execution_timezone=ZONE
    )
    return [*made, daily_count]


def _schedule(
    publish: UnresolvedAssetJobDefinition, cron: str, due: Sequence[Dataset]
) -> ScheduleDefinition:
    request = RunRequest(asset_selection=selection_of(due))
    return ScheduleDefinition(
        name=f"publish_{NAMES[cron]}",
        job=publish,
        cron_schedule=cron,
        execution_timezone=ZONE,
        execution_fn=lambda _context: request,
        description=f"Looks at the sources of {len(due)} datasets.",
    )


def sensors(
    publish: UnresolvedAssetJobDefinition, measure: UnresolvedAssetJobDefinition
) -> list[RunStatusSensorDefinition]:
    """Return the sensors that count after every publish, whether it ended green or red."""
    return [
        _after(publish, measure, status)
        for status in (DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE)
    ]


def _after(
    publish: UnresolvedAssetJobDefinition,
    measure: UnresolvedAssetJobDefinition,
    status: DagsterRunStatus,
) -> RunStatusSensorDefinition:
    @run_status_sensor(
        run_status=status,
        name=f"measure_after_{status.value.lower()}",
        monitored_jobs=[publish],
        request_job=measure,
    )
    def measure_after_publish(context: RunStatusSensorContext) -> RunRequest:
        return RunRequest(run_key=context.dagster_run.run_id)

    return measure_after_publish
