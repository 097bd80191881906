"""Indicator 7: due runs of the 30 days before that succeeded; a run that never began is missed.

A day's own runs count from the next day on, so that counting twice on a day gives the same value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure.evidence import Evidence, NotKnown
from pipelines.measure.tally import Case, Indicator, share
from pipelines.model import IndicatorId, Text

DAYS = 30


def _runs(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    if evidence.runs is None:
        raise NotKnown("no run records are kept here")
    owners = {entry.permanent_id: entry for entry in evidence.entries if entry.permanent_id}
    for number, run in enumerate(evidence.runs):
        entry = owners.get(run.dataset)
        if entry is not None and 0 < (day - run.day).days <= DAYS:
            publisher = evidence.publisher_of(entry, day)
            yield Case(publisher, str(number), int(run.outcome == "success"))


INDICATORS = (
    Indicator(
        id=IndicatorId.RUN_SUCCESS,
        number="7",
        version=1,
        title=Text(fi="Onnistuneet ajot", sv="Lyckade körningar", en="Run success"),
        unit="%",
        tally=share,
        cases=_runs,
    ),
)
