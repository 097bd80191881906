"""What counts as a difference between what CKAN shows and what is declared.

What does not belong here: which fields are compared, and what is done about it (plan).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def differences(current: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return {field: (now, then)} of the wanted fields that CKAN shows otherwise.

    Lists of tags come back in CKAN's own order, so order says nothing; nor does the case of a
    format, nor white space around a text, nor whether a value is kept as itself or as JSON.
    """
    named = dict(current)
    if isinstance(current.get("organization"), dict):
        named["owner_org"] = current["organization"]["name"]
    return {
        name: (named.get(name), then)
        for name, then in wanted.items()
        if not same(name, named.get(name), then)
    }


def same(name: str, one: Any, other: Any) -> bool:
    """Tell whether two values of a field are no difference."""
    return bool(_canonical(name, one) == _canonical(name, other))


def _canonical(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _canonical(name, item) for key, item in value.items() if item}
    if isinstance(value, (list, tuple)):
        return sorted(str(_canonical(name, item)) for item in value)
    if isinstance(value, str):
        return _canonical_text(name, value)
    return value


def _canonical_text(name: str, text: str) -> Any:
    if text[:1] in ("{", "["):
        try:
            return _canonical(name, json.loads(text))
        except ValueError:
            pass
    return text.strip().casefold() if name == "format" else text.replace("\r", "").strip()
