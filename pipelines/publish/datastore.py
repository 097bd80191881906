"""The DataStore table of a dataset: its columns with their data dictionary, and its records.

What does not belong here: when a table is loaded (plan) and how the calls are sent (apply).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

BATCH_ROWS = 10_000
"""Rows in one call: about 2 MB, well below what CKAN and its proxies accept."""


def columns(schema: Mapping[str, Any], types: pa.Schema) -> list[dict[str, Any]]:
    """Return the columns with PostgreSQL types and a data dictionary in the portal's languages.

    `schema` is the Table Schema, `types` the Arrow schema of the validated table.
    """
    described = {field["name"]: field for field in schema["fields"]}
    return [
        {"id": f.name, "type": _column_type(f.type), "info": _info(described.get(f.name, {}))}
        for f in types
    ]


def content_hash(table_sha256: str, fields: list[dict[str, Any]]) -> str:
    """Return the mark that a completely loaded table carries: of its rows and its columns."""
    text = json.dumps([table_sha256, fields], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def mark_in_order(mark: str, order: NDArray[np.int64]) -> str:
    """Return the mark with the order of the rows in it, where that is not the table's own.

    Rows are known by their place: the same rows in another order are another table to us.
    """
    if np.array_equal(order, np.arange(len(order))):
        return mark
    return f"{mark}.{hashlib.sha256(order.astype('<i8').tobytes()).hexdigest()[:16]}"


def holds_mark(shown: str, mark: str) -> bool:
    """Tell whether the mark that CKAN shows is this one, in whatever order the rows stand."""
    return shown.partition(".")[0] == mark


def records(table: pa.Table) -> list[dict[str, Any]]:
    """Return the rows as CKAN takes them: JSON values, exact numbers as text."""
    return [{name: _value(value) for name, value in row.items()} for row in table.to_pylist()]


def _column_type(kind: pa.DataType) -> str:
    tests = (
        (pa.types.is_integer, "bigint"),
        (pa.types.is_floating, "float8"),
        (pa.types.is_decimal, "numeric"),
        (pa.types.is_boolean, "bool"),
        (pa.types.is_date, "date"),
        (pa.types.is_time, "time"),
    )
    for test, name in tests:
        if test(kind):
            return name
    if pa.types.is_timestamp(kind):
        return "timestamptz" if kind.tz else "timestamp"
    return "text"


def plain_type(name: str) -> str:
    """Return a column type's name as PostgreSQL's catalogue has it, whichever name it was given."""
    return {"bigint": "int8", "boolean": "bool"}.get(name, name)


def _info(field: Mapping[str, Any]) -> dict[str, str]:
    info = {"label": field.get("title"), "notes": field.get("description")}
    for language, text in field.get("titles", {}).items():
        info[f"label_{language}"] = text
    for language, text in field.get("descriptions", {}).items():
        info[f"notes_{language}"] = text
    return {name: text for name, text in info.items() if text}


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {"inf": "Infinity", "-inf": "-Infinity"}.get(str(value), "NaN")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return value
