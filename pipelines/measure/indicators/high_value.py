"""Indicator 15: high-value datasets of the state's report that pass the HVD shapes.

Only those that the state has reported carry the regulation; a city declares none by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure import marks
from pipelines.measure.evidence import Evidence, NotKnown
from pipelines.measure.tally import Case, Indicator, share
from pipelines.model import IndicatorId, Text

REGULATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"


def _datasets(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    reported = [
        (publisher, entry)
        for publisher, entry in evidence.datasets(day)
        if REGULATION in marks.listed(entry.package, "applicable_legislation")
    ]
    found = {each.dataset: each.high_value_valid for each in evidence.verdicts or ()}
    if reported and all(valid is None for valid in found.values()):
        raise NotKnown("no dataset has been held against the HVD shapes yet")
    for publisher, entry in reported:
        yield Case(publisher, entry.id, int(found.get(entry.known_as) is True))


INDICATORS = (
    Indicator(
        id=IndicatorId.HIGH_VALUE,
        number="15",
        version=1,
        title=Text(
            fi="Arvokkaat tietoaineistot", sv="Värdefulla datamängder", en="High-value datasets"
        ),
        unit="%",
        tally=share,
        cases=_datasets,
    ),
)
