"""Indicator 4: how many of the city's agencies have at least one open dataset."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure.evidence import Evidence
from pipelines.measure.tally import Case, Indicator, share
from pipelines.model import IndicatorId, Text


def _agencies(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    having = {publisher for publisher, _ in evidence.datasets(day)}
    return (
        Case(agency, agency, int(agency in having)) for agency in evidence.register.agencies(day)
    )


INDICATORS = (
    Indicator(
        id=IndicatorId.PUBLISHER_COVERAGE,
        number="4",
        version=1,
        title=Text(
            fi="Julkaisijoiden kattavuus", sv="Utgivarnas täckning", en="Publisher coverage"
        ),
        unit="%",
        tally=share,
        cases=_agencies,
        reconstructable=True,
    ),
)
