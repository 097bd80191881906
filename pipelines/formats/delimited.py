"""The records of a delimited text file, decoded strictly; one that lost characters is refused.

What belongs here: encodings, quotes, and where in the file a fault is. What does not: types, column
names and missing values (the schema's), and how CSV is written (`csv`).
"""

from __future__ import annotations

import codecs
import csv
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.errors import NotTheDeclaredFile
from pipelines.model import Reading

LARGEST_CELL = 2**31 - 1
"""Characters that one cell may hold; Python's own limit of 131,072 refuses geometries."""
BLOCK = 1 << 20
LOST = "\ufffd"
"""What a program writes in place of a character that it could not read."""


def read(path: Path, source: Reading, fields: list[str]) -> Iterator[list[Any]]:  # noqa: ARG001
    """Yield every record as a list of texts, the header included; a blank line gives `[]`.

    A record ends at an unquoted line end, so its number is not the physical line's. Raises
    NotTheDeclaredFile: a byte that the declared encoding lacks, U+FFFD (characters were lost before
    the file came here), U+0000, UTF-8 declared as something else, a quote that never closes.
    """
    csv.field_size_limit(LARGEST_CELL)
    lines = _Lines(path, source)
    records = csv.reader(lines, delimiter=source.delimiter or ",", quotechar=source.quote or '"')
    try:
        for record in records:
            if lines.at_end:
                # Only an open quote makes the reader ask for a line after the last one.
                raise _open_quote(path, lines.record)
            yield record
            lines.record += 1
    except csv.Error as error:
        raise NotTheDeclaredFile(
            f"{path.name}, record {lines.record}: {error}",
            remedy="check the declared `delimiter` and `quote`",
        ) from None


class _Lines:
    """The decoded physical lines of a file, one by one, with the place of each."""

    def __init__(self, path: Path, source: Reading) -> None:
        self._path = path
        self._encoding = codec(path, source)
        self._offset = 0
        self.record = 1
        """The number of the record that the next line belongs to."""
        self.at_end = False

    def __iter__(self) -> Iterator[str]:
        with self._path.open("rb") as stream:
            if self._encoding == "utf-8" and stream.read(3) == codecs.BOM_UTF8:
                self._offset = 3
            stream.seek(self._offset)
            for chunk in stream:
                for line in chunk.splitlines(keepends=True):
                    yield self._decoded(line)
                    self._offset += len(line)
        self.at_end = True

    def _decoded(self, line: bytes) -> str:
        try:
            text = line.decode(self._encoding)
        except UnicodeDecodeError as error:
            raise self._undecodable(error.start) from None
        if LOST in text or "\0" in text:
            raise self._forbidden(text)
        return text

    def _undecodable(self, start: int) -> NotTheDeclaredFile:
        return NotTheDeclaredFile(
            f"{self._place(start)}: not a character of the declared encoding {self._encoding}",
            remedy="declare the real encoding, such as utf-8, iso-8859-1 or windows-1252",
        )

    def _forbidden(self, text: str) -> NotTheDeclaredFile:
        start = min(text.index(mark) for mark in (LOST, "\0") if mark in text)
        place = self._place(len(text[:start].encode(self._encoding)))
        if text[start] == LOST:
            return NotTheDeclaredFile(
                f"{place}: U+FFFD stands where a character was lost before the file came here",
                remedy="ask the source to export the file anew, in UTF-8",
            )
        return NotTheDeclaredFile(
            f"{place}: a NUL character, which no text file holds",
            remedy="ask the source for a text file in UTF-8",
        )

    def _place(self, start: int) -> str:
        return f"{self._path.name}, record {self.record}, byte {self._offset + start}"


def is_doubtful(path: Path) -> bool:
    """Tell quickly whether the file may hold a character that `read` refuses."""
    if not path.stat().st_size:
        return False
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        return whole.find(b"\0") >= 0 or whole.find(LOST.encode()) >= 0


def codec(path: Path, source: Reading) -> str:
    """Return Python's name of the declared encoding. Raises NotTheDeclaredFile."""
    declared = source.encoding or "utf-8"
    try:
        name = codecs.lookup(declared).name.removesuffix("-sig")
        if "\n".encode(name) != b"\n":
            raise LookupError
    except LookupError:
        raise NotTheDeclaredFile(
            f"{path.name}: the encoding `{declared}` is unknown, or not read here",
            remedy="declare utf-8, iso-8859-1, windows-1252 or another that extends ASCII",
        ) from None
    if name not in ("utf-8", "ascii") and _is_utf8_beyond_ascii(path):
        raise NotTheDeclaredFile(
            f"{path.name}: declared as {declared}, but all its characters beyond ASCII are UTF-8",
            remedy="declare `encoding: utf-8`, or ä and ö come out as two characters each",
        )
    return name


def _is_utf8_beyond_ascii(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond = False
    with path.open("rb") as stream:
        try:
            while block := stream.read(BLOCK):
                beyond = not decoder.decode(block).isascii() or beyond
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return beyond


def _open_quote(path: Path, record: int) -> NotTheDeclaredFile:
    return NotTheDeclaredFile(
        f"{path.name}: a quote that opens in record {record} never closes, so the rest of the file"
        " is read as one cell",
        remedy="ask the source to close or double it, or declare the real `quote`",
    )
