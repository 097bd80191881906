"""Where the records of a block of CSV bytes end, found by a state machine over whole arrays.

Python's own `csv` is the reference. A block is *plain* where every quote opens a cell, closes one,
or stands doubled inside one, and every carriage return belongs to a line end or a quoted cell: then
a line feed ends a record exactly where an even number of quotes stands before it. Any other block
is left to `csv` itself (`stray`). What does not belong here: cells (tokenising), or encodings.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

NEWLINE = 10
RETURN = 13

Positions = np.ndarray[Any, np.dtype[np.int64]]
Octets = np.ndarray[Any, np.dtype[np.uint8]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
NOWHERE: Positions = np.empty(0, np.int64)


class NotPlain(Exception):
    """The block holds quotes or carriage returns that only `csv` itself reads rightly."""


@dataclass(frozen=True)
class Marks:
    """The bytes that cut a file into cells; `quote` is None where quotes mean nothing."""

    delimiter: int
    quote: int | None


@dataclass(frozen=True)
class Cut:
    """The whole records of a block."""

    ends: Positions
    """The position behind each record's line feed."""
    widths: Positions
    """The cells of each record, 0 for an empty line."""


def cut(block: bytes, marks: Marks, *, at_end: bool) -> Cut | None:
    """Return the whole records of a block that begins with a record; None where there is none yet.

    At the end of the file the block must end with a line feed. Raises NotPlain.
    """
    if block.startswith(codecs.BOM_UTF8):
        raise NotPlain  # polars would take it for a mark of the encoding; here it is text
    octets = np.frombuffer(block, np.uint8)
    quotes = _places(octets, block, marks.quote)
    separators = np.flatnonzero((octets == NEWLINE) | (octets == marks.delimiter))
    if len(quotes):
        separators = _outside(separators, quotes)
    last_cells = np.flatnonzero(octets[separators] == NEWLINE)
    if not len(last_cells) or at_end:
        _require_plain_quotes(octets, quotes, marks)
        if not len(last_cells) and not at_end:
            return None
    if at_end and not len(last_cells):
        raise NotPlain
    ends = separators[last_cells] + 1
    if at_end and ends[-1] != len(block):
        raise NotPlain
    whole = octets[: ends[-1]]
    quotes = quotes[: np.searchsorted(quotes, ends[-1])]
    _require_plain_quotes(whole, quotes, marks)
    _require_plain_returns(whole, quotes, ends)
    return Cut(ends, _widths(whole, last_cells, ends))


def stray(block: bytes, dialect: csv.Dialect, *, at_end: bool) -> tuple[int, list[list[str]]]:
    """Return the whole records of any block as `csv` reads them, and how many bytes they are.

    Raises UnicodeDecodeError and csv.Error.
    """
    lines = block.splitlines(keepends=True)
    if lines and not at_end and not lines[-1].endswith(b"\n"):
        del lines[-1]
    source = _Lines(lines, at_end)
    records: list[list[str]] = []
    used = 0
    for record in csv.reader(source, dialect):
        if source.ran_out:
            break
        records.append(record)
        used = source.used
    return used, records


class _Lines(Iterator[str]):
    """Decoded lines; `ran_out` once a reader asked for one more than there are before the end."""

    def __init__(self, lines: list[bytes], at_end: bool) -> None:
        self._lines = iter(lines)
        self._at_end = at_end
        self.used = 0
        self.ran_out = False

    def __next__(self) -> str:
        try:
            line = next(self._lines)
        except StopIteration:
            self.ran_out = not self._at_end
            raise
        self.used += len(line)
        return line.decode()


def _places(octets: Octets, block: bytes, mark: int | None) -> Positions:
    if mark is None or bytes([mark]) not in block:
        return NOWHERE
    return np.flatnonzero(octets == mark)


def _outside(separators: Positions, quotes: Positions) -> Positions:
    """Return the separators before which an even number of quotes stands."""
    opening = quotes[0::2]
    closing = quotes[1::2]
    if len(closing) < len(opening):
        closing = np.append(closing, np.iinfo(np.int64).max)
    first = np.searchsorted(separators, opening)
    holding = np.flatnonzero(np.append(separators, np.iinfo(np.int64).max)[first] < closing)
    if not len(holding):
        return separators
    first = first[holding]
    counts = np.searchsorted(separators, closing[holding]) - first
    # The places first, first + 1, … of every cell that holds separators, behind each other.
    steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    outside = np.ones(len(separators), np.bool_)
    outside[np.repeat(first, counts) + steps] = False
    found: Positions = separators[outside]
    return found


def _require_plain_quotes(octets: Octets, quotes: Positions, marks: Marks) -> None:
    opening, closing = quotes[0::2], quotes[1::2]
    before = octets[opening - 1]
    opens = (before == marks.delimiter) | (before == NEWLINE) | (opening == 0)
    # The second of two quotes inside a cell opens it again.
    opens[1:] |= opening[1:] == closing[: len(opening) - 1] + 1
    inner = closing[:-1] if len(closing) and closing[-1] == len(octets) - 1 else closing
    after = octets[inner + 1]
    closes = (after == marks.delimiter) | (after == NEWLINE) | (after == RETURN)
    closes |= after == marks.quote if marks.quote is not None else False
    if not (opens.all() and closes.all()):
        raise NotPlain


def _require_plain_returns(octets: Octets, quotes: Positions, ends: Positions) -> None:
    """Every carriage return stands before a record's line feed, or inside quotes."""
    count = np.count_nonzero(octets == RETURN)
    if not count:
        return
    long_enough = ends[ends > 1]
    before_line_feed = np.count_nonzero(octets[long_enough - 2] == RETURN)
    if count == before_line_feed:
        return
    returns = np.flatnonzero(octets == RETURN)
    alone = returns[~np.isin(returns + 2, ends)]
    if not (np.searchsorted(quotes, alone) % 2).all():
        raise NotPlain


def _widths(octets: Octets, last_cells: Positions, ends: Positions) -> Positions:
    widths = np.diff(last_cells, prepend=-1)
    lengths = np.diff(ends, prepend=0)
    narrow = np.flatnonzero((widths == 1) & (lengths <= 2))
    starts = ends[narrow] - lengths[narrow]
    blank = (lengths[narrow] == 1) | (octets[starts] == RETURN)
    widths[narrow[blank]] = 0
    return widths
