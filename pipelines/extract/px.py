"""PX files, the statistics offices' own format: a cube with numbers, and signs where none are.

    CODEPAGE="utf-8"; STUB="Alue"; HEADING="Vuosi"; VALUES("Alue")="Helsinki","Espoo"; DATA=1 "..";

What does not belong here: asking for it (pxweb), and how a cube becomes rows (cube).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from pipelines.extract.cube import Cell, Cube, Dimension, count_of, malformed

CODEPAGE = re.compile(rb'CODEPAGE="([^"]+)";', re.I)
ANSI = "windows-1252"
"""What a file without CODEPAGE is written in."""
KEYWORD = re.compile(r'\s*([A-Z0-9-]+)(\[[^\]]*\])?(?:\(((?:"[^"]*"\s*,?\s*)+)\))?\s*=\s*')
TEXT = re.compile(r'"([^"]*)"')
LIST = re.compile(r'"[^"]*"(?:\s*"[^"]*")*')
CELL = re.compile(r'"([^"]*)"|([^\s";,]+)')
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
SIGN = re.compile(r"\.+|-")
"""What stands where there is no number; a dash says that there is nothing to count."""
Keywords = dict[tuple[str, str], str]


def read(path: Path) -> Cube:
    """Return the cube of a PX file. Raises NotTheDeclaredFile."""
    text = _decoded(path)
    head, found, data = text.partition("DATA=")
    if not found:
        raise malformed(path, "no PX file came: there is no DATA")
    data, ended, _ = data.rpartition(";")
    if not ended:
        raise malformed(path, "the PX file is cut off: the semicolon after DATA is missing")
    keywords = dict(_keywords(path, head))
    dimensions = tuple(_dimension(path, keywords, name) for name in _variables(keywords))
    cells = tuple(_cell(path, match) for match in CELL.finditer(data))
    if len(cells) != count_of(dimensions):
        expected = count_of(dimensions)
        raise malformed(path, f"{len(cells)} cells came, and {expected} are expected")
    updated = TEXT.findall(keywords.get(("LAST-UPDATED", ""), ""))
    return Cube(dimensions, cells, updated[0] if updated else None)


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    declared = CODEPAGE.search(content[:4096])
    name = declared.group(1).decode("ascii", "replace") if declared else ANSI
    try:
        if content.startswith(codecs.BOM_UTF8):
            name = "utf-8-sig"
        return content.decode(codecs.lookup(name).name)
    except (LookupError, UnicodeDecodeError):
        raise malformed(path, f"it is not written in {name}, as it says itself") from None


def _keywords(path: Path, head: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield ((keyword, the variable it is about or ''), the text of its value)."""
    position = 0
    while head[position:].strip():
        match = KEYWORD.match(head, position)
        if match is None:
            line = head.count("\n", 0, position) + 1
            raise malformed(path, f"near line {line}: a keyword is expected")
        end = _end_of_value(path, head, match.end())
        about = TEXT.findall(match.group(3) or "")
        # In a file of several languages, the keywords without one are those of its own.
        if match.group(2) is None:
            yield (match.group(1), about[0] if about else ""), head[match.end() : end]
        position = end + 1


def _end_of_value(path: Path, head: str, start: int) -> int:
    """Return where the semicolon outside of quotes stands."""
    quoted = False
    for position in range(start, len(head)):
        if head[position] == '"':
            quoted = not quoted
        elif head[position] == ";" and not quoted:
            return position
    raise malformed(path, f"near line {head.count(chr(10), 0, start) + 1}: a value never ends")


def _variables(keywords: Keywords) -> list[str]:
    """Return the variables in the order of the cells: those of the lines, then of the columns."""
    return [name for key in ("STUB", "HEADING") for name in _texts(keywords.get((key, ""), ""))]


def _texts(value: str) -> list[str]:
    """Return a list of texts; one that goes on over lines stands in several pairs of quotes."""
    return ["".join(TEXT.findall(pieces)) for pieces in LIST.findall(value)]


def _dimension(path: Path, keywords: Keywords, name: str) -> Dimension:
    names = _texts(keywords.get(("VALUES", name), ""))
    codes = _texts(keywords.get(("CODES", name), "")) or names
    if not names or len(codes) != len(names) or len(set(codes)) != len(codes):
        raise malformed(path, f"the values and codes of '{name}' do not fit each other")
    return Dimension(name, dict(zip(codes, names, strict=True)))


def _cell(path: Path, match: re.Match[str]) -> Cell:
    text = match.group(1) if match.group(1) is not None else match.group(2)
    if SIGN.fullmatch(text):
        return Cell(None, text)
    if not NUMBER.fullmatch(text):
        raise malformed(path, "DATA holds what is neither a number nor a sign of dots")
    return Cell(int(text) if text.lstrip("-").isdigit() else Decimal(text))
