"""What was counted on a day, by name, so that a change can be explained long afterwards.

What does not belong here: the explanation itself (explanations).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.measure.evidence import Evidence
from pipelines.measure.indicators import indicators
from pipelines.model import IndicatorId

EXPLAINED = (IndicatorId.OPEN_DATASETS, IndicatorId.OPEN_APIS)
"""The indicators whose changes are explained by names."""


@dataclass(frozen=True, order=True)
class Member:
    """One thing that an indicator counted."""

    indicator: str
    thing: str
    """CKAN's id of a dataset, or the endpoint of an API."""
    publisher: str
    name: str
    """The dataset's name, or those of the entries that list the endpoint."""
    counted: bool
    definition_version: int

    def to_json(self) -> dict[str, Any]:
        """Return the record."""
        return asdict(self)


def members(evidence: Evidence, day: dt.date) -> list[Member]:
    """Return what datasets and APIs were counted on the day, sorted."""
    names: dict[str, set[str]] = {}
    for entry in evidence.entries:
        for thing in (entry.id, *entry.endpoints):
            names.setdefault(thing, set()).add(entry.name)
    found = {
        Member(
            indicator=str(identifier),
            thing=case.thing,
            publisher=case.publisher,
            name=", ".join(sorted(names[case.thing])),
            counted=evidence.register.counts(case.publisher, day),
            definition_version=indicators()[identifier].version,
        )
        for identifier in EXPLAINED
        for case in indicators()[identifier].cases(evidence, day)
    }
    return sorted(found)
