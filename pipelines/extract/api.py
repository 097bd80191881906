"""What is only described, an open API or links: its health is looked at once and recorded.

    health/<dataset id>/latest.json   the last health check: {checked, status, healthy, since, …}

What does not belong here: whether a bad health should worry anybody (measure, orchestration).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from pipelines.extract.guards import ows_exception
from pipelines.model import ApiSource, Dataset, LinkSource
from pipelines.state import State
from pipelines.web import Probe, Web, shown

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Health:
    """What the last health check of an API, or of links, met."""

    dataset: str
    """The dataset's permanent id."""
    checked: dt.datetime
    status: int | None
    """The HTTP status, or None where there was no answer; of links, the first bad one's."""
    seconds: float
    """Until the answer began."""
    healthy: bool
    since: dt.datetime
    """Since when the checks have found it as it is now, healthy or not."""
    problem: str
    """Why it is not healthy; empty where it is."""

    def to_json(self) -> dict[str, Any]:
        """Return the record: moments as ISO 8601, everything else as it is."""
        moments = {"checked": self.checked.isoformat(), "since": self.since.isoformat()}
        return {**dataclasses.asdict(self), **moments}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Self:
        """Return the health of a record that `to_json` made."""
        moments = {name: dt.datetime.fromisoformat(record[name]) for name in ("checked", "since")}
        return cls(**{**record, **moments})


def observe(dataset: Dataset, web: Web, state: State, now: Callable[[], dt.datetime]) -> Health:
    """Probe the API's health URL or endpoint, or each link, and record what they answered."""
    source = dataset.source
    if not isinstance(source, ApiSource | LinkSource):
        raise TypeError(f"{dataset.id} is a dataset: it has a snapshot, not a health")
    probe, problem = _worst(web, source)
    checked = now()
    last = latest(dataset.id, state)
    as_before = last is not None and last.healthy == (not problem)
    health = Health(
        dataset=dataset.id,
        checked=checked,
        status=probe.status,
        seconds=round(probe.seconds, 3),
        healthy=not problem,
        since=last.since if last and as_before else checked,
        problem=problem,
    )
    state.write_json(_key(dataset.id), health.to_json())
    log.info("%s: %s", dataset.id, problem or "healthy")
    return health


def latest(dataset_id: str, state: State) -> Health | None:
    """Return what the last health check met, or None before the first."""
    record = state.read_json(_key(dataset_id))
    return Health.from_json(record) if record else None


def _worst(web: Web, source: ApiSource | LinkSource) -> tuple[Probe, str]:
    """Return the first probe that met a problem, or the last one of all."""
    for url in source.watched:
        probe = web.probe(url)
        problem = _problem(probe, source)
        if problem:
            return probe, problem if isinstance(source, ApiSource) else f"{shown(url)}: {problem}"
    return probe, ""


def _problem(probe: Probe, source: ApiSource | LinkSource) -> str:
    if probe.status is None:
        return probe.problem
    if code := ows_exception(probe.start):
        return f"it answered {probe.status} with an error document ({code})"
    # An API with keys that asks for one is up, unless a health URL of its own was declared.
    if isinstance(source, ApiSource) and source.key_required and not source.health:
        asks_for_key = probe.status in (401, 403)
    else:
        asks_for_key = False
    if 200 <= probe.status < 300 or asks_for_key:
        return ""
    return f"it answered {probe.status}"


def _key(dataset_id: str) -> str:
    return f"health/{dataset_id}/latest.json"
