"""Runs that were due by a dataset's schedule and never began: the daemon was down, or stopped.

A run is due on each day of the dataset's schedule; it is missed where none began before the next
one was due. What became of the runs that did begin is Dagster's to say (run_records).
What does not belong here: when schedules run (schedules).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pipelines.measure import RunRecord
from pipelines.model import Dataset, Frequency
from pipelines.orchestration.schedules import CADENCE, MONTHLY, WEEKLY

MONDAY, FIRST = 0, 1


def missed_runs(
    datasets: Iterable[Dataset], began: Sequence[RunRecord], today: dt.date
) -> Iterator[RunRecord]:
    """Yield a row for each run that was missed since a dataset's first one among `began`."""
    days: dict[str, set[dt.date]] = {}
    for row in began:
        days.setdefault(row.dataset, set()).add(row.day)
    for dataset in datasets:
        ran = days.get(dataset.id)
        for day in missed_days(dataset.frequency, ran, today) if ran else ():
            yield RunRecord(dataset.id, day, "missed")


def missed_days(frequency: Frequency, ran: set[dt.date], today: dt.date) -> Iterator[dt.date]:
    """Yield the due days, since the first run, after which none began until the next was due."""
    first = min(ran)
    span = (today - first).days + 1
    every = (first + dt.timedelta(days=number) for number in range(span))
    due = [day for day in every if _is_due(CADENCE[frequency], day)]
    for day, following in pairwise(due):
        if not any(day <= each < following for each in ran):
            yield day


def _is_due(cadence: str, day: dt.date) -> bool:
    if cadence == MONTHLY:
        return day.day == FIRST
    return day.weekday() == MONDAY if cadence == WEEKLY else True
