"""The formats: one file each, how it is read and how it is written, found by its name.

A reader yields the records of a file as they stand in it; a writer writes a typed Arrow table;
`read_back` reads what the writer wrote, into the same Arrow types, so that the two can be compared.
What does not belong here: HTTP, Table Schema, CKAN, or which formats a dataset wants.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.model import FormatName, Reading

GEOMETRY = "geometry"
"""The column of WKB (EPSG:4326, longitude first) that geographic writers take and give back."""

Reader = Callable[[Path, Reading, list[str]], Iterator[list[Any]]]
Writer = Callable[[pa.Table, Path], None]
ReadBack = Callable[[Path, pa.Schema], pa.Table]


@dataclass(frozen=True)
class Format:
    """What the pipeline knows of a format.

    `read(path, source, fields)` yields records from the first one in the file on, header included
    (so that a record's number is its place in the file); `fields` are the schema's field names,
    needed by formats whose records are objects. Raises NotTheDeclaredFile.
    `write(table, path)` raises ConversionFailed where the format cannot hold the table.
    `read_back(path, schema)` returns the table in exactly the Arrow schema asked for.
    """

    name: FormatName
    extension: str
    media_type: str
    eu_file_type: str
    """The code of the EU file-type vocabulary."""
    read: Reader
    write: Writer | None = None
    read_back: ReadBack | None = None
    labelled: bool = True
    """Whether the records carry their own header (JSON records do not: it comes from `fields`)."""


def format_named(name: FormatName) -> Format:
    """Return the format of that name, from the module of that name."""
    module = importlib.import_module(f"pipelines.formats.{name.value}")
    found = module.FORMAT
    assert isinstance(found, Format)  # noqa: S101 - a programming error, not bad input
    return found
