"""Blocks of bytes as batches of cells: regular records as columns, odd ones as lists.

A record is odd where it has another number of cells than the table has columns. What does not
belong here: where records end (cutting), which of them are content (content), or what cells mean.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from pipelines.validate.columnar.cutting import Cut, Marks, NotPlain

Numbers = np.ndarray[Any, np.dtype[np.int64]]


class NotText(Exception):
    """A cell is no text (a workbook's number, nothing at all), or none that UTF-8 can hold."""


@dataclass(frozen=True)
class Batch:
    """Some records of a table, all cells as text."""

    numbers: Numbers
    """The number of each record in the file, counted from 1 with the header."""
    frame: pl.DataFrame
    """A column of texts for each column of the table, named by its index; odd rows hold nothing."""
    odd: dict[int, list[str]]
    """Position in the batch → the cells of a record that is too short, too long or empty."""

    def cells(self, position: int) -> list[str]:
        """Return the cells of a record as they stand in the file."""
        found = self.odd.get(position)
        return list(self.frame.row(position)) if found is None else found


def from_block(
    block: bytes, found: Cut, marks: Marks, dialect: csv.Dialect, width: int, first: int
) -> Batch:
    """Return the records of a plain block; `first` is the number of the first one.

    Raises NotPlain, and UnicodeDecodeError or pl.exceptions.ComputeError for bytes that are not
    UTF-8.
    """
    odd = _odd_records(block, found, dialect, width)
    frame = pl.read_csv(
        _without(block, found, list(odd), marks, width),
        has_header=False,
        schema={str(index): pl.String() for index in range(width)},
        separator=chr(marks.delimiter),
        quote_char=None if marks.quote is None else chr(marks.quote),
        empty_string_is_null=False,
    )
    if frame.height != len(found.ends):
        raise NotPlain
    return Batch(np.arange(first, first + frame.height), frame, odd)


def from_records(records: Sequence[list[str]], width: int, first: int) -> Batch:
    """Return records of texts as a batch. Raises NotText."""
    odd = {index: record for index, record in enumerate(records) if len(record) != width}
    nothing = [""] * width
    regular = [nothing if index in odd else record for index, record in enumerate(records)]
    columns = list(zip(*regular, strict=True)) or [()] * width
    frame = pl.DataFrame([_texts(str(index), column) for index, column in enumerate(columns)])
    if not all(isinstance(cell, str) for record in odd.values() for cell in record):
        raise NotText
    return Batch(np.arange(first, first + len(records)), frame, odd)


def _texts(name: str, cells: Sequence[Any]) -> pl.Series:
    try:
        texts = pl.Series(name, cells, dtype=pl.String, strict=True)
    except (TypeError, UnicodeEncodeError):
        raise NotText from None
    if texts.null_count():
        raise NotText
    return texts


def first_rows(batch: Batch, count: int) -> Batch:
    """Return the batch's first rows."""
    odd = {position: cells for position, cells in batch.odd.items() if position < count}
    return Batch(batch.numbers[:count], batch.frame.head(count), odd)


def _odd_records(
    block: bytes, found: Cut, dialect: csv.Dialect, width: int
) -> dict[int, list[str]]:
    odd = np.flatnonzero(found.widths != width)
    ends = found.ends[odd].tolist()
    starts = np.where(odd > 0, found.ends[odd - 1], 0).tolist()
    return {
        position: record(block[start:end], dialect)
        for position, start, end in zip(odd.tolist(), starts, ends, strict=True)
    }


def record(line: bytes, dialect: csv.Dialect) -> list[str]:
    """Return the cells of the bytes of one record, in UTF-8."""
    return next(csv.reader(io.StringIO(line.decode(), newline=""), dialect))


def _without(block: bytes, found: Cut, odd: list[int], marks: Marks, width: int) -> bytes:
    """Return the block's records with a regular line in the place of every odd one."""
    end = int(found.ends[-1])
    if not odd:
        return block if end == len(block) else block[:end]
    line = b"-" + bytes([marks.delimiter]) * (width - 1) + b"\n"
    pieces: list[bytes] = []
    begin = 0
    for position in odd:
        start = int(found.ends[position - 1]) if position else 0
        pieces += (block[begin:start], line)
        begin = int(found.ends[position])
    return b"".join((*pieces, block[begin:end]))
