"""Indicator 6: datasets that the pipeline refreshes, of those that it could.

A dataset that will never change (frequency NEVER) could not be refreshed, unless the pipeline
publishes it all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure import marks
from pipelines.measure.evidence import Evidence, NotKnown
from pipelines.measure.tally import Case, Indicator, share
from pipelines.model import IndicatorId, Text


def _datasets(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    if evidence.publishing is None:
        raise NotKnown("no publishing records are kept here")
    refreshed = {record.dataset for record in evidence.publishing}
    for publisher, entry in evidence.datasets(day):
        by_pipeline = entry.permanent_id in refreshed
        frequency = str(marks.value_of(entry.package, "frequency") or "")
        if by_pipeline or not frequency.upper().endswith("/NEVER"):
            yield Case(publisher, entry.id, int(by_pipeline))


INDICATORS = (
    Indicator(
        id=IndicatorId.AUTOMATED,
        number="6",
        version=1,
        title=Text(fi="Automatisoitu", sv="Automatiserat", en="Automated"),
        unit="%",
        tally=share,
        cases=_datasets,
    ),
)
