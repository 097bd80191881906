"""Indicator 10: datasets without a violation of DCAT-AP, of all; one never looked at is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure.evidence import Evidence, NotKnown
from pipelines.measure.tally import Case, Indicator, share
from pipelines.model import IndicatorId, Text


def _datasets(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    found = {each.dataset: each.dcat_ap_valid for each in evidence.verdicts or ()}
    if all(valid is None for valid in found.values()):
        raise NotKnown("no dataset has been held against the DCAT-AP shapes yet")
    for publisher, entry in evidence.datasets(day):
        yield Case(publisher, entry.id, int(found.get(entry.known_as) is True))


INDICATORS = (
    Indicator(
        id=IndicatorId.DCAT_AP_VALID,
        number="10",
        version=1,
        title=Text(fi="DCAT-AP-kelpoinen", sv="Giltig DCAT-AP", en="DCAT-AP valid"),
        unit="%",
        tally=share,
        cases=_datasets,
    ),
)
