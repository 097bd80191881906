"""Extract: from the agency's system to a raw snapshot, kept as it came.

`extract` checks a dataset's source and returns its snapshot; `raw_file` gives the stages after it
a local file; `check_health` asks an open API how it is. A source type is one module of this room,
found by its name (`file`, `api`): its `observe` looks at the source once.
What does not belong here: what the rows say (validate), formats' readers (formats), HTTP (web).
"""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable
from typing import Protocol, cast

from pipelines.extract.api import Health
from pipelines.extract.file import raw_file
from pipelines.extract.snapshots import CheckFailure, Snapshot, Snapshots
from pipelines.model import Dataset
from pipelines.state import State
from pipelines.web import Web

__all__ = [
    "CheckFailure",
    "Health",
    "Snapshot",
    "Snapshots",
    "check_health",
    "extract",
    "raw_file",
]

Now = Callable[[], dt.datetime]


class SourceType(Protocol):
    """What a module of this room offers: one look at a dataset's source."""

    def observe(self, dataset: Dataset, web: Web, state: State, now: Now) -> Snapshot | Health:
        """Look at the source once, and keep in the state what was seen."""


def extract(dataset: Dataset, web: Web, state: State, now: Now) -> Snapshot:
    """Fetch the dataset's source where it changed, and return its snapshot.

    `now` returns the time with its zone. After a failure the last good snapshot stays as it was,
    and the failure is kept beside it. Raises SourceUnavailable, SourceRefused,
    NotTheDeclaredFile, SettingError (a missing secret).
    """
    observed = _source_type(dataset).observe(dataset, web, state, now)
    if not isinstance(observed, Snapshot):
        raise TypeError(f"{dataset.id} is an API: it has a health, not a snapshot")
    return observed


def check_health(dataset: Dataset, web: Web, state: State, now: Now) -> Health:
    """Ask an open API how it is, and return the record of it; an unhealthy API raises nothing."""
    observed = _source_type(dataset).observe(dataset, web, state, now)
    if not isinstance(observed, Health):
        raise TypeError(f"{dataset.id} is a dataset: it has a snapshot, not a health")
    return observed


def _source_type(dataset: Dataset) -> SourceType:
    return cast(SourceType, importlib.import_module(f"pipelines.extract.{dataset.source.type}"))
