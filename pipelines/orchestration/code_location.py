"""All declarations as one set of Dagster definitions, built by one function.

A declaration with a fault is left out and said aloud, so that it stops nobody else.
What does not belong here: reading the environment at import (definitions.py does, once).
"""

from __future__ import annotations

import logging

from dagster import Definitions

from pipelines.declarations import Declarations
from pipelines.orchestration import (
    assets,
    indicator_assets,
    reconcile_assets,
    retirement_asset,
    schedules,
    site_assets,
)
from pipelines.orchestration.catching_up import catching_up
from pipelines.orchestration.commit import commit_of
from pipelines.orchestration.workplace import Workplace
from pipelines.state import State
from pipelines.versions import held

log = logging.getLogger("dagster.hri")


def build(work: Workplace) -> Definitions:
    """Return the definitions of every sound declaration."""
    datasets = work.declarations.datasets
    _say_faults(work.declarations)
    commit = commit_of(work.settings.datasets)
    publish, measure = schedules.publish_job(commit), schedules.measure_job(commit)
    reconcile = reconcile_assets.reconcile_job(commit)
    site = site_assets.site_job(commit)
    return Definitions(
        assets=[
            assets.organisations(datasets),
            retirement_asset.retirement(),
            *(asset for dataset in datasets.values() for asset in assets.assets_of(dataset)),
            indicator_assets.indicators(datasets),
            indicator_assets.past_indicators(),
            reconcile_assets.reconciliation(datasets),
            site_assets.pages(datasets),
            indicator_assets.dashboard(),
        ],
        jobs=[publish, measure, site, schedules.backfill_job(), reconcile],
        schedules=[
            *schedules.schedules(
                datasets, publish, measure, work.today, lambda: held(State(work.settings.state))
            ),
            reconcile_assets.reconcile_schedule(reconcile, schedules.ZONE),
        ],
        sensors=[
            *schedules.sensors(publish, measure),
            *schedules.sensors(measure, site),
            catching_up(work, measure),
        ],
        resources={"workplace": work},
    )


def _say_faults(declarations: Declarations) -> None:
    for fault in declarations.errors:
        log.error("left out: %s", fault)
