"""What differs between the constraints of two fields: tightened or relaxed.

A reader is promised what the cells of a column never are: empty, below a bound, off a list. What
cannot be compared (another pattern) counts as relaxed. What does not belong here: types (fields).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pipelines.publish.contract.difference import Difference, stronger_or_weaker

Field = Mapping[str, Any]

FLAGS = ("required", "unique")
LOWER, UPPER = ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")
NUMERIC = ("integer", "number", "year")
TEMPORAL = ("date", "time", "datetime", "yearmonth")
COMPARED = (*FLAGS, *LOWER, *UPPER, "minLength", "maxLength", "pattern", "enum")


def constraint_differences(before: Field, after: Field) -> Iterator[Difference]:
    """Yield what differs between two fields of the same type."""
    old, new = before.get("constraints", {}), after.get("constraints", {})
    for name in FLAGS:
        if bool(old.get(name)) != bool(new.get(name)):
            yield _changed(after, name, old, new, stronger=bool(new.get(name)))
    yield from _bounds(before, after, LOWER, 1)
    yield from _bounds(before, after, UPPER, -1)
    for name, sign in (("minLength", 1), ("maxLength", -1)):
        if old.get(name) != new.get(name):
            yield _changed(after, name, old, new, stronger=_further(old, new, name, sign))
    # Of two patterns nobody can say which one lets more through.
    for name in ("pattern", *sorted((old.keys() | new.keys()) - set(COMPARED))):
        if old.get(name) != new.get(name):
            yield _changed(after, name, old, new, stronger=name not in old)
    yield from _lists("enum", after, old.get("enum"), new.get("enum"))
    yield from _lists("categories", after, before.get("categories"), after.get("categories"))


def _changed(
    field: Field, name: str, old: Mapping[str, Any], new: Mapping[str, Any], *, stronger: bool
) -> Difference:
    where = f"{field['name']}: {name}"
    return stronger_or_weaker(
        "constraint", where, stronger=stronger, before=old.get(name), after=new.get(name)
    )


def _further(old: Mapping[str, Any], new: Mapping[str, Any], name: str, sign: int) -> bool:
    if old.get(name) is None or new.get(name) is None:
        return old.get(name) is None
    return bool((new[name] - old[name]) * sign > 0)


def _bounds(before: Field, after: Field, names: tuple[str, str], sign: int) -> Iterator[Difference]:
    """Yield how a bound moved; one that excludes its own value is the stronger of two equal."""
    old, new = before.get("constraints", {}), after.get("constraints", {})
    if all(old.get(name) == new.get(name) for name in names):
        return
    here, there = _bound(before, names, sign), _bound(after, names, sign)
    if here == there and here is not None:
        return
    is_stronger = here == [] or (there != [] and None not in (here, there) and there > here)
    shown = [next((c[name] for name in names if name in c), None) for c in (old, new)]
    where = f"{after['name']}: {names[0]}"
    yield stronger_or_weaker(
        "constraint", where, stronger=is_stronger, before=shown[0], after=shown[1]
    )


def _bound(field: Field, names: tuple[str, str], sign: int) -> Any:
    """Return the strongest of a field's bounds on one side so that the greater is the stronger.

    [] is no bound, None one that cannot be compared.
    """
    declared = [
        (name == names[1], field["constraints"][name])
        for name in names
        if name in field.get("constraints", {})
    ]
    found = [_comparable(field, value, sign) for _, value in declared]
    if None in found:
        return None
    ranked = [
        [value, is_exclusive] for value, (is_exclusive, _) in zip(found, declared, strict=True)
    ]
    return max(ranked, default=[])


def _comparable(field: Field, value: Any, sign: int) -> Any:
    """Return a bound as something that sorts, turned around where the smaller is the stronger."""
    kind = field.get("type", "any")
    try:
        if kind in NUMERIC:
            return Decimal(str(value)) * sign
        if kind in TEMPORAL:
            return [ord(character) * sign for character in _iso(field, str(value))]
    except (InvalidOperation, ValueError):
        return None
    return None


def _iso(field: Field, value: str) -> str:
    """Return a date or time as ISO 8601, which sorts as text. Raises ValueError."""
    form = field.get("format", "default")
    if form == "default":
        return value
    moment = dt.datetime.strptime(value, form)
    if field["type"] == "date":
        return moment.date().isoformat()
    return (moment.time() if field["type"] == "time" else moment).isoformat()


def _lists(name: str, field: Field, old: Any, new: Any) -> Iterator[Difference]:
    """Yield how a list of values grew or shrank; no list lets every value through."""
    before, after = _values(old), _values(new)
    if before == after:
        return
    where = f"{field['name']}: {name}"
    if before is None or after is None:
        yield stronger_or_weaker(
            "constraint", where, stronger=before is None, before=before, after=after
        )
        return
    added = [value for value in after if value not in before]
    removed = [value for value in before if value not in after]
    if added:
        yield stronger_or_weaker("list", where, stronger=False, after=added)
    if removed:
        yield stronger_or_weaker("list", where, stronger=True, before=removed)


def _values(listed: Any) -> list[str] | None:
    if not listed:
        return None
    return [str(each["value"] if isinstance(each, Mapping) else each) for each in listed]
