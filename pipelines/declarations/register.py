"""The register of publishers, `datasets/_publishers.yaml`: read, with the rules of its tree.

What does not belong here: what a publisher is (model), which datasets it has (between_files).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipelines.declarations.documents import read_document
from pipelines.faults import Fault, fault_at, faults_of, nearest
from pipelines.model import Publisher, PublisherRegister

REGISTER = "_publishers.yaml"


@dataclass(frozen=True)
class Register:
    """What could be read of the register."""

    names: Collection[str] | None = None
    """All names that stand in it; None where it could not be read."""
    sound: Mapping[str, Publisher] = field(default_factory=dict)
    """By name, those that stand once and whose chain of parents leads to a root."""


def load_register(folder: Path, faults: list[Fault]) -> Register:
    """Read the register; its faults are added to the list."""
    path = folder / REGISTER
    if not path.is_file():
        message = "the register of publishers is missing: every dataset names an entry of it"
        faults.append(Fault(str(path), 1, "publishers", message))
        return Register()
    document = read_document(path, faults)
    if document is None:
        return Register()
    try:
        publishers = PublisherRegister.model_validate(document).publishers
    except ValidationError as error:
        faults.extend(faults_of(error, PublisherRegister, document, str(path)))
        return Register()
    faults.extend(_faults(path, document, publishers))
    names = [publisher.name for publisher in publishers]
    parents = {publisher.name: publisher.parent for publisher in publishers}
    sound = {
        publisher.name: publisher
        for publisher in publishers
        if names.count(publisher.name) == 1 and _reaches_a_root(publisher.name, parents)
    }
    return Register(names, sound)


def _faults(path: Path, document: Any, publishers: list[Publisher]) -> Iterator[Fault]:
    names = [publisher.name for publisher in publishers]
    parents = {publisher.name: publisher.parent for publisher in publishers}
    for position, publisher in enumerate(publishers):
        place: list[str | int] = ["publishers", position]
        if publisher.name in names[:position]:
            yield fault_at(path, document, [*place, "name"], "the name stands twice")
        for reference in ("parent", "successor"):
            name = getattr(publisher, reference)
            if name is not None and name not in parents:
                message = "a name that stands in this register is expected"
                near = nearest(name, parents)
                yield fault_at(path, document, [*place, reference], message, near)
        if _goes_round(publisher.name, parents):
            message = "the tree goes round: it is its own ancestor"
            yield fault_at(path, document, [*place, "parent"], message)


def _above(name: str, parents: Mapping[str, str | None]) -> list[str]:
    """Return the names above one, nearest first, to a root, an unknown name or a repetition."""
    chain: list[str] = []
    here = parents.get(name)
    while here is not None:
        chain.append(here)
        here = None if here in chain[:-1] else parents.get(here)
    return chain


def _goes_round(name: str, parents: Mapping[str, str | None]) -> bool:
    return name in _above(name, parents)


def _reaches_a_root(name: str, parents: Mapping[str, str | None]) -> bool:
    top = ([name, *_above(name, parents)])[-1]
    return top in parents and parents[top] is None
