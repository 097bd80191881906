"""JSON: read as a list of objects somewhere in a document, written as an array of flat objects.

What does not belong here: how an object becomes cells (`objects`), how rows become objects
(`json_rows`), or NDJSON and GeoJSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.errors import NotTheDeclaredFile
from pipelines.formats import Format, json_rows, objects, refusals
from pipelines.model import FormatName, Reading


def read(path: Path, source: Reading, fields: list[str]) -> Iterator[list[Any]]:
    """Yield the fields' names, then the cells of each object in the declared list.

    Raises NotTheDeclaredFile: not JSON (with line and column), or not a list of objects there.
    """
    cells = objects.cells_of(path, source, fields)
    records = objects.document(path)
    if source.records:
        records = objects.select(path, source.records, records)
    where = f"`{source.records}`" if source.records else "the document"
    if not isinstance(records, list):
        raise _not_a_list(path, f"{where} is {_kind(records)}")
    yield list(fields)
    for number, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            raise _not_a_list(path, f"item {number} of {where} is {_kind(record)}")
        yield cells(record)


def _not_a_list(path: Path, what: str) -> NotTheDeclaredFile:
    return NotTheDeclaredFile(
        f"{path.name}: {what}, where a list of objects is expected",
        remedy="declare the JMESPath to the list as `records`",
    )


def _kind(value: Any) -> str:
    if value is None:
        return "null or missing"
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    return kinds.get(type(value), "a number")


def write(table: pa.Table, path: Path) -> None:
    """Write an array of objects in UTF-8, one to a line. Raises ConversionFailed for NaN or INF."""
    refusals.refuse_not_finite(table, path)
    json_rows.write_lines(table, path, FRAME, json_rows.rows)


def read_back(path: Path, schema: pa.Schema) -> pa.Table:
    """Read what `write` wrote. Raises ConversionFailed."""
    return json_rows.read_lines(path, schema, FRAME, lambda row: row)


FRAME = json_rows.Frame(first="[", last="]")
FORMAT = Format(
    name=FormatName.JSON,
    extension="json",
    media_type="application/json",
    eu_file_type="JSON",
    read=read,
    write=write,
    read_back=read_back,
    labelled=False,
)
