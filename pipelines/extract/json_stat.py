"""JSON-stat 2.0 as PxWeb answers it: a cube with numbers, and signs where there are none.

What does not belong here: asking for it (pxweb), and how a cube becomes rows (cube).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.extract.cube import Cell, Cube, Dimension, count_of, malformed
from pipelines.formats import objects


def read(path: Path) -> Cube:
    """Return the cube of a JSON-stat document. Raises NotTheDeclaredFile."""
    document = objects.document(path)
    if not isinstance(document, dict) or document.get("class") != "dataset":
        raise malformed(path, "no JSON-stat dataset came")
    try:
        dimensions = tuple(_dimension(name, document) for name in document["id"])
        sizes = [len(dimension.labels) for dimension in dimensions]
        if sizes != document["size"]:
            raise malformed(path, f"`size` is {document['size']}, and the values are {sizes}")
        count = count_of(dimensions)
        values = _by_position(document["value"], count)
        statuses = _by_position(document.get("status") or {}, count)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise malformed(path, f"the JSON-stat is not whole ({error!r})") from None
    cells = tuple(Cell(*pair) for pair in zip(values, statuses, strict=True))
    return Cube(dimensions, cells, document.get("updated"))


def _dimension(name: str, document: Mapping[str, Any]) -> Dimension:
    category = document["dimension"][name]["category"]
    labels = category.get("label", {})
    index = category.get("index", list(labels))
    codes = index if isinstance(index, list) else sorted(index, key=index.__getitem__)
    return Dimension(name, {str(code): str(labels.get(code, code)) for code in codes})


def _by_position(values: Any, count: int) -> list[Any]:
    """Return a list of `count` from a list, an object by position, or one text for all."""
    if isinstance(values, str):
        return [values] * count
    if isinstance(values, dict):
        spread: list[Any] = [None] * count
        for position, value in values.items():
            spread[int(position)] = value
        return spread
    if len(values) != count:
        raise ValueError(f"{len(values)} cells came, and {count} are expected")
    return list(values)
