"""Tables: what a chart shows, cell by cell, for the page and as CSV.

A cell holds the plain value, which the CSV has, and the words in which the page shows it; so the
CSV is the same whatever language it is linked from, and its columns are named by ids.
What does not belong here: which tables there are (gallery, lists).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.measure import IndicatorRow
from pipelines.site.dashboard.figures import Number
from pipelines.site.dashboard.wording import said
from pipelines.site.language import LanguageCode, day

Plain = str | int | float | bool | dt.date | None
LEDGER_COLUMNS = (
    "indicator", "definition_version", "publisher", "as_of", "value", "unit", "numerator",
    "denominator", "status", "qualifier", "counted", "revision", "computed_at", "reason", "by",
    "source",
)  # fmt: skip
"""The columns of the whole ledger; their meaning is that of IndicatorRow."""


@dataclass(frozen=True)
class Cell:
    """One cell."""

    plain: Plain
    """As the CSV has it; None is empty there."""
    shown: str
    """As the page shows it."""
    address: str | None = None
    """Where a link in the cell leads."""
    numeric: bool = False
    lang: str | None = None
    """The language of what is shown, where it is not the page's."""

    @property
    def is_day(self) -> bool:
        """Tell whether it holds a day."""
        return isinstance(self.plain, dt.date)


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns of (id, title)."""

    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Cell]]

    def is_numeric(self, place: int) -> bool:
        """Tell whether a column holds numbers."""
        return bool(self.rows) and self.rows[0][place].numeric


def text(plain: str, shown: str | None = None, address: str | None = None) -> Cell:
    """Return a cell of text."""
    return Cell(plain, plain if shown is None else shown, address)


def figure(
    value: Number | None, language: LanguageCode, unit: str = "", qualifier: str = ""
) -> Cell:
    """Return a cell of a number; a dash where it is not known."""
    shown = "–" if value is None else said(value, language, unit, qualifier)
    return Cell(value, shown, numeric=True)


def date(value: dt.date, language: LanguageCode) -> Cell:
    """Return a cell of a day."""
    return Cell(value, day(value, language))


def to_csv(table: Table) -> str:
    """Return a table as CSV: UTF-8, commas, a header of ids, days as ISO 8601."""
    return _written((name for name, _ in table.columns), ([c.plain for c in r] for r in table.rows))


def ledger_csv(rows: Iterable[IndicatorRow]) -> str:
    """Return every row of the ledger as CSV, oldest day first."""
    records = (row.to_json() for row in rows)
    return _written(LEDGER_COLUMNS, ([it[name] for name in LEDGER_COLUMNS] for it in records))


def _written(header: Iterable[str], rows: Iterable[Sequence[object]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()
