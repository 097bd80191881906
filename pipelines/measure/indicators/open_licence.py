"""Indicator 14: datasets under CC BY 4.0 or CC0, by hri.fi's ids or the national portal's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure.evidence import Evidence
from pipelines.measure.tally import Case, Indicator, share
from pipelines.model import IndicatorId, Text

OPEN = frozenset({"cc-by-4.0", "cc0-1.0", "cc-zero-1.0"})


def _datasets(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    for publisher, entry in evidence.datasets(day):
        licence = str(entry.package.get("license_id") or "").lower()
        yield Case(publisher, entry.id, int(licence in OPEN))


INDICATORS = (
    Indicator(
        id=IndicatorId.OPEN_LICENCE,
        number="14",
        version=1,
        title=Text(fi="Avoin lisenssi", sv="Öppen licens", en="Open licence"),
        unit="%",
        tally=share,
        cases=_datasets,
    ),
)
