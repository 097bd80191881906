"""Indicator 12: distinct URLs of the datasets that answer 200–399 in two tries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure.evidence import Evidence, NotKnown
from pipelines.measure.tally import Case, Indicator, share
from pipelines.model import IndicatorId, Text


def _urls(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    if evidence.links is None:
        raise NotKnown("no links have been tried yet")
    open_now = {entry.permanent_id: publisher for publisher, entry in evidence.datasets(day)}
    open_now |= {entry.id: publisher for publisher, entry in evidence.datasets(day)}
    for check in evidence.links:
        if check.dataset in open_now:
            yield Case(open_now[check.dataset], check.url, int(check.works))


INDICATORS = (
    Indicator(
        id=IndicatorId.LINKS_WORKING,
        number="12",
        version=1,
        title=Text(fi="Toimivat linkit", sv="Fungerande länkar", en="Links working"),
        unit="%",
        tally=share,
        cases=_urls,
    ),
)
