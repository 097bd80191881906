"""Indicator 16: datasets with a dated privacy decision, and incidents of the half-year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure import marks
from pipelines.measure.evidence import Evidence, NotKnown
from pipelines.measure.tally import Case, Indicator, count, share
from pipelines.model import IndicatorId, Text


def _datasets(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    for publisher, entry in evidence.datasets(day):
        decided = marks.day_of(entry.package, "privacy_reviewed")
        yield Case(publisher, entry.id, int(decided is not None and decided <= day))


def _incidents(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    if evidence.incidents is None:
        raise NotKnown("no incidents are recorded here")
    start = evidence.programme.half_year_before(day)
    owners = {entry.permanent_id: entry for entry in evidence.entries if entry.permanent_id}
    for number, incident in enumerate(evidence.incidents):
        entry = owners.get(incident.dataset)
        if entry is not None and start < incident.day <= day:
            yield Case(evidence.publisher_of(entry, incident.day), str(number))


INDICATORS = (
    Indicator(
        id=IndicatorId.PRIVACY_CLEARED,
        number="16",
        version=1,
        title=Text(fi="Tietosuoja selvitetty", sv="Dataskyddet utrett", en="Privacy cleared"),
        unit="%",
        tally=share,
        cases=_datasets,
    ),
    Indicator(
        id=IndicatorId.PRIVACY_INCIDENTS,
        number="16",
        version=1,
        title=Text(fi="Tietosuojapoikkeamat", sv="Dataskyddsincidenter", en="Privacy incidents"),
        unit="pcs per half-year",
        tally=count,
        cases=_incidents,
    ),
)
