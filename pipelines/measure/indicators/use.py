"""Indicator 17: downloads, API calls and page views of the month so far, each apart, no bots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from pipelines.measure.evidence import Evidence, NotKnown
from pipelines.measure.tally import Case, Indicator, total
from pipelines.model import IndicatorId, Text


def _of_kind(kind: str) -> Callable[[Evidence, dt.date], Iterator[Case]]:
    def cases(evidence: Evidence, day: dt.date) -> Iterator[Case]:
        rows = [row for row in evidence.use or () if row.kind == kind]
        if not rows:
            raise NotKnown(f"no log of {kind.replace('_', ' ')} is connected")
        owners = {name: entry for entry in evidence.entries for name in (entry.id, entry.name)}
        for number, row in enumerate(rows):
            entry = owners.get(row.package)
            if entry is not None and day.replace(day=1) <= row.day <= day:
                yield Case(evidence.publisher_of(entry, row.day), str(number), row.count)

    return cases


def _indicator(identifier: IndicatorId, title: Text) -> Indicator:
    return Indicator(
        id=identifier,
        number="17",
        version=1,
        title=title,
        unit="pcs per month",
        tally=total,
        cases=_of_kind(identifier.value),
    )


INDICATORS = (
    _indicator(IndicatorId.DOWNLOADS, Text(fi="Lataukset", sv="Nedladdningar", en="Downloads")),
    _indicator(IndicatorId.API_CALLS, Text(fi="Rajapintakutsut", sv="API-anrop", en="API calls")),
    _indicator(
        IndicatorId.PAGE_VIEWS, Text(fi="Sivun katselut", sv="Sidvisningar", en="Page views")
    ),
)
