"""A report as it is read: titles, sentences and tables of one language, for page and PDF alike.

Both are made of this, so that neither says what the other does not.
What does not belong here: where the words come from (sections), and how it looks (templates).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pipelines.site.language import LanguageCode


@dataclass(frozen=True)
class Table:
    """A table with a header; every row has a cell for each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """Of the columns, in parts of the whole."""
    numeric: tuple[int, ...] = ()
    """The columns, from 0, whose cells are numbers."""
    title: str = ""


@dataclass(frozen=True)
class Section:
    """A part under a heading of its own."""

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Headline:
    """One large figure with what a reader needs beside it."""

    label: str
    value: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """A whole report in one language."""

    language: LanguageCode
    title: str
    programme: str
    warnings: tuple[str, ...]
    """What is said before all figures: official or preliminary."""
    imprint: tuple[tuple[str, str], ...]
    """(label, value) of edition, dates and checksums."""
    headlines: tuple[Headline, ...]
    sections: tuple[Section, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the document as plain values."""
        return asdict(self)
