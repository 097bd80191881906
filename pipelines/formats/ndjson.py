"""Newline-delimited JSON: one object on each line; read, never published.

What does not belong here: how an object becomes cells (`objects`).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.errors import NotTheDeclaredFile
from pipelines.formats import Format, objects
from pipelines.model import FormatName, Reading


def read(path: Path, source: Reading, fields: list[str]) -> Iterator[list[Any]]:
    """Yield the fields' names, then the cells of each line's object; blank lines are passed over.

    Raises NotTheDeclaredFile with the line of what is not a JSON object.
    """
    cells = objects.cells_of(path, source, fields)
    yield list(fields)
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            text = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
            if text.strip():
                yield cells(_object(path, text, number))


def _object(path: Path, text: bytes, number: int) -> dict[str, Any]:
    value = objects.parse(path, text, number)
    if not isinstance(value, dict):
        raise NotTheDeclaredFile(
            f"{path.name}, line {number}: a JSON object is expected on every line",
            remedy="check the declared `format`; a list of objects in one document is `json`",
        )
    return value


FORMAT = Format(
    name=FormatName.NDJSON,
    extension="ndjson",
    media_type="application/x-ndjson",
    eu_file_type="JSON",
    read=read,
    labelled=False,
)
