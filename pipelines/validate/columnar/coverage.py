"""What the columnar engine does not cover, in one place: there frictionless itself validates.

The answer may be wrong in one direction only: what is covered has frictionless' verdict. What does
not belong here: which files and dialects need frictionless' reader of records (plan).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from frictionless import Checklist, Field
from frictionless.resources import TableResource

from pipelines.validate.columnar.accepting import BOUNDS, bounds_of

FORMATS = ("csv", "tsv")
UNHASHABLE = ("array", "geojson", "list", "object")
KINDS: dict[str, Any] = {kind.type: kind for kind in Field.__subclasses__()}
"""Frictionless' own field types; a plug-in may bring others."""


def uncovered_before_opening(resource: Any, checklist: Checklist) -> str | None:
    """Return why a resource that is not yet open is left to frictionless, or None."""
    if not isinstance(resource, TableResource):
        return "not a table"
    if callable(resource.data):
        return None
    if resource.data is not None:
        return "inline data"
    if resource.format not in FORMATS:
        return f"format {resource.format}"
    if resource.remote:
        return "remote file"
    if checklist.checks:
        return "checks of the checklist"
    return None


def uncovered(resource: Any) -> str | None:
    """Return why an opened resource is left to frictionless, or None."""
    expected: list[Field] = resource.header.get_expected_fields()
    if not expected:
        return "no fields"
    if len({field.name for field in expected}) != len(expected):
        return "fields of the same name"
    keys = set(resource.schema.primary_key)
    keys.update(*(key["fields"] for key in resource.schema.foreign_keys))
    reasons = (
        _reasons(field, keyed=field.name in keys or bool(field.constraints.get("unique")))
        for field in expected
    )
    return next((reason for found in reasons for reason in found), None)


def _reasons(field: Field, *, keyed: bool) -> Iterator[str]:
    if type(field) is not KINDS.get(field.type):
        yield f"field type {field.type}"
        return
    if keyed and field.type in UNHASHABLE:
        yield f"key of type {field.type}"
    bounds = bounds_of(field)
    for name in BOUNDS:
        if name in bounds and (bounds[name] is None or bounds[name] != bounds[name]):
            yield f"bound that cannot be compared: {name}"
    for name in ("minLength", "maxLength"):
        if not isinstance(field.constraints.get(name, 0), int):
            yield f"length that cannot be compared: {name}"
