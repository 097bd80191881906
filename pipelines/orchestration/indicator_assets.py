"""The assets of the programme's indicators: today's values, each past month's, and the dashboard.

Dagster reads the annotations of these functions, so they are not postponed.
What does not belong here: what is measured (measuring), and when (schedules).
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetsDefinition,
    MaterializeResult,
    MonthlyPartitionsDefinition,
    asset,
)

from pipelines.measure import IndicatorRow, judge
from pipelines.measure.days import end_of_month
from pipelines.model import Dataset
from pipelines.orchestration import measuring
from pipelines.orchestration.assets import DASHBOARD, INDICATORS, PAST_INDICATORS, do, key_of
from pipelines.orchestration.dashboard import dashboard_written
from pipelines.orchestration.run_records import run_records
from pipelines.orchestration.workplace import Workplace

MONTHS = MonthlyPartitionsDefinition(start_date="2011-03-01", timezone="Europe/Helsinki")
"""From the month in which the region's open data began."""
GOALS = AssetCheckSpec(
    "goals_are_met",
    asset=INDICATORS,
    description="No goal of this year that is declared in _indicators.yaml is behind.",
)

EVERY_DAY = AssetCheckSpec(
    "every_day_is_counted",
    asset=INDICATORS,
    description="The catalogue was counted on every day since counting began; none is guessed.",
)
SHOWN = 10


def indicators(datasets: Mapping[str, Dataset]) -> AssetsDefinition:
    """Return the asset of the programme's indicators, from what the catalogue shows."""

    @asset(
        key=INDICATORS,
        kinds={"pandas"},
        group_name="programme",
        deps=[key_of(dataset, "published") for dataset in datasets.values()],
        check_specs=[GOALS, EVERY_DAY],
        description="The programme's indicators of today, per publisher and in total.",
        required_resource_keys={"workplace"},
    )
    def programme_indicators(context: AssetExecutionContext) -> Iterator[Any]:
        work: Workplace = context.resources.workplace
        runs = run_records(context.instance, datasets.values(), work.now())
        rows = do(context, measuring.measured, runs)
        totals = {row.indicator: row.value for row in rows if row.publisher is None}
        known = {name: value for name, value in totals.items() if value is not None}
        yield MaterializeResult(metadata={**known, "rows": len(rows)})
        yield _goals(work, rows)
        yield _every_day(work)

    return programme_indicators


def _goals(work: Workplace, rows: list[IndicatorRow]) -> AssetCheckResult:
    """Return the check that warns the programme office of goals that are behind."""
    judged = judge(work.declarations.programme, rows, rows[0].as_of)
    behind = {
        f"{each.goal.indicator} {each.goal.publisher or 'total'}": (
            f"{each.value}, target {each.goal.target}"
        )
        for each in judged
        if each.state == "behind"
    }
    return AssetCheckResult(
        check_name=GOALS.name,
        passed=not behind,
        severity=AssetCheckSeverity.WARN,
        metadata={**behind, "goals": len(judged)},
    )


def _every_day(work: Workplace) -> AssetCheckResult:
    """Return the check that says which days nobody counted."""
    missing = measuring.ledger_of(work.state).missing_days()
    return AssetCheckResult(
        check_name=EVERY_DAY.name,
        passed=not missing,
        severity=AssetCheckSeverity.WARN,
        metadata={"missing": len(missing), "last": ", ".join(map(str, missing[-SHOWN:])) or "none"},
    )


def past_indicators() -> AssetsDefinition:
    """Return the asset whose partitions are the months before the first snapshot."""

    @asset(
        key=PAST_INDICATORS,
        kinds={"pandas"},
        group_name="programme",
        partitions_def=MONTHS,
        description="Counts as of a past month's end, from publication and withdrawal dates.",
        required_resource_keys={"workplace"},
    )
    def reconstructed_indicators(context: AssetExecutionContext) -> MaterializeResult[None]:
        day = end_of_month(dt.date.fromisoformat(context.partition_key))
        written = do(context, measuring.backfilled, day)
        return MaterializeResult(metadata={"as of": day.isoformat(), "blocks": len(written)})

    return reconstructed_indicators


def dashboard() -> AssetsDefinition:
    """Return the asset of the indicators' page on the site."""

    @asset(
        key=DASHBOARD,
        kinds={"html"},
        group_name="programme",
        deps=[INDICATORS],
        description="The indicators' page with its charts and CSV files, in three languages.",
        required_resource_keys={"workplace"},
    )
    def programme_dashboard(context: AssetExecutionContext) -> MaterializeResult[None]:
        changed = do(context, dashboard_written)
        return MaterializeResult(metadata={"files changed": changed})

    return programme_dashboard
