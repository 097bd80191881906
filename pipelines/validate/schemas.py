"""A declared Table Schema made ready for one source, or refused with every fault it has.

What does not belong here: the rows, and whether the schema's file exists (declarations).
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from frictionless import Field, FrictionlessException, Schema

from pipelines.errors import DeclarationError
from pipelines.model import Reading

BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def fingerprint(schema: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the schema's content, whatever the order of its keys."""
    text = json.dumps(schema, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def prepared(dataset: str, schema: Mapping[str, Any], source: Reading) -> Schema:
    """Return frictionless' schema, with the source's decimal mark on numbers that declare none.

    Raises DeclarationError naming each field whose constraints could not be applied: frictionless
    itself finds a bound of the wrong type only when a row is compared with it, and then crashes.
    """
    descriptor = copy.deepcopy(dict(schema))
    # Keys into other tables are looked up when those are there (references).
    keys = descriptor.get("foreignKeys", [])
    descriptor["foreignKeys"] = [key for key in keys if _refers_to_itself(key, dataset)]
    if source.decimal not in (None, "."):
        for field in descriptor.get("fields", []):
            if field.get("type") == "number" and "decimalChar" not in field:
                _set_decimal_mark(field, str(source.decimal))
    try:
        ready = Schema.from_descriptor(descriptor)
    except FrictionlessException as error:
        notes = "; ".join(reason.note for reason in error.reasons or [error.error])
        raise _refused(dataset, notes) from None
    faults = [fault for field in ready.fields for fault in _faults(field)]
    faults += _faults_of_the_whole(ready)
    if faults:
        raise _refused(dataset, "; ".join(faults))
    return ready


def _set_decimal_mark(field: dict[str, Any], mark: str) -> None:
    """Declare the mark, and write bounds that are texts with it: frictionless reads them alike."""
    field["decimalChar"] = mark
    constraints = field.get("constraints", {})
    for name in BOUNDS:
        if isinstance(constraints.get(name), str):
            constraints[name] = constraints[name].replace(".", mark)
    if "enum" in constraints:
        constraints["enum"] = [str(value).replace(".", mark) for value in constraints["enum"]]


def _faults(field: Field) -> Iterator[str]:
    read = field.create_value_reader()
    for name in BOUNDS:
        bound = field.constraints.get(name)
        if bound is not None and read(bound) is None:
            yield f"field `{field.name}`: `{name}` is not a value of type {field.type}"
    for value in field.constraints.get("enum", []):
        if read(value) is None:
            yield f"field `{field.name}`: `enum` holds a value that is not of type {field.type}"
    try:
        re.compile(f"^{field.constraints.get('pattern', '')}$")
    except re.error as error:
        yield f"field `{field.name}`: `pattern` is not a regular expression ({error})"


def _faults_of_the_whole(schema: Schema) -> Iterator[str]:
    if not schema.fields:
        yield "there are no `fields`"


def _refers_to_itself(key: Mapping[str, Any], dataset: str) -> bool:
    return key["reference"]["resource"] in ("", dataset)


def _refused(dataset: str, notes: str) -> DeclarationError:
    return DeclarationError(
        f"the Table Schema of dataset `{dataset}`: {notes}",
        remedy="correct the schema's file in schemas/ and run `hri check`",
    )
