"""What differs between the keys of two Table Schemas: primary, unique and foreign ones.

What does not belong here: `required` and `unique` of one field (constraints).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.publish.contract.difference import Difference, Level

Schema = Mapping[str, Any]


def key_differences(before: Schema, after: Schema) -> Iterator[Difference]:
    """Yield what differs; a key that goes is a promise that goes, one that comes is a new one."""
    old, new = _columns(before.get("primaryKey")), _columns(after.get("primaryKey"))
    if old != new:
        kind, level = ("key-changed", Level.BREAKING)
        if not old:
            kind, level = ("key-added", Level.COMPATIBLE)
        yield Difference(kind, level, "primaryKey", ", ".join(old) or "–", ", ".join(new) or "–")
    yield from _sets(
        "unique-key",
        {", ".join(_columns(key)) for key in before.get("uniqueKeys", [])},
        {", ".join(_columns(key)) for key in after.get("uniqueKeys", [])},
    )
    yield from _sets("reference", _references(before), _references(after))


def _sets(kind: str, old: set[str], new: set[str]) -> Iterator[Difference]:
    for gone in sorted(old - new):
        yield Difference(f"{kind}-removed", Level.BREAKING, gone)
    for come in sorted(new - old):
        yield Difference(f"{kind}-added", Level.COMPATIBLE, come)


def _references(schema: Schema) -> set[str]:
    return {_reference(key) for key in schema.get("foreignKeys", [])}


def _reference(key: Mapping[str, Any]) -> str:
    target = key.get("reference", {})
    there = ", ".join(_columns(target.get("fields")))
    table = target.get("resource") or json.dumps("")
    return f"{', '.join(_columns(key.get('fields')))} → {table} ({there})"


def _columns(key: Any) -> list[str]:
    if not key:
        return []
    return [key] if isinstance(key, str) else [str(each) for each in key]
