"""Indicators 1 and 1b: the open datasets, and the same with each series counted once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure.evidence import Evidence
from pipelines.measure.tally import Case, Indicator, count
from pipelines.model import IndicatorId, Text


def _datasets(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    return (Case(publisher, entry.id) for publisher, entry in evidence.datasets(day))


def _series_once(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    for publisher, entry in evidence.datasets(day):
        yield Case(publisher, f"series {entry.series}" if entry.series else entry.id)


INDICATORS = (
    Indicator(
        id=IndicatorId.OPEN_DATASETS,
        number="1",
        version=1,
        title=Text(fi="Avoimet tietoaineistot", sv="Öppna datamängder", en="Open datasets"),
        unit="pcs",
        tally=count,
        cases=_datasets,
        reconstructable=True,
    ),
    Indicator(
        id=IndicatorId.OPEN_DATASETS_SERIES_ONCE,
        number="1b",
        version=1,
        title=Text(
            fi="Avoimet tietoaineistot, sarja yhtenä",
            sv="Öppna datamängder, en serie räknad en gång",
            en="Open datasets, each series once",
        ),
        unit="pcs",
        tally=count,
        cases=_series_once,
        reconstructable=True,
    ),
)
