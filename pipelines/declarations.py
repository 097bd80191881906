"""datasets/ and schemas/ as one checked catalogue; every fault of every file is found at once.

Here stand the rules between files: publishers exist, schemas exist and are sound, ids are unique.
What one declaration must satisfy by itself is in `model`; how faults are shown is in `cli`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import frictionless
from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from pipelines.errors import DeclarationError
from pipelines.faults import Fault, faults_of, line_of, nearest
from pipelines.model import Dataset, FileSource, Noun, Publisher, PublisherRegister, Text

REGISTER = "_publishers.yaml"


@dataclass(frozen=True)
class Declarations:
    """The declared catalogue: sound declarations, and the faults of the others."""

    datasets: Mapping[str, Dataset] = field(default_factory=dict)
    """Sound declarations by permanent id, in the order of their files."""
    schemas: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """Table Schema descriptors by file name."""
    publishers: Mapping[str, Publisher] = field(default_factory=dict)
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
    publishers = _load_register(datasets_dir, faults)
    schemas = _load_schemas(schemas_dir, faults)
    loaded = [
        (path, *parsed)
        for path in sorted(datasets_dir.glob("*.y*ml"))
        if path.name != REGISTER and (parsed := _load_dataset(path, faults))
    ]
    faults += _between_files(loaded, publishers, schemas, schemas_dir)
    bad = {fault.file for fault in faults if fault.severity == "error"}
    sound = {
        dataset.id: dataset
        for path, _, dataset in loaded
        if str(path) not in bad and str(schemas_dir / str(dataset.table_schema)) not in bad
    }
    return Declarations(sound, schemas, publishers, tuple(sorted(faults)))


def _read_yaml(path: Path, faults: list[Fault]) -> Any | None:
    try:
        document = YAML().load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        message = f"the file must be UTF-8, and byte {error.start} is not"
        faults.append(Fault(str(path), 1, "(the whole file)", message))
        return None
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or str(error)
        faults.append(Fault(str(path), line, "(YAML)", " ".join(str(problem).split())))
        return None
    if not isinstance(document, dict):
        faults.append(Fault(str(path), 1, "(the whole file)", "fields with values are expected"))
        return None
    return document


def _load_dataset(path: Path, faults: list[Fault]) -> tuple[Any, Dataset] | None:
    document = _read_yaml(path, faults)
    if document is None:
        return None
    try:
        dataset = Dataset.model_validate(document)
    except ValidationError as error:
        faults.extend(faults_of(error, Dataset, document, str(path)))
        return None
    faults.extend(_missing_translations(path, document, dataset))
    return document, dataset


def _load_register(folder: Path, faults: list[Fault]) -> dict[str, Publisher]:
    path = folder / REGISTER
    if not path.is_file():
        message = "the register of publishers is missing: every dataset names an entry of it"
        faults.append(Fault(str(path), 1, "publishers", message))
        return {}
    document = _read_yaml(path, faults)
    if document is None:
        return {}
    try:
        register = PublisherRegister.model_validate(document)
    except ValidationError as error:
        faults.extend(faults_of(error, PublisherRegister, document, str(path)))
        return {}
    faults.extend(_register_faults(path, document, register))
    return {publisher.name: publisher for publisher in register.publishers}


def _register_faults(path: Path, document: Any, register: PublisherRegister) -> Iterator[Fault]:
    parents = {p.name: p.parent for p in register.publishers}
    for position, publisher in enumerate(register.publishers):
        if [p.name for p in register.publishers[:position]].count(publisher.name):
            yield _fault(path, document, ["publishers", position, "name"], "the name stands twice")
        for reference in ("parent", "successor"):
            name = getattr(publisher, reference)
            if name is not None and name not in parents:
                place = ["publishers", position, reference]
                message = "a name that stands in this register is expected"
                yield _fault(path, document, place, message, nearest(name, parents))
        if _goes_round(publisher.name, parents):
            place = ["publishers", position, "parent"]
            yield _fault(path, document, place, "the tree goes round: it is its own ancestor")


def _goes_round(name: str, parents: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    here: str | None = name
    while here is not None and here not in seen:
        seen.add(here)
        here = parents.get(here)
    return here == name


def _load_schemas(folder: Path, faults: list[Fault]) -> dict[str, dict[str, Any]]:
    schemas: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            descriptor = json.loads(path.read_text(encoding="utf-8"))
            frictionless.Schema.from_descriptor(dict(descriptor))
        except (ValueError, TypeError) as error:
            line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
            faults.append(Fault(str(path), line, "(JSON)", f"not a JSON object: {error}"))
        except frictionless.FrictionlessException as error:
            reasons = error.reasons or [error.error]
            faults.extend(Fault(str(path), 1, "(Table Schema)", r.message) for r in reasons)
        else:
            schemas[path.name] = descriptor
    return schemas


def _between_files(
    loaded: list[tuple[Path, Any, Dataset]],
    publishers: Mapping[str, Publisher],
    schemas: Mapping[str, dict[str, Any]],
    schemas_dir: Path,
) -> Iterator[Fault]:
    for path, document, dataset in loaded:
        if publishers and dataset.publisher not in publishers:
            message = f"an entry of {REGISTER} is expected"
            near = nearest(dataset.publisher, publishers)
            yield _fault(path, document, ["publisher"], message, near)
        if dataset.table_schema is None:
            continue
        if dataset.table_schema in schemas:
            columns = [f["name"] for f in schemas[dataset.table_schema]["fields"]]
            yield from _column_faults(path, document, dataset, columns)
        elif not (schemas_dir / dataset.table_schema).is_file():
            message = f"a file in {schemas_dir} is expected"
            yield _fault(
                path, document, ["schema"], message, nearest(dataset.table_schema, schemas)
            )
    yield from _clashes(loaded)


def _column_faults(
    path: Path, document: Any, dataset: Dataset, columns: list[str]
) -> Iterator[Fault]:
    """Every column that the declaration names must be a field of the schema, and the other way."""
    for option in ("x", "y", "column"):
        name = getattr(dataset.geometry, option, None)
        if name is not None and name not in columns:
            message = f"'{name}' is no field of {dataset.table_schema}"
            yield _fault(path, document, ["geometry", option], message, nearest(name, columns))
    if isinstance(dataset.source, FileSource):
        for name in dataset.source.columns or {}:
            if name not in columns:
                message = f"'{name}' is no field of {dataset.table_schema}"
                place = ["source", "columns", name]
                yield _fault(path, document, place, message, nearest(name, columns))


def _clashes(loaded: list[tuple[Path, Any, Dataset]]) -> Iterator[Fault]:
    """What must be unique: permanent ids, names (former ones too), adopted ids."""
    for place in ("id", "name", "package_id"):
        owners: dict[str, list[tuple[Path, Any]]] = defaultdict(list)
        for path, document, dataset in loaded:
            values = {str(getattr(dataset, place))} - {"None"}
            values |= set(dataset.former_names) if place == "name" else set()
            for value in values:
                owners[value].append((path, document))
        for value, files in owners.items():
            for path, document in files[1:]:
                message = f"'{value}' is taken by {files[0][0].name}; it must be unique"
                yield _fault(path, document, [place], message)


def _missing_translations(path: Path, document: Any, noun: Noun) -> Iterator[Fault]:
    for place, text in _texts(noun, ()):
        for language in ("sv", "en"):
            if not getattr(text, language):
                message = f"the text in '{language}' is missing"
                fault = _fault(path, document, [*place, language], message)
                yield Fault(**{**fault.as_dict(), "severity": "warning"})


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


def _fault(path: Path, document: Any, place: list[Any], message: str, near: str = "") -> Fault:
    return Fault(
        str(path), line_of(document, place), ".".join(map(str, place)), message, nearest=near
    )
