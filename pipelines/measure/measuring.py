"""The rows of a day: of today from all that is known, of a past day from the dates alone.

What does not belong here: how one indicator is computed (indicators), and keeping rows (ledger).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pipelines.measure.evidence import Evidence, NotKnown
from pipelines.measure.indicators import indicators
from pipelines.measure.rows import IndicatorRow
from pipelines.measure.tally import Indicator, Value, add_up


def measure(evidence: Evidence) -> list[IndicatorRow]:
    """Return today's rows of all indicators, provisional until the day is over in Helsinki."""
    return _rows(indicators().values(), evidence, evidence.today, "provisional", evidence.seen)


def reconstruct(
    evidence: Evidence, day: dt.date, computed_at: dt.datetime | None = None
) -> list[IndicatorRow]:
    """Return a past day's rows of the indicators that dates of publication and withdrawal tell.

    Raises ValueError for a day that is not over.
    """
    if day >= evidence.today:
        raise ValueError(f"{day} is not over; only past days are reconstructed")
    known = [each for each in indicators().values() if each.reconstructable]
    return _rows(known, evidence, day, "reconstructed", computed_at or evidence.seen)


def _rows(
    chosen: Iterable[Indicator],
    evidence: Evidence,
    day: dt.date,
    status: str,
    computed_at: dt.datetime,
) -> list[IndicatorRow]:
    rows: list[IndicatorRow] = []
    for indicator in chosen:
        try:
            found = add_up(indicator, evidence, day)
        except NotKnown as unknown:
            found = {None: (Value(None, None, None, str(unknown)), True)}
        rows += [
            _row(indicator, publisher, day, status, computed_at, value, counted)
            for publisher, (value, counted) in found.items()
        ]
    return rows


def _row(
    indicator: Indicator,
    publisher: str | None,
    day: dt.date,
    status: str,
    computed_at: dt.datetime,
    value: Value,
    counted: bool,
) -> IndicatorRow:
    return IndicatorRow(
        indicator=str(indicator.id),
        definition_version=indicator.version,
        publisher=publisher,
        as_of=day,
        value=value.value,
        numerator=value.numerator,
        denominator=value.denominator,
        unit=indicator.unit,
        status="n/a" if value.value is None else status,
        computed_at=computed_at,
        counted=counted,
        reason=value.reason,
    )
