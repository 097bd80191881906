"""The cells as the schema sees them, in columns of text, for the strict readings.

CSV is read by Arrow, which is fast; what seems lenient there is read once more by the readers of
`formats`, which have the last word. Where steps change the file, only what they leave is looked at.
What does not belong here: what a strict reading is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from pipelines.formats.merged import Merged
from pipelines.model import FormatName, Reading, Step, columns_before
from pipelines.validate.checks.check import PLACES, Found, IsStrict
from pipelines.validate.checks.plain import AreSure
from pipelines.validate.steps import Prepared, prepare

TYPED = (FormatName.PARQUET, FormatName.GPKG)
RECORDS = 50_000
"""Records that are held as Python objects at once."""
DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
OFFSET = "Z|[+-][0-9]{2}:?[0-9]{2}"
"""The parts of ISO 8601, as patterns."""

Columns = Mapping[str, pa.Array]
Positions = NDArray[np.int64]
Tally = tuple[int, tuple[int, ...]]


def matches(pattern: str, sure: AreSure | None = None) -> IsStrict:
    """Return the reading that takes only texts in which the pattern (of RE2) is found.

    `sure` may say of a whole batch at once that it is so.
    """

    def strict(texts: pa.Array) -> pa.Array | None:
        if sure is not None and sure(texts):
            return None
        return pc.match_substring_regex(texts, pattern)

    return strict


def lacks(pattern: str, sure: AreSure) -> IsStrict:
    """Return the reading that takes only texts in which the pattern (of RE2) is not found."""
    found = matches(pattern)
    return lambda texts: None if sure(texts) else pc.invert(found(texts))


@dataclass(frozen=True)
class FieldReading:
    """One strict reading of one field."""

    check: str
    column: str
    strict: IsStrict
    missing: tuple[str, ...]
    """The texts that are no value."""


@dataclass(frozen=True)
class Source:
    """Raw files as one table, and what is done to it before the schema looks at it."""

    raw: Merged
    reading: Reading
    fields: list[str]
    """The schema's fields."""
    steps: Sequence[Step] = ()

    def prepared(self) -> Prepared:
        """Return the records as the schema sees them, from the format's own reader."""
        names = columns_before(self.steps, self.fields)
        return prepare(self.raw.read(names), self.steps, self.raw.header_row)


def lenient_cells(source: Source, readings: Sequence[FieldReading]) -> Iterator[tuple[str, Found]]:
    """Yield (check, finding) of each reading that a cell fails, with the rows of the raw file.

    A typed file has no texts to be lenient with, unless steps make some.
    """
    is_typed = source.reading.format in TYPED and not source.steps
    suspects = [] if is_typed else _suspects(source, readings)
    if not suspects:
        return
    prepared = source.prepared()
    first = source.raw.header_row + 1
    tallies = _tallied(_records(prepared, first - 1, suspects), suspects)
    for each, (count, positions) in zip(suspects, tallies, strict=True):
        if count:
            records = tuple(prepared.row_of(first + position) for position in positions)
            yield each.check, Found(each.column, count, records=records)


def _suspects(source: Source, readings: Sequence[FieldReading]) -> Sequence[FieldReading]:
    """Return the readings that need the slow look: those that fail in the fast one, or all."""
    reading = source.reading
    if source.steps or reading.format is not FormatName.CSV or source.raw.header_row != 1:
        return readings
    if source.raw.only is None:
        return readings
    try:
        tallies = _tallied(_arrow_batches(source, readings), readings)
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeError):
        return readings
    return [each for each, (count, _) in zip(readings, tallies, strict=True) if count]


def _tallied(batches: Iterator[Columns], readings: Sequence[FieldReading]) -> list[Tally]:
    """Return (count, first positions from 0 after the header) of what each reading refuses."""
    counts = [0] * len(readings)
    places: list[list[int]] = [[] for _ in readings]
    start = 0
    for columns in batches:
        present = {name: _present(columns[name], readings, name) for name in columns}
        for number, reading in enumerate(readings):
            if reading.column in present:
                refused = _refused(*present[reading.column], reading)
                counts[number] += len(refused)
                if len(places[number]) < PLACES:
                    places[number] += [start + place for place in refused[:PLACES].tolist()]
        start += max((len(column) for column in columns.values()), default=0)
    return [(count, tuple(found[:PLACES])) for count, found in zip(counts, places, strict=True)]


def _present(
    column: pa.Array, readings: Sequence[FieldReading], name: str
) -> tuple[pa.Array, Positions | None]:
    """Return the texts that are values, with their positions where some are missing."""
    missing = next((each.missing for each in readings if each.column == name), ())
    absent = pc.is_in(column, value_set=pa.array([*missing, None], pa.string()))
    if not pc.any(absent).as_py():
        return column, None
    present = pc.invert(absent)
    return column.filter(present), np.flatnonzero(present.to_numpy(zero_copy_only=False))


def _refused(texts: pa.Array, positions: Positions | None, reading: FieldReading) -> Positions:
    mask = reading.strict(texts) if len(texts) else None
    if mask is None:
        return np.zeros(0, dtype=np.int64)
    refused = np.flatnonzero(~mask.to_numpy(zero_copy_only=False))
    return refused if positions is None else positions[refused]


def _arrow_batches(source: Source, readings: Sequence[FieldReading]) -> Iterator[Columns]:
    labels = next(iter(source.prepared()), [])
    wanted = {reading.column for reading in readings}
    # Frictionless strips labels, and so names a column otherwise than Arrow does.
    columns = {label: label.strip() for label in labels if label.strip() in wanted}
    # Arrow takes no columns for all of them.
    if not columns:
        return
    with pyarrow.csv.open_csv(
        source.raw.only,
        read_options=pyarrow.csv.ReadOptions(encoding=source.reading.encoding or "utf-8"),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=source.reading.delimiter or ",",
            quote_char=source.reading.quote or '"',
            newlines_in_values=True,
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            include_columns=list(columns), column_types=dict.fromkeys(columns, pa.string())
        ),
    ) as reader:
        for batch in reader:
            yield dict(zip(columns.values(), batch.columns, strict=True))


def _records(
    prepared: Prepared, header_row: int, readings: Sequence[FieldReading]
) -> Iterator[Columns]:
    """Yield the columns that are read, block by block; null where no text stands."""
    records = iter(prepared)
    labels = [str(label or "").strip() for label in next(islice(records, header_row - 1, None), [])]
    wanted = sorted({reading.column for reading in readings})
    places = {name: labels.index(name) for name in wanted if name in labels}
    while block := list(islice(records, RECORDS)):
        yield {name: _texts(block, place) for name, place in places.items()}


def _texts(block: list[list[Any]], place: int) -> pa.Array:
    cells = [record[place] if place < len(record) else None for record in block]
    return pa.array([cell if isinstance(cell, str) else None for cell in cells], pa.string())
