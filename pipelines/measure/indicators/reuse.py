"""Indicator 18: datasets that an application is known to use, and the applications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from pipelines.measure.evidence import Application, Evidence, NotKnown
from pipelines.measure.tally import Case, Indicator, count, share
from pipelines.model import IndicatorId, Text


def _applications(evidence: Evidence) -> Sequence[Application]:
    if evidence.applications is None:
        raise NotKnown("no list of applications and the datasets that they use is connected")
    return evidence.applications


def _datasets(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    used = {each.package for each in _applications(evidence)}
    for publisher, entry in evidence.datasets(day):
        yield Case(publisher, entry.id, int(bool({entry.id, entry.name} & used)))


def _of_open_datasets(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    applications = _applications(evidence)
    owners = {
        name: publisher
        for publisher, entry in evidence.datasets(day)
        for name in (entry.id, entry.name)
    }
    for each in applications:
        if each.package in owners:
            yield Case(owners[each.package], each.application)


INDICATORS = (
    Indicator(
        id=IndicatorId.REUSE,
        number="18",
        version=1,
        title=Text(fi="Hyödyntäminen", sv="Vidareutnyttjande", en="Reuse"),
        unit="%",
        tally=share,
        cases=_datasets,
    ),
    Indicator(
        id=IndicatorId.APPLICATIONS,
        number="18",
        version=1,
        title=Text(fi="Sovellukset", sv="Applikationer", en="Applications"),
        unit="pcs",
        tally=count,
        cases=_of_open_datasets,
    ),
)
