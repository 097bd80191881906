"""The columns that checks name: which they are, and whether a check can look at such a field.

What does not belong here: what a check looks for (validate), and its own options (model).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Place = list[str | int]

ONE, MANY = ("column", "total"), ("columns", "parts")
"""The options of checks that name a column, and those that name several."""
TYPES = {
    "column-sum": ("integer", "number"),
    "future-dates": ("date", "datetime"),
    "within-area": ("integer", "number"),
}
"""Check → the types of field that it can look at; any other check takes every type."""


def columns_of_checks(table: Mapping[Any, Any]) -> Iterator[tuple[Place, str]]:
    """Yield (place, column) of every column that a check of the table's declaration names."""
    for place, _, column in _named(table):
        yield place, column


def type_problems(
    table: Mapping[Any, Any], schema: Mapping[str, Any]
) -> Iterator[tuple[Place, str]]:
    """Yield (place, message) of each field that is not of a type that its check can look at."""
    types = {field["name"]: field.get("type", "any") for field in schema["fields"]}
    for place, check, column in [*_named(table), *_places(table)]:
        expected = TYPES.get(check, ())
        if expected and column in types and types[column] not in expected:
            wanted = " or ".join(f"`{each}`" for each in expected)
            yield (
                place,
                f"`{check}` needs a field of type {wanted}; '{column}' is `{types[column]}`",
            )


def _named(table: Mapping[Any, Any]) -> Iterator[tuple[Place, str, str]]:
    """Yield (place, check, column)."""
    for position, check in _checks(table):
        kind = str(check.get("check"))
        for option in ONE:
            if isinstance(check.get(option), str):
                yield ["checks", position, option], kind, check[option]
        for option in MANY:
            columns = check.get(option)
            for number, column in enumerate(columns if isinstance(columns, list) else []):
                if isinstance(column, str):
                    yield ["checks", position, option, number], kind, column


def _places(table: Mapping[Any, Any]) -> Iterator[tuple[Place, str, str]]:
    """Yield the columns of coordinates, where a check looks at them."""
    geometry = table.get("geometry")
    if isinstance(geometry, dict) and any(
        check.get("check") == "within-area" for _, check in _checks(table)
    ):
        for option in ("x", "y"):
            if isinstance(geometry.get(option), str):
                yield ["geometry", option], "within-area", geometry[option]


def _checks(table: Mapping[Any, Any]) -> Iterator[tuple[int, dict[Any, Any]]]:
    checks = table.get("checks")
    for position, check in enumerate(checks if isinstance(checks, list) else []):
        if isinstance(check, dict):
            yield position, check
