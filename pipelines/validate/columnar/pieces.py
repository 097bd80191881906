"""A file read piece by piece: whole records, as many as fit into a block, in their order.

What does not belong here: cells (tokenising), or which encodings and dialects are covered
(coverage).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipelines.validate.columnar.cutting import Cut, Marks, NotPlain, cut, stray
from pipelines.validate.columnar.tokenising import Batch, from_block, from_records

BLOCK = 1 << 23
"""Bytes that are cut at once: large enough for the fixed costs, small enough for two caches."""
UTF_8 = ("utf-8", "utf-8-sig")


@dataclass(frozen=True)
class TextForm:
    """How a file's bytes become cells."""

    encoding: str
    """Python's name of the codec."""
    translate: bool
    """Whether every line end counts as a line feed, inside quotes too (frictionless' TSV)."""
    dialect: csv.Dialect
    marks: Marks
    width: int
    """The columns of the table."""


@dataclass(frozen=True)
class Piece:
    """Whole records of a file, not yet read as cells."""

    first: int
    """The number of the first record."""
    height: int
    block: bytes
    found: Cut | None
    records: list[list[str]]
    """The records themselves where the block was not plain (`found` is None)."""
    offset: int | None = None
    """Where the block begins in the file; None where the file's bytes are others."""

    def batch(self, form: TextForm) -> Batch:
        """Return the cells. Raises UnicodeDecodeError and pl.exceptions.ComputeError."""
        if self.found is not None:
            try:
                return from_block(
                    self.block, self.found, form.marks, form.dialect, form.width, self.first
                )
            except NotPlain:
                _, records = stray(self.block, form.dialect, at_end=True)
                return from_records(records, form.width, self.first)
        return from_records(self.records, form.width, self.first)


def pieces(path: Path, form: TextForm) -> Iterator[Piece]:
    """Yield the file's records. Raises UnicodeError, csv.Error and OSError."""
    first = 1
    rest = b""
    enough = 0
    offset = _beginning(path, form)
    for block, at_end in _blocks(path, form):
        rest += block
        if len(rest) < enough and not at_end:
            continue
        piece = _piece(rest, form, first, at_end)
        if piece is None:
            # A record longer than all that was read: reading it anew only at twice its length
            # keeps the time linear.
            enough = 2 * len(rest)
            continue
        yield replace(piece, offset=offset)
        first += piece.height
        rest = rest[len(piece.block) :]
        offset = None if offset is None else offset + len(piece.block)
        enough = 0


def _piece(block: bytes, form: TextForm, first: int, at_end: bool) -> Piece | None:
    if at_end and not block.endswith(b"\n"):
        try:
            found = cut(block + b"\n", form.marks, at_end=True)
        except NotPlain:
            return _stray_piece(block, form, first, at_end)
        assert found is not None  # noqa: S101 - a block that ends with a line feed has a record
        return Piece(first, len(found.ends), block + b"\n", found, [])
    try:
        found = cut(block, form.marks, at_end=at_end)
    except NotPlain:
        return _stray_piece(block, form, first, at_end)
    if found is None:
        return None
    return Piece(first, len(found.ends), block[: found.ends[-1]], found, [])


def _stray_piece(block: bytes, form: TextForm, first: int, at_end: bool) -> Piece | None:
    used, records = stray(block, form.dialect, at_end=at_end)
    if not records:
        return None
    return Piece(first, len(records), block[:used], None, records)


def _beginning(path: Path, form: TextForm) -> int | None:
    """Return where the text begins, behind a byte order mark; None where bytes must be recoded."""
    if form.translate or form.encoding not in UTF_8:
        return None
    if form.encoding != "utf-8-sig":
        return 0
    with path.open("rb") as stream:
        mark = codecs.BOM_UTF8
        return len(mark) if stream.read(len(mark)) == mark else 0


def _blocks(path: Path, form: TextForm) -> Iterator[tuple[bytes, bool]]:
    """Yield the file as UTF-8, and whether it ends there."""
    beginning = _beginning(path, form)
    with path.open("rb") as stream:
        if beginning is None:
            yield from _transcoded(stream, form)
            return
        stream.seek(beginning)
        block = stream.read(BLOCK)
        while block:
            following = stream.read(BLOCK)
            yield block, not following
            block = following


def _transcoded(stream: io.BufferedReader, form: TextForm) -> Iterator[tuple[bytes, bool]]:
    decoder: Any = codecs.getincrementaldecoder(form.encoding)()
    if form.translate:
        decoder = io.IncrementalNewlineDecoder(decoder, translate=True)
    block = stream.read(BLOCK)
    while block:
        following = stream.read(BLOCK)
        yield decoder.decode(block, final=not following).encode(), not following
        block = following
