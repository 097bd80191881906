"""The programme's declarations, `datasets/_indicators.yaml`: read, and checked with the register.

Without the file there are no reported figures and no goals.
What does not belong here: what they are (model), and what is measured (measure).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipelines.declarations.documents import read_document
from pipelines.faults import Fault, fault_at, faults_of, nearest
from pipelines.model import Programme

PROGRAMME = "_indicators.yaml"


def load_programme(
    folder: Path, publishers: Collection[str] | None, faults: list[Fault]
) -> Programme:
    """Read the file; its faults are added to the list. `publishers` are the register's names."""
    path = folder / PROGRAMME
    document = read_document(path, faults) if path.is_file() else None
    if document is None:
        return Programme()
    try:
        programme = Programme.model_validate(document)
    except ValidationError as error:
        faults.extend(faults_of(error, Programme, document, str(path)))
        return Programme()
    faults.extend(_faults(path, document, programme, publishers))
    return programme


def _faults(
    path: Path, document: Any, programme: Programme, publishers: Collection[str] | None
) -> Iterator[Fault]:
    for field in ("goals", "former_publishers", "withdrawals"):
        for position, noun in enumerate(getattr(programme, field)):
            name = noun.publisher
            if name is not None and publishers is not None and name not in publishers:
                message = "an entry of the register of publishers is expected"
                place = [field, position, "publisher"]
                yield fault_at(path, document, place, message, nearest(name, publishers))
    ids = [series.id for series in programme.reported]
    for position, name in enumerate(ids):
        if name in ids[:position]:
            yield fault_at(path, document, ["reported", position, "id"], "the id stands twice")
    for position, connector in enumerate(programme.connectors):
        if not (path.parent / connector.file).is_file():
            place = ["connectors", position, "file"]
            yield fault_at(path, document, place, "there is no such file")
