"""Cells of a workbook that hold an error such as #DIV/0!, which calamine gives as empty cells.

A failed formula would be published as 'no value'; hence such a file is refused.
What does not belong here: everything else about a workbook (`sheets`).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from pipelines.errors import NotTheDeclaredFile

BLOCK = 1 << 20
LONGEST_TAG = 1 << 10
"""Bytes of a cell's opening tag; more stand over from block to block."""
ERROR_CELL = re.compile(rb'<c\b[^>]*?\bt="e"[^>]*>')
PLACE = re.compile(rb'\br="([A-Z]+[0-9]+)"')
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def refuse(path: Path, sheet: str) -> None:
    """Raise NotTheDeclaredFile with the place of the first error cell; ODS has none to find."""
    with zipfile.ZipFile(path) as archive:
        member = _member(archive, sheet)
        if member is None:
            return
        with archive.open(member) as stream:
            place = _first_error(stream)
    if place is not None:
        raise NotTheDeclaredFile(
            f"{path.name}, sheet `{sheet}`, cell {place}: holds an error such as #DIV/0! or #N/A",
            remedy="correct the formula at the source, or let it give an empty cell",
        )


def _member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the sheet's file inside the archive, None where the archive is no XLSX."""
    if "xl/workbook.xml" not in archive.namelist():
        return None
    book = _root(archive, "xl/workbook.xml")
    relations = _root(archive, "xl/_rels/workbook.xml.rels")
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    ids = {entry.get("name"): entry.get(RELATION_ID) for entry in book.iter(f"{MAIN}sheet")}
    member = posixpath.join("/xl", targets.get(ids.get(sheet), "")).removeprefix("/")
    return member if member in archive.namelist() else None


def _root(archive: zipfile.ZipFile, member: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(member))  # noqa: S314 - expat bounds expansion


def _first_error(stream: IO[bytes]) -> str | None:
    held = b""
    while block := stream.read(BLOCK):
        held += block
        if (found := ERROR_CELL.search(held)) and (place := PLACE.search(found.group())):
            return place.group(1).decode()
        held = held[-LONGEST_TAG:]
    return None
