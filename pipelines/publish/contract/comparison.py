"""What differs between two contracts, each difference with how grave it is.

What does not belong here: fields and constraints (fields, constraints), keys of the table (keys),
and what a difference leads to (gate).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.model import Licence
from pipelines.publish.contract.difference import Difference, Level
from pipelines.publish.contract.fields import field_differences
from pipelines.publish.contract.keys import key_differences
from pipelines.publish.contract.terms import Contract, TableTerms

RESTRICTIONS = {Licence.CC0.value: 0, Licence.CC_BY.value: 1}
"""Licence → how much it asks of those who use the data."""
UNKNOWN = 2
"""What any other licence asks, which may be more than all others."""


def compare(before: Contract, after: Contract) -> list[Difference]:
    """Return the differences, the gravest first; none where the contracts are the same.

    Of a partial contract only what it knows is compared.
    """
    found = [*_name(before, after), *_licence(before, after), *_api(before, after)]
    for name in sorted(before.tables.keys() | after.tables.keys()):
        old, new = before.tables.get(name), after.tables.get(name)
        if new is None:
            found.append(Difference("table-removed", Level.BREAKING, name))
        elif old is None:
            found.append(Difference("table-added", Level.COMPATIBLE, name))
        else:
            of_table = _in_table(old, new, partial=before.is_partial)
            found += [each.within(name) for each in of_table]
    return sorted(found, key=lambda each: -each.level)


def _in_table(before: TableTerms, after: TableTerms, *, partial: bool) -> Iterator[Difference]:
    yield from _resources(before, after)
    yield from field_differences(before.schema, after.schema, partial=partial)
    if not partial:
        yield from _datastore(before, after)
        yield from key_differences(before.schema, after.schema)
        yield from _places(before, after)


def _name(before: Contract, after: Contract) -> Iterator[Difference]:
    if before.name != after.name:
        kept = before.name in after.former_names
        kind, level = (
            ("name-forwarded", Level.EDITORIAL) if kept else ("name-changed", Level.BREAKING)
        )
        yield Difference(kind, level, "name", before.name, after.name)


def _licence(before: Contract, after: Contract) -> Iterator[Difference]:
    if before.licence == after.licence:
        return
    asked, asks = (RESTRICTIONS.get(each.licence, UNKNOWN) for each in (before, after))
    # Nobody knows whether terms that were unknown asked less than those of a known licence.
    is_opened = asks == 0 if asked == UNKNOWN else asks < asked
    kind = "licence-opened" if is_opened else "licence-restricted"
    level = Level.COMPATIBLE if is_opened else Level.BREAKING
    yield Difference(kind, level, "licence", before.licence, after.licence)


def _resources(before: TableTerms, after: TableTerms) -> Iterator[Difference]:
    for name in sorted(before.resources.keys() | after.resources.keys()):
        old, new = before.resources.get(name), after.resources.get(name)
        if new is None:
            yield Difference("format-dropped", Level.BREAKING, name)
        elif old is None:
            yield Difference("format-added", Level.COMPATIBLE, name)
        elif old != new:
            yield Difference("resource-moved", Level.BREAKING, name, old, new)


def _datastore(before: TableTerms, after: TableTerms) -> Iterator[Difference]:
    if before.datastore and not after.datastore:
        yield Difference("datastore-off", Level.BREAKING)
    elif after.datastore and not before.datastore:
        yield Difference("datastore-on", Level.COMPATIBLE)


def _api(before: Contract, after: Contract) -> Iterator[Difference]:
    old, new = before.api, after.api
    if old is None or new is None:
        if old is not None:
            yield Difference("api-removed", Level.BREAKING)
        return
    if old["resource"] != new["resource"]:
        yield Difference("resource-moved", Level.BREAKING, "API", old["resource"], new["resource"])
    if old["endpoint"] != new["endpoint"]:
        yield Difference("endpoint-moved", Level.BREAKING, "API", old["endpoint"], new["endpoint"])
    if old["key_required"] != new["key_required"]:
        kind, level = ("key-not-asked", Level.COMPATIBLE)
        if new["key_required"]:
            kind, level = ("key-asked", Level.BREAKING)
        yield Difference(kind, level, "API")


def _places(before: TableTerms, after: TableTerms) -> Iterator[Difference]:
    old, new = ", ".join(before.places), ", ".join(after.places)
    if before.crs is None and after.crs is not None:
        yield Difference("places-added", Level.COMPATIBLE, new, "", after.crs)
    elif before.crs is not None and after.crs is None:
        yield Difference("places-removed", Level.BREAKING, old, before.crs)
    elif before.crs is not None and after.crs is not None:
        if before.crs != after.crs:
            yield Difference("crs-changed", Level.BREAKING, old, before.crs, after.crs)
        if before.places != after.places:
            yield Difference("places-moved", Level.BREAKING, "geometry", old, new)
