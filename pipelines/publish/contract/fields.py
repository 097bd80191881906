"""What differs between the fields of two Table Schemas, for those who read the published table.

What is published has one form whatever the agency writes: dates are ISO 8601, decimals have a
point. How the source writes them (`format` of a date, `decimalChar`, `missingValues`) is therefore
no part of the contract. What does not belong here: constraints (constraints), keys (keys).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.publish.contract.constraints import constraint_differences
from pipelines.publish.contract.difference import Difference, Level, in_words, stronger_or_weaker

Field = Mapping[str, Any]
Schema = Mapping[str, Any]

SOURCE_FORM = (
    *("decimalChar", "groupChar", "bareNumber", "trueValues", "falseValues", "missingValues"),
    "delimiter",
)
"""Properties that say how the source writes a cell."""
FORMAT_IN_PUBLIC = ("string", "geojson")
"""Types whose `format` says something of what is published."""
PROMISES = ("name", "type", "itemType", "format", "constraints", "unit", "categories", *SOURCE_FORM)
"""Properties that are compared by name; all others are words."""


def field_differences(before: Schema, after: Schema, *, partial: bool) -> Iterator[Difference]:
    """Yield what differs; of a partial schema only the names are known."""
    old, new = before.get("fields", []), after.get("fields", [])
    if partial and not old:
        return
    renamed = {} if partial else _renamed(old, new)
    known = {field["name"]: field for field in new}
    for field in old:
        name = field["name"]
        if name in renamed:
            yield Difference("field-renamed", Level.BREAKING, name, name, renamed[name])
        if name not in known and name not in renamed:
            yield Difference("field-removed", Level.BREAKING, name)
        elif not partial:
            yield from _in_field(field, known[renamed.get(name, name)])
    names = {field["name"] for field in old} | set(renamed.values())
    for field in new:
        if field["name"] not in names:
            yield Difference("field-added", Level.COMPATIBLE, field["name"])
    yield from _order([renamed.get(field["name"], field["name"]) for field in old], list(known))
    if not partial and before.get("missingValues") != after.get("missingValues"):
        yield Difference("source-form-changed", Level.EDITORIAL, "missingValues")


def _renamed(old: Sequence[Field], new: Sequence[Field]) -> dict[str, str]:
    """Return {old name: new name} of fields that stand in the same place and promise the same.

    A field that changed more than its name cannot be told from one that went and another that came;
    both are breaking, so nothing depends on it but the sentence.
    """
    names, known = {field["name"] for field in old}, {field["name"] for field in new}
    return {
        field["name"]: other["name"]
        for field, other in zip(old, new, strict=False)
        if field["name"] not in known and other["name"] not in names and _alike(field, other)
    }


def _alike(one: Field, other: Field) -> bool:
    """Tell whether two fields promise the same, but for their names."""
    return all(one.get(key) == other.get(key) for key in PROMISES if key != "name")


def _order(old: list[str], new: list[str]) -> Iterator[Difference]:
    both = set(old) & set(new)
    if [name for name in old if name in both] != [name for name in new if name in both]:
        yield Difference("fields-reordered", Level.COMPATIBLE)


def _in_field(before: Field, after: Field) -> Iterator[Difference]:
    name = after["name"]
    if _kind(before) != _kind(after):
        old, new = in_words(_kind(before)), in_words(_kind(after))
        yield Difference("type-changed", Level.BREAKING, name, old, new)
    else:
        yield from _format(before, after)
        yield from constraint_differences(before, after)
    yield from _unit(before, after)
    if any(before.get(key) != after.get(key) for key in SOURCE_FORM):
        yield Difference("source-form-changed", Level.EDITORIAL, name)
    if _words(before) != _words(after):
        yield Difference("field-words", Level.EDITORIAL, name)


def _kind(field: Field) -> list[str]:
    return [field.get("type", "any"), *([field["itemType"]] if "itemType" in field else [])]


def _format(before: Field, after: Field) -> Iterator[Difference]:
    name, old, new = after["name"], *(each.get("format", "default") for each in (before, after))
    if old == new:
        return
    if after.get("type", "any") not in FORMAT_IN_PUBLIC:
        yield Difference("source-form-changed", Level.EDITORIAL, name)
    else:
        is_stronger = old == "default" and after.get("type") == "string"
        yield stronger_or_weaker("format", name, stronger=is_stronger, before=old, after=new)


def _unit(before: Field, after: Field) -> Iterator[Difference]:
    name, old, new = after["name"], before.get("unit"), after.get("unit")
    if old != new:
        kind, level = ("unit-changed", Level.BREAKING)
        if old is None:
            kind, level = ("unit-stated", Level.EDITORIAL)
        yield Difference(kind, level, name, in_words(old), in_words(new))


def _words(field: Field) -> dict[str, Any]:
    return {key: value for key, value in field.items() if key not in PROMISES}
