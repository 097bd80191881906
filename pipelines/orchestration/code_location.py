"""All declarations as one set of Dagster definitions, built by one function.

A declaration with a fault is left out and said aloud, so that it stops nobody else.
What does not belong here: reading the environment at import (definitions.py does, once).
"""

from __future__ import annotations

import logging
import subprocess
from pathlib import Path

from dagster import Definitions

from pipelines.declarations import Declarations
from pipelines.orchestration import assets, indicator_assets, schedules
from pipelines.orchestration.catching_up import catching_up
from pipelines.orchestration.workplace import Workplace

log = logging.getLogger("dagster.hri")


def build(work: Workplace) -> Definitions:
    """Return the definitions of every sound declaration."""
    datasets = work.declarations.datasets
    _say_faults(work.declarations)
    commit = commit_of(work.settings.datasets)
    publish, measure = schedules.publish_job(commit), schedules.measure_job(commit)
    return Definitions(
        assets=[
            assets.organisations(datasets),
            *(asset for dataset in datasets.values() for asset in assets.assets_of(dataset)),
            indicator_assets.indicators(datasets),
            indicator_assets.past_indicators(),
            indicator_assets.dashboard(),
        ],
        jobs=[publish, measure, schedules.backfill_job()],
        schedules=schedules.schedules(datasets, publish, measure),
        sensors=[*schedules.sensors(publish, measure), catching_up(work, measure)],
        resources={"workplace": work},
    )


def _say_faults(declarations: Declarations) -> None:
    for fault in declarations.errors:
        log.error("left out: %s", fault)


def commit_of(folder: Path) -> str:
    """Return the commit that the declarations stand at, `+changed` behind it where they differ."""
    try:
        head = _git(folder, "rev-parse", "HEAD")
        changed = _git(folder, "status", "--porcelain", "--", ".", "../schemas")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{head}+changed" if changed else head


def _git(folder: Path, *arguments: str) -> str:
    answer = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()
