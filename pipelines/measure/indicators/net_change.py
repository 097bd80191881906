"""Indicator 3: datasets published and withdrawn since the last half-year day, and the difference.

On a half-year day itself the half-year that ends with it is meant.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure.evidence import Evidence
from pipelines.measure.tally import Case, Indicator, count, total
from pipelines.model import IndicatorId, Text


def _published(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    start = evidence.programme.half_year_before(day)
    for entry in evidence.entries:
        if not entry.is_api and start < entry.released <= day and entry.was_ever_open:
            yield Case(evidence.publisher_of(entry, entry.released), f"+{entry.id}", 1)


def _withdrawn(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    start = evidence.programme.half_year_before(day)
    for entry in evidence.entries:
        gone = entry.withdrawn
        if not entry.is_api and gone and start < gone <= day and entry.was_ever_open:
            # On the day itself it is open no more: it was its last publisher's the day before.
            publisher = evidence.publisher_of(entry, gone - dt.timedelta(days=1))
            yield Case(publisher, f"-{entry.id}", -1)


def _both(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    yield from _published(evidence, day)
    yield from _withdrawn(evidence, day)


INDICATORS = (
    Indicator(
        id=IndicatorId.NET_CHANGE,
        number="3",
        version=1,
        title=Text(fi="Nettomuutos", sv="Nettoförändring", en="Net change"),
        unit="pcs per half-year",
        tally=total,
        cases=_both,
        reconstructable=True,
    ),
    Indicator(
        id=IndicatorId.DATASETS_PUBLISHED,
        number="3",
        version=1,
        title=Text(
            fi="Julkaistut aineistot", sv="Publicerade datamängder", en="Datasets published"
        ),
        unit="pcs per half-year",
        tally=count,
        cases=_published,
        reconstructable=True,
    ),
    Indicator(
        id=IndicatorId.DATASETS_WITHDRAWN,
        number="3",
        version=1,
        title=Text(
            fi="Poistetut aineistot", sv="Tillbakadragna datamängder", en="Datasets withdrawn"
        ),
        unit="pcs per half-year",
        tally=count,
        cases=_withdrawn,
        reconstructable=True,
    ),
)
