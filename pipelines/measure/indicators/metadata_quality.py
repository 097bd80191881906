"""Indicator 9: the metadata score of the datasets (0–405), and how many are in which band.

The score is ours, and never called that of data.europa.eu. APIs are outside the score, and a
dataset that was not scored is in no figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from pipelines.measure.evidence import Evidence, NotKnown
from pipelines.measure.tally import Case, Indicator, mean, share
from pipelines.model import IndicatorId, Text

EXCELLENT, GOOD, SUFFICIENT = 351, 221, 121
"""The lowest scores of the bands; below `SUFFICIENT` a score is bad."""


def band_of(score: int) -> str:
    """Return `excellent`, `good`, `sufficient` or `bad`."""
    bands = ((EXCELLENT, "excellent"), (GOOD, "good"), (SUFFICIENT, "sufficient"))
    return next((band for lowest, band in bands if score >= lowest), "bad")


def _scores(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    found = {each.dataset: each.score for each in evidence.verdicts or ()}
    scores = {dataset: score for dataset, score in found.items() if score is not None}
    if not scores:
        raise NotKnown("no dataset has been scored yet")
    for publisher, entry in evidence.datasets(day):
        if entry.known_as in scores:
            yield Case(publisher, entry.id, scores[entry.known_as])


def _in_band(band: str) -> Callable[[Evidence, dt.date], Iterator[Case]]:
    def cases(evidence: Evidence, day: dt.date) -> Iterator[Case]:
        for case in _scores(evidence, day):
            yield Case(case.publisher, case.thing, int(band_of(int(case.value)) == band))

    return cases


def _band(identifier: IndicatorId, title: Text) -> Indicator:
    return Indicator(
        id=identifier,
        number="9",
        version=1,
        title=title,
        unit="%",
        tally=share,
        cases=_in_band(identifier.removeprefix("metadata_quality_")),
    )


INDICATORS = (
    Indicator(
        id=IndicatorId.METADATA_QUALITY,
        number="9",
        version=1,
        title=Text(fi="Metatiedon laatu", sv="Metadatans kvalitet", en="Metadata quality"),
        unit="points",
        tally=mean,
        cases=_scores,
    ),
    _band(
        IndicatorId.METADATA_QUALITY_EXCELLENT,
        Text(fi="Metatieto erinomaista", sv="Utmärkt metadata", en="Metadata excellent"),
    ),
    _band(
        IndicatorId.METADATA_QUALITY_GOOD,
        Text(fi="Metatieto hyvää", sv="Bra metadata", en="Metadata good"),
    ),
    _band(
        IndicatorId.METADATA_QUALITY_SUFFICIENT,
        Text(fi="Metatieto riittävää", sv="Tillräcklig metadata", en="Metadata sufficient"),
    ),
    _band(
        IndicatorId.METADATA_QUALITY_BAD,
        Text(fi="Metatieto huonoa", sv="Dålig metadata", en="Metadata bad"),
    ),
)
