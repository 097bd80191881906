"""Several files of one table, read one after another as if they were one.

Each is read in its own format and dialect; their columns must be the same, in whatever order, and
come out in the order of the first file's. A row of the whole is found again in its file by
`place_of`. What does not belong here: which files there are (extract), and what a cell must hold.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pipelines.errors import NotTheDeclaredFile
from pipelines.faults import nearest
from pipelines.formats import format_named
from pipelines.model import Reading

Record = list[Any]
EXCHANGED = {ord(","): ".", ord("."): ","}


@dataclass(frozen=True)
class Part:
    """One of the files, on this machine."""

    name: str
    """As the agency calls it."""
    path: Path
    reading: Reading
    rename: Mapping[str, str] = field(default_factory=dict)
    """{the file's own column: the table's column}."""

    @property
    def header_row(self) -> int:
        """Return the number of the record that holds the column names."""
        return self.reading.header


@dataclass(frozen=True)
class Place:
    """Where a row of the whole stands."""

    file: str
    record: int
    """Its number in that file, as a person counts: from 1, the records before the header too."""


class Merged:
    """One or more files as one table, readable as often as needed.

    `numbers` are the number columns: where the files' decimal marks differ, they come out with the
    mark of the first file.
    """

    def __init__(self, parts: Sequence[Part], numbers: Sequence[str] = ()) -> None:
        self._parts = tuple(parts)
        self._numbers = frozenset(numbers)
        self._starts: list[int] = []

    @property
    def only(self) -> Path | None:
        """Return the single file, where there is but one and its columns keep their names."""
        return self._parts[0].path if len(self._parts) == 1 and not self._parts[0].rename else None

    @property
    def names(self) -> list[str]:
        """Return the names of the files."""
        return [part.name for part in self._parts]

    @property
    def header_row(self) -> int:
        """Return the number of the header among the records that `read` yields."""
        return 1 if len(self._parts) > 1 else self._parts[0].header_row

    def read(self, fields: list[str]) -> Iterator[Record]:
        """Yield the header and the records of all files; of a single one, all as they stand.

        Raises NotTheDeclaredFile: what the formats' readers raise, and columns that are not those
        of the first file, with the file and the columns.
        """
        if len(self._parts) == 1 and not self._parts[0].rename:
            yield from _records(self._parts[0], fields)
            return
        header, position = self._first_header(fields), 1
        yield header
        for number, part in enumerate(self._parts):
            self._note_start(number, position + 1)
            records = _records(part, fields)
            arranged = self._arranged(header, _header(part, records), part)
            for record in records:
                position += 1
                yield arranged(record)

    def place_of(self, position: int) -> Place:
        """Return where a record that has been read stands; its number is that among all of them."""
        first = self._parts[0]
        if not self._starts:
            return Place(first.name, position)
        number = bisect_right(self._starts, position) - 1
        if number < 0:
            return Place(first.name, first.header_row)
        part = self._parts[number]
        return Place(part.name, position - self._starts[number] + part.header_row + 1)

    def starts(self) -> list[tuple[int, Place]]:
        """Return where each file's rows begin: (position of all, place), as far as was read.

        Empty where there is but one file, whose rows stand where they are.
        """
        return [(start, self.place_of(start)) for start in self._starts]

    def _first_header(self, fields: list[str]) -> Record:
        first = self._parts[0]
        return _header(first, _records(first, fields))

    def _note_start(self, number: int, position: int) -> None:
        if number == len(self._starts):
            self._starts.append(position)

    def _arranged(self, header: Record, own: Record, part: Part) -> Callable[[Record], Record]:
        """Return the function that brings a part's record into the order of the whole."""
        _check_columns(header, own, part, self._parts[0])
        order = [own.index(name) for name in header]
        other_mark = (part.reading.decimal or ".") != (self._parts[0].reading.decimal or ".")
        numbers = [at for at, name in enumerate(header) if other_mark and name in self._numbers]
        if own == header and not numbers:
            return lambda record: record

        def arranged(record: Record) -> Record:
            # A ragged record stays as it is: validation tells what is wrong with it.
            if len(record) != len(order):
                return record
            cells = [record[at] for at in order]
            for at in numbers:
                if isinstance(cells[at], str):
                    cells[at] = cells[at].translate(EXCHANGED)
            return cells

        return arranged


Raw = Path | Merged
"""What a dataset's rows are read from: its only file, or all of them as one table."""


def as_one(raw: Raw, reading: Reading) -> Merged:
    """Return the files as they are, or a single file that is read as said."""
    return raw if isinstance(raw, Merged) else Merged([Part(raw.name, raw, reading)])


def _records(part: Part, fields: list[str]) -> Iterator[Record]:
    own = {column: name for name, column in part.rename.items()}
    kind = format_named(part.reading.format)
    names = fields if kind.labelled else [own.get(name, name) for name in fields]
    return kind.read(part.path, part.reading, names)


def _header(part: Part, records: Iterator[Record]) -> Record:
    """Take the records up to the header, and return it with the table's own names."""
    header = next(islice(records, part.header_row - 1, None), None)
    if header is None:
        raise NotTheDeclaredFile(
            f"{part.name}: there is no row {part.header_row}, which should hold the column names",
            remedy="correct `header_row` of this file in `source.files`",
        )
    for name in part.rename:
        if name not in header:
            near = nearest(name, [cell for cell in header if isinstance(cell, str)])
            hint = f"; did you mean '{near}'?" if near else ""
            raise NotTheDeclaredFile(
                f"{part.name}: there is no column '{name}' to rename{hint}",
                remedy="correct `rename` of this file in `source.files`",
            )
    return [part.rename.get(cell, cell) for cell in header]


def _check_columns(header: Record, own: Record, part: Part, first: Part) -> None:
    missing = [name for name in header if name not in own]
    more = [name for name in own if name not in header]
    twice = sorted({str(name) for name in own if own.count(name) > 1})
    faults = [("lacks", missing), ("has besides", more), ("has twice", twice)]
    told = "; ".join(f"{word} {_listed(names)}" for word, names in faults if names)
    if told:
        raise NotTheDeclaredFile(
            f"{part.name}: its columns are not those of {first.name}: it {told}",
            remedy="where a column is only called otherwise, declare `rename` for this file",
        )


def _listed(names: list[Any]) -> str:
    return ", ".join(f"'{name}'" for name in names)
