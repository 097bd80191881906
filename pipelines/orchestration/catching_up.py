"""Days on which nobody counted: today is counted at once, and those that are over stay missing.

The schedule counts late in the evening. Where the daemon was down then, this sensor has the
catalogue counted as soon as it is back; that count is of its own day, and never of a missed one.
What does not belong here: counting (measuring), and the schedules (schedules).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from dagster import (
    DefaultSensorStatus,
    RunRequest,
    SensorDefinition,
    SensorEvaluationContext,
    SkipReason,
    sensor,
)

from pipelines.errors import SettingError
from pipelines.measure.days import day_in_helsinki
from pipelines.orchestration.measuring import ledger_of
from pipelines.orchestration.workplace import Workplace
from pipelines.state import State

if TYPE_CHECKING:
    # What define_asset_job returns; Dagster gives the type no public name.
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

TAG = "hri/catches-up"
"""The tag of such a run: the days that were missed before it."""
LOOK_SECONDS = 900
SHOWN = 10


def missed_days(state: State, today: dt.date) -> list[dt.date]:
    """Return the days since the last count that are over and that nobody counted.

    Nothing before the first count. Raises LedgerBroken.
    """
    days = ledger_of(state).days()
    if not days or days[-1] >= today:
        return []
    span = (today - days[-1]).days
    return [days[-1] + dt.timedelta(days=number) for number in range(1, span)]


def catching_up(work: Workplace, measure: UnresolvedAssetJobDefinition) -> SensorDefinition:
    """Return the sensor that has today counted where a day before it was missed."""

    @sensor(
        name="measure_after_missed_days",
        job=measure,
        minimum_interval_seconds=LOOK_SECONDS,
        default_status=DefaultSensorStatus.STOPPED,
        description="Counts at once where a day was missed; the missed day stays missing.",
    )
    def measure_after_missed_days(_context: SensorEvaluationContext) -> RunRequest | SkipReason:
        try:
            today = day_in_helsinki(work.now())
            missed = missed_days(work.state, today)
        except SettingError as error:
            return SkipReason(str(error))
        if not missed:
            return SkipReason("no day was missed")
        told = ", ".join(map(str, missed[-SHOWN:]))
        return RunRequest(run_key=f"catches-up-{today}", tags={TAG: told})

    return measure_after_missed_days
