"""The rows of `hri score`: of what will be published, and of what the catalogue shows.

    {dataset, score, band, missing: [{what, points, remedy}], basis, minimum, below_minimum}

`basis` is `foreseen` or `shown`. What does not belong here: the rubric itself (scoring).
"""

from __future__ import annotations

import dataclasses
from typing import Any

from pipelines.declarations import Declarations
from pipelines.errors import InvalidData, NotInCatalogue
from pipelines.model import Dataset
from pipelines.orchestration.editions import edition_of
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import Editions, Portal, find_package, foreseen
from pipelines.scoring import Rating, score
from pipelines.state import State
from pipelines.web import Web

Row = dict[str, Any]

OURS = "https://hri.fi/data/dataset/"
"""Where a package would stand; no catalogue is asked."""
EVERYTHING = Portal(
    dataset_fields=frozenset(["title_translated"]), resource_fields=frozenset(["format_uri"])
)


def score_row(work: Workplace, dataset: Dataset) -> Row:
    """Return the row of what publishing will show; what a run computed counts, if there was one."""
    editions = _finished(State(work.settings.state), work.declarations, dataset)
    package = foreseen(dataset, editions, EVERYTHING, f"{OURS}{dataset.name}")
    return _row(dataset, score(package), "foreseen")


def confirmed_row(work: Workplace, dataset: Dataset) -> Row:
    """Return the row of what the catalogue shows, every URL asked.

    Raises NotInCatalogue for what has not been published, CatalogueUnavailable.
    """
    package = find_package(dataset, work.ckan)
    if package is None:
        raise NotInCatalogue(f"{dataset.name} has not been published", remedy="`hri run` it first")
    return _row(dataset, score(package, _answers), "shown")


def _finished(state: State, declarations: Declarations, dataset: Dataset) -> Editions:
    """Return the editions that runs have left in the state; none before the first run."""
    found = {}
    for part in dataset.parts():
        try:
            found[part.id] = edition_of(state, part, declarations.schema_of(part))
        except (InvalidData, FileNotFoundError):
            continue
    return found


def _answers(address: str) -> bool:
    """Tell whether a URL answers 200–399, in two tries."""
    return any(200 <= (Web().probe(address).status or 0) < 400 for _ in range(2))


def _row(dataset: Dataset, rating: Rating, basis: str) -> Row:
    minimum = dataset.minimum_score
    return {
        "dataset": dataset.name,
        "score": rating.points,
        "band": rating.band,
        "missing": [dataclasses.asdict(miss) for miss in rating.missing],
        "basis": basis,
        "minimum": minimum,
        "below_minimum": minimum is not None and rating.points < minimum,
    }
