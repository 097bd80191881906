"""How a raw file is read: its format, and the options that no reader may guess.

What does not belong here: where the file comes from (sources), and the readers (formats).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from pipelines.model.cell_range import RANGE, CellRange
from pipelines.model.noun import Noun, refuse
from pipelines.model.vocabularies import FormatName


class Dialect(Noun):
    """The options of all formats: how a file of its format is written."""

    member: str | None = None
    """The file inside a zip, where the raw file is a zip; `*` and `?` stand for several files,
    which become one table in the order of their names."""
    encoding: str | None = None
    """csv: utf-8, iso-8859-1, iso-8859-15, windows-1252, … (a BOM is accepted for utf-8)."""
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] | None = None
    """csv: the character between cells."""
    quote: Annotated[str, StringConstraints(min_length=1, max_length=1)] | None = None
    """csv: the character around cells; `"` unless said."""
    decimal: Literal[".", ","] | None = None
    """csv: the decimal mark of number columns; `.` unless said."""
    header_row: Annotated[int, Field(ge=1)] | None = None
    """csv, xlsx, ods: the row that holds the column names; 1, or the range's first, unless said."""
    sheet: str | None = None
    """xlsx, ods: the sheet's name."""
    range: Annotated[str, StringConstraints(pattern=RANGE)] | None = None
    """xlsx, ods: the cells of the table, header included: B4:H40, or B4:H to the last row."""
    header_rows: Annotated[int, Field(ge=2, le=5)] | None = None
    """xlsx: so many rows, down to `header_row`, hold the names, joined by a space."""
    until_empty: bool | None = None
    """xlsx, ods: whether the table ends before its first empty row, as above a row of totals."""
    layer: str | None = None
    """gpkg: the layer's name."""
    records: str | None = None
    """json: JMESPath to the list of records; the document itself unless said."""
    columns: dict[str, str] | None = None
    """json, ndjson: {column: JMESPath into a record}; the field's own name unless said."""

    def options(self) -> dict[str, Any]:
        """Return {option: value} of the options that are declared."""
        values = {option: getattr(self, option) for option in Dialect.model_fields}
        return {option: value for option, value in values.items() if value is not None}

    @property
    def header(self) -> int:
        """Return the number of the record with the column names, counted from 1."""
        first = CellRange.parse(self.range).top if self.range else 1
        return self.header_row or first + (self.header_rows or 1) - 1

    def header_faults(self) -> list[tuple[str, str]]:
        """Return as (option, message) where the rows of names do not fit the table's cells."""
        try:
            cells = CellRange.parse(self.range) if self.range else CellRange(1, 1, 1, None)
        except ValueError:
            return [("range", "the first cell must stand above and left of the last one")]
        first = cells.top + (self.header_rows or 1) - 1
        if self.header < first or (cells.bottom is not None and self.header >= cells.bottom):
            return [
                ("header_row", "the rows of names must stand inside `range`, above a row of data")
            ]
        return []


class Reading(Dialect):
    """A format with its options. Encoding, delimiter, sheet and the rest are never guessed."""

    format: FormatName
    """The file's own format."""

    @model_validator(mode="after")
    def _options_fit_the_format(self) -> Self:
        refuse(self.option_faults())
        return self

    def option_faults(self) -> list[tuple[str, str]]:
        """Return (field, message) of each option that is missing or means nothing."""
        return option_faults(self.format, self.options()) + self.header_faults()

    def place_faults(self) -> list[tuple[str, str]]:
        """Return as (option, message) where the table's place is not said, or senselessly.

        Apart from the rules above, for a dataset's table may say it instead of its source.
        """
        needed, _ = FORMAT_OPTIONS[self.format]
        options = self.options()
        return _missing(self.format, (needed & PLACES) - set(options)) + _unused(
            self.format, options
        )


def option_faults(name: FormatName, options: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (option, message) of each that a format misses, or that means nothing to it.

    Where in the file the table is may be missing: a dataset's table may say it.
    """
    needed, _ = FORMAT_OPTIONS[name]
    return _missing(name, needed - PLACES - set(options)) + _unused(name, options)


def _missing(name: FormatName, options: frozenset[str]) -> list[tuple[str, str]]:
    why = f"must be declared for format {name.value}: it is never guessed"
    return [(option, why) for option in sorted(options)]


def _unused(name: FormatName, options: Mapping[str, Any]) -> list[tuple[str, str]]:
    needed, optional = FORMAT_OPTIONS[name]
    why = f"it means nothing for format {name.value}; remove it"
    return [(option, why) for option in sorted((ALL_OPTIONS & set(options)) - needed - optional)]


FORMAT_OPTIONS: dict[FormatName, tuple[frozenset[str], frozenset[str]]] = {
    FormatName.CSV: (
        frozenset({"encoding", "delimiter"}),
        frozenset({"quote", "decimal", "header_row"}),
    ),
    FormatName.XLSX: (
        frozenset({"sheet"}),
        frozenset({"header_row", "range", "header_rows", "until_empty"}),
    ),
    FormatName.ODS: (frozenset({"sheet"}), frozenset({"header_row", "range", "until_empty"})),
    FormatName.JSON: (frozenset(), frozenset({"records", "columns"})),
    FormatName.NDJSON: (frozenset(), frozenset({"columns"})),
    FormatName.PARQUET: (frozenset(), frozenset()),
    FormatName.GEOJSON: (frozenset(), frozenset()),
    FormatName.GPKG: (frozenset({"layer"}), frozenset()),
}
"""Format → (options that must be declared, options that may be)."""
PLACES = frozenset({"sheet", "layer"})
"""Options that say which table of the file is meant."""
ALL_OPTIONS = frozenset[str]().union(*(needed | may for needed, may in FORMAT_OPTIONS.values()))
