"""Reported figures enter the ledger as they were said, and are never computed or joined.

A figure that was entered otherwise before gets a new revision; the ledger keeps both.
What does not belong here: declaring them (model, datasets/_indicators.yaml).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator

from pipelines.measure.ledger import Ledger, blocks
from pipelines.measure.ledger.ledger import REPORTED, latest_revisions
from pipelines.measure.rows import IndicatorRow
from pipelines.model import Programme, ReportedFigure, ReportedSeries


def enter(ledger: Ledger, programme: Programme, now: dt.datetime) -> list[IndicatorRow]:
    """Enter figures that are not in the ledger as they are declared; return what was entered."""
    before = {_value_of(row): row for row in latest_reported(ledger)}
    new = []
    for row in reported_rows(programme, now):
        known = before.get(_value_of(row))
        revised = dataclasses.replace(row, revision=known.revision) if known else row
        if known is None:
            new.append(row)
        elif not revised.same_but_for_the_moment(known):
            new.append(dataclasses.replace(row, revision=known.revision + 1))
    if new:
        ledger.append_numbered(REPORTED, max(row.as_of for row in new), blocks.of_rows(new))
    return new


def latest_reported(ledger: Ledger) -> list[IndicatorRow]:
    """Return the reported figures of the ledger, each in its latest revision."""
    return latest_revisions(ledger.rows_of(REPORTED))


def reported_rows(programme: Programme, now: dt.datetime) -> Iterator[IndicatorRow]:
    """Yield the declared figures as rows of a first revision."""
    for series in programme.reported:
        for figure in series.figures:
            yield _row(series, figure, now)


def _row(series: ReportedSeries, figure: ReportedFigure, now: dt.datetime) -> IndicatorRow:
    return IndicatorRow(
        indicator=series.id,
        definition_version=series.version,
        publisher=None,
        as_of=figure.as_of,
        value=figure.value,
        numerator=None,
        denominator=None,
        unit=series.unit,
        status="reported",
        computed_at=now,
        qualifier=figure.qualifier or "",
        by=figure.reporter,
        source=f"{figure.evidence}. {figure.citation}",
    )


def _value_of(row: IndicatorRow) -> tuple[str, int, dt.date]:
    return row.indicator, row.definition_version, row.as_of
