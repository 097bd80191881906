"""The records of a raw file as they came, picked out by their numbers: for samples and quarantine.

They come from the same readers as those that were validated, before any declared step. What does
not belong here: which of them are invalid (verdict), and what they are shown for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipelines.formats import objects
from pipelines.formats.merged import Raw, as_one
from pipelines.model import Dataset, DataSource, columns_before

Record = list[Any]


def read(raw: Raw, dataset: Dataset, schema: Mapping[str, Any]) -> Iterator[tuple[int, Record]]:
    """Yield (number, record) of every record, the header included; the first one is number 1.

    Raises NotTheDeclaredFile.
    """
    assert isinstance(dataset.source, DataSource)  # noqa: S101 - its file was validated
    reading = dataset.source.readings()[0]
    names = columns_before(dataset.steps, [field["name"] for field in schema["fields"]])
    yield from enumerate(as_one(raw, reading).read(names), start=1)


def picked(
    records: Iterable[tuple[int, Record]], numbers: Iterable[int]
) -> Iterator[tuple[int, Record]]:
    """Yield the records of those numbers, which ascend; nothing is read beyond the last."""
    wanted = iter(numbers)
    next_one = next(wanted, None)
    if next_one is None:
        return
    for number, record in records:
        if number == next_one:
            yield number, record
            if (next_one := next(wanted, None)) is None:
                return


def as_text(cell: Any) -> str:
    """Return a cell as text: a text as it is, no value as '', the rest as JSON or ISO 8601 has it.

    A moment at midnight is a day: a workbook knows no difference.
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, dt.datetime) and cell.tzinfo is None and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, dt.timedelta | bytes):
        return str(cell)
    return objects.compact(cell)
