"""The Table Schemas in schemas/: read, and each fault of a field found with its line.

What does not belong here: whether a schema fits a source (validate) or a dataset (between_files).
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frictionless
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from pipelines.faults import Fault, fault_at, nearest

TYPES = (
    *("string", "number", "integer", "boolean", "object", "array", "date", "time", "datetime"),
    *("year", "yearmonth", "duration", "geopoint", "geojson", "any"),
)
"""The field types of Table Schema 1.0."""


def load_schemas(folder: Path, faults: list[Fault]) -> dict[str, dict[str, Any]]:
    """Return the sound descriptors by file name; faults of the others are added to the list."""
    schemas: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.json")):
        found = list(_read(path, schemas))
        faults.extend(found)
    return schemas


def _read(path: Path, schemas: dict[str, dict[str, Any]]) -> Iterator[Fault]:
    try:
        text = path.read_text(encoding="utf-8")
        descriptor = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        yield Fault(str(path), line, "(JSON)", f"JSON in UTF-8 is expected: {reason}")
        return
    problems = list(_problems(descriptor))
    if not problems:
        schemas[path.name] = descriptor
        return
    document = _with_lines(text)
    for place, message, near in problems:
        yield fault_at(path, document, place, message, near)


def _problems(descriptor: Any) -> Iterator[tuple[list[str | int], str, str]]:
    """Yield (place, message, nearest valid value) of each fault."""
    if not isinstance(descriptor, dict):
        yield [], "an object with `fields` is expected", ""
        return
    fields = descriptor.get("fields")
    if not isinstance(fields, list) or not fields:
        yield ["fields"], "a list of at least one field is expected", ""
        return
    found = [problem for at, field in enumerate(fields) for problem in _of_field(at, field)]
    yield from found
    if not found:
        try:
            frictionless.Schema.from_descriptor(copy.deepcopy(descriptor))
        except frictionless.FrictionlessException as error:
            for reason in error.reasons or [error.error]:
                yield [], reason.note, ""


def _of_field(position: int, field: Any) -> Iterator[tuple[list[str | int], str, str]]:
    place: list[str | int] = ["fields", position]
    # frictionless would take a text for a path or URL, and fetch it.
    if not isinstance(field, dict):
        yield place, "an object with `name` and `type` is expected", ""
        return
    kind = field.get("type", "any")
    if kind not in TYPES:
        yield [*place, "type"], f"one of {', '.join(TYPES)} is expected", nearest(kind, TYPES)
        return
    try:
        frictionless.Field.from_descriptor(copy.deepcopy(field))
    except frictionless.FrictionlessException as error:
        for reason in error.reasons or [error.error]:
            yield place, reason.note, ""


def _with_lines(text: str) -> Any:
    # JSON is YAML: read once more, and only where there is a fault, to know the lines.
    try:
        return YAML().load(text)
    except (YAMLError, ValueError):
        return None
