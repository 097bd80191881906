"""Indicator 8: days from approval to publication, of datasets first published in the half-year.

The approval is the dated privacy decision, publication the day on which CKAN got the package. A
decision that is younger than the package is a later review, and says nothing here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure import marks
from pipelines.measure.evidence import Evidence
from pipelines.measure.tally import Case, Indicator, median
from pipelines.model import IndicatorId, Text


def _datasets(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    start = evidence.programme.half_year_before(day)
    for publisher, entry in evidence.datasets(day):
        approved = marks.day_of(entry.package, "privacy_reviewed")
        published = marks.day_of(entry.package, "metadata_created")
        if approved and published and start < published <= day and approved <= published:
            yield Case(publisher, entry.id, (published - approved).days)


INDICATORS = (
    Indicator(
        id=IndicatorId.TIME_TO_PUBLISH,
        number="8",
        version=1,
        title=Text(fi="Julkaisuaika", sv="Tid till publicering", en="Time to publish"),
        unit="days",
        tally=median,
        cases=_datasets,
    ),
)
