"""datasets/ and schemas/ as one checked catalogue; every fault of every file is found at once.

One module reads each kind of file (documents, register, hosts, table_schemas), and `between_files`
holds the rules between them. What does not belong here: what one declaration must satisfy by itself
(model), and how faults are shown (cli).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipelines.declarations.between_files import (
    clashes,
    schema_faults,
    series_faults,
    successor_faults,
    unknown_publishers,
)
from pipelines.declarations.documents import read_document
from pipelines.declarations.hosts import HOSTS, load_hosts
from pipelines.declarations.programme import PROGRAMME, load_programme
from pipelines.declarations.publishing import PUBLISHING, load_publishing
from pipelines.declarations.register import REGISTER, load_register
from pipelines.declarations.table_schemas import load_schemas
from pipelines.errors import DeclarationError
from pipelines.faults import Fault, fault_at, faults_of, nearest
from pipelines.model import Dataset, HostRegister, Noun, Programme, Publisher, Publishing, Text

__all__ = ["HOSTS", "PROGRAMME", "PUBLISHING", "REGISTER", "Declarations", "load"]


@dataclass(frozen=True)
class Declarations:
    """The declared catalogue: sound declarations, and the faults of the others."""

    datasets: Mapping[str, Dataset] = field(default_factory=dict)
    """Sound declarations by permanent id, in the order of their files."""
    schemas: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """Table Schema descriptors by file name."""
    publishers: Mapping[str, Publisher] = field(default_factory=dict)
    hosts: HostRegister = field(default_factory=HostRegister)
    """How often each host may be asked."""
    programme: Programme = field(default_factory=Programme)
    """Reported figures and goals of the indicators."""
    publishing: Publishing = field(default_factory=Publishing)
    """How everything is published."""
    faults: tuple[Fault, ...] = ()

    @property
    def errors(self) -> list[Fault]:
        """Return the faults that keep a declaration from being used."""
        return [fault for fault in self.faults if fault.severity == "error"]

    def named(self, wanted: str) -> Dataset:
        """Return the dataset of that name, former name or id.

        Raises DeclarationError, with the nearest name.
        """
        found = self._by_name.get(wanted)
        if found is None:
            near = nearest(wanted, self._by_name)
            hint = f"did you mean '{near}'?" if near else "`hri status` lists the declared ones"
            raise DeclarationError(f"no sound declaration is called '{wanted}'", remedy=hint)
        return found

    @cached_property
    def _by_name(self) -> dict[str, Dataset]:
        names = {n: d for d in self.datasets.values() for n in (*d.former_names, d.name)}
        return names | dict(self.datasets)

    def schema_of(self, dataset: Dataset) -> dict[str, Any]:
        """Return the Table Schema of a dataset that has one."""
        return self.schemas[str(dataset.table_schema)]

    def ancestors(self, publisher: str) -> list[Publisher]:
        """Return the publisher with all above it in the tree, the root first."""
        chain: list[Publisher] = []
        here: str | None = publisher
        while here is not None:
            chain.insert(0, self.publishers[here])
            here = self.publishers[here].parent
        return chain


def load(datasets_dir: Path, schemas_dir: Path) -> Declarations:
    """Read all declarations. Never raises for what is in a file: that is in `faults`."""
    faults: list[Fault] = []
    register = load_register(datasets_dir, faults)
    hosts = load_hosts(datasets_dir, faults)
    programme = load_programme(datasets_dir, register.names, faults)
    publishing = load_publishing(datasets_dir, faults)
    schemas = load_schemas(schemas_dir, faults)
    documents = [
        (path, document)
        for path in sorted(datasets_dir.glob("*.y*ml"))
        if path.name not in (REGISTER, HOSTS, PROGRAMME, PUBLISHING)
        and (document := read_document(path, faults)) is not None
    ]
    checked = [(path, _dataset(path, document, faults)) for path, document in documents]
    faults += unknown_publishers(documents, register.names)
    faults += schema_faults(documents, schemas, {path.name for path in schemas_dir.glob("*.json")})
    faults += clashes(documents)
    faults += series_faults(documents)
    faults += successor_faults(documents)
    bad = {fault.file for fault in faults if fault.severity == "error"}
    sound = {
        dataset.id: dataset
        for path, dataset in checked
        if dataset is not None
        and str(path) not in bad
        and dataset.publisher in register.sound
        and all(part.table_schema in schemas for part in dataset.parts())
    }
    return Declarations(
        sound, schemas, register.sound, hosts, programme, publishing, tuple(sorted(faults))
    )


def _dataset(path: Path, document: dict[Any, Any], faults: list[Fault]) -> Dataset | None:
    try:
        dataset = Dataset.model_validate(document)
    except ValidationError as error:
        faults.extend(faults_of(error, Dataset, document, str(path)))
        return None
    faults.extend(_missing_translations(path, document, dataset))
    return dataset


def _missing_translations(path: Path, document: Any, noun: Noun) -> Iterator[Fault]:
    for place, text in _texts(noun, ()):
        for language in ("sv", "en"):
            if not getattr(text, language):
                message = f"the text in '{language}' is missing"
                fault = fault_at(path, document, [*place, language], message)
                yield replace(fault, severity="warning")


def _texts(
    value: Any, place: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Text]]:
    if isinstance(value, Text):
        yield place, value
    elif isinstance(value, Noun):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), (*place, name))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _texts(item, (*place, position))
