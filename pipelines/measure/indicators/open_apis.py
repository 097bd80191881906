"""Indicator 2: the open APIs, and apart from them those that need a key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure.evidence import Evidence
from pipelines.measure.tally import Case, Indicator, count
from pipelines.model import IndicatorId, Text

DEAD_AFTER_DAYS = 30
"""An API whose health checks have all failed for so many days is no open API."""


def _cases(evidence: Evidence, day: dt.date, *, needs_key: bool) -> Iterator[Case]:
    dead = _dead(evidence, day)
    for publisher, entry in evidence.apis(day):
        if entry.needs_key is needs_key:
            for endpoint in entry.endpoints:
                if endpoint not in dead:
                    yield Case(publisher, endpoint)


def _dead(evidence: Evidence, day: dt.date) -> set[str | None]:
    return {
        outage.normalised
        for outage in evidence.outages
        if (day - outage.since).days >= DEAD_AFTER_DAYS
        and (outage.until is None or outage.until > day)
    }


def _without_key(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    return _cases(evidence, day, needs_key=False)


def _with_key(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    return _cases(evidence, day, needs_key=True)


INDICATORS = (
    Indicator(
        id=IndicatorId.OPEN_APIS,
        number="2",
        version=1,
        title=Text(fi="Avoimet rajapinnat", sv="Öppna gränssnitt", en="Open APIs"),
        unit="pcs",
        tally=count,
        cases=_without_key,
        reconstructable=True,
    ),
    Indicator(
        id=IndicatorId.OPEN_APIS_WITH_KEY,
        number="2",
        version=1,
        title=Text(
            fi="Rajapinnat, jotka vaativat avaimen",
            sv="Gränssnitt som kräver en nyckel",
            en="APIs that need a key",
        ),
        unit="pcs",
        tally=count,
        cases=_with_key,
        reconstructable=True,
    ),
)
