"""Excel workbooks: one sheet, its header frozen and bold, every cell with a type.

Texts never become numbers, formulas or links. A moment in UTC shows its `Z`. A column of dates or
times that Excel cannot hold exactly is written whole as ISO 8601 text: a day before March 1900
(Excel believes in 29 February 1900, and in nothing before that year), or finer than a millisecond.
What does not belong here: how an agency's sheet becomes records (`sheets`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from pipelines.errors import ConversionFailed, NotTheDeclaredFile
from pipelines.formats import Format, doubles, lexical, refusals, sheets
from pipelines.model import FormatName

SHEET = "data"
BATCH = 8_192
"""Rows that are held as Python values at once."""
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767
LARGEST_WHOLE = 2**53
"""Above it Excel's numbers skip some whole numbers."""
FIRST_DAY = dt.date(1900, 3, 1)
DAYS_TO_1970 = 25_569
"""Excel's number of 1 January 1970."""
DAY = 86_400_000
"""Milliseconds of a day."""
CREATED = dt.datetime(2000, 1, 1)
SHOWN = {
    "date": "yyyy-mm-dd",
    "naive": 'yyyy-mm-dd"T"hh:mm:ss',
    "utc": 'yyyy-mm-dd"T"hh:mm:ss"Z"',
    "time": "hh:mm:ss",
}
"""How dates and times look in a cell."""


@dataclass(frozen=True)
class _Column:
    """A column as Excel holds it: texts, doubles or booleans, and how they look."""

    cells: pa.ChunkedArray
    shown: str | None = None


class _ExactWorksheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose numbers keep the 17th digit, which xlsxwriter rounds away."""

    def _xml_number_element(self, number: float, attributes: Any = ()) -> None:
        marks = "".join(f' {key}="{value}"' for key, value in attributes)
        self.fh.write(f"<c{marks}><v>{number!r}</v></c>")


def write(table: pa.Table, path: Path) -> None:
    """Write the table to one sheet, row by row.

    Raises ConversionFailed: beyond Excel's limits of rows, columns and characters, a number that a
    double cannot hold, NaN, an empty text (it reads back as no value).
    """
    _refuse_sizes(table, path)
    refusals.refuse_not_finite(table, path)
    columns = [_as_excel(table.column(name), path, name) for name in table.column_names]
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet(SHEET, worksheet_class=_ExactWorksheet)
        _write_header(book, sheet, table.column_names)
        _write_rows(sheet, columns, [_look(book, column.shown) for column in columns])


def _write_header(book: Any, sheet: Any, names: list[str]) -> None:
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for position, name in enumerate(names):
        sheet.write_string(0, position, name, bold)


def _look(book: Any, shown: str | None) -> Any:
    return book.add_format({"num_format": SHOWN[shown]}) if shown else None


def _write_rows(sheet: Any, columns: list[_Column], looks: list[Any]) -> None:
    puts = [_put(sheet, column.cells.type) for column in columns]
    cells = pa.Table.from_arrays(
        [column.cells for column in columns], names=[str(i) for i in range(len(columns))]
    )
    row = 0
    for batch in cells.to_batches(max_chunksize=BATCH):
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            row += 1
            for position, value in enumerate(values):
                if value is not None:
                    puts[position](row, position, value, looks[position])


def _put(sheet: Any, kind: pa.DataType) -> Callable[[int, int, Any, Any], Any]:
    if pa.types.is_string(kind):
        return sheet.write_string  # type: ignore[no-any-return]
    if pa.types.is_boolean(kind):
        return sheet.write_boolean  # type: ignore[no-any-return]
    return sheet.write_number  # type: ignore[no-any-return]


def _as_excel(column: pa.ChunkedArray, path: Path, name: str) -> _Column:
    kind = column.type
    if pa.types.is_string(kind):
        _refuse_texts(column, path, name)
    elif pa.types.is_integer(kind):
        large = pc.or_(pc.greater(column, LARGEST_WHOLE), pc.less(column, -LARGEST_WHOLE))
        refusals.refuse_where(
            large, path, name, "Excel rounds whole numbers above 2^53", "declare it as a string"
        )
    elif pa.types.is_decimal(kind):
        return _Column(doubles.from_decimals(column, path, name))
    elif pa.types.is_temporal(kind):
        return _temporal(column)
    return _Column(column)


def _temporal(column: pa.ChunkedArray) -> _Column:
    """Return Excel's day numbers, or ISO texts where one of them would not be exact."""
    kind = column.type
    if pa.types.is_date(kind):
        if _any_before(column, FIRST_DAY):
            return _Column(lexical.text(column))
        days = column.cast(pa.int32()).cast(pa.float64())
        return _Column(pc.add(days, float(DAYS_TO_1970)), "date")
    if not lexical.is_whole_milliseconds(column):
        return _Column(lexical.text(column))
    milliseconds = pc.divide(column.cast(pa.int64()), 1000)
    days = pc.divide(milliseconds.cast(pa.float64()), float(DAY))
    if pa.types.is_time(kind):
        return _Column(days, "time")
    if _any_before(column.cast(pa.timestamp("us")), FIRST_DAY):
        return _Column(lexical.text(column))
    return _Column(pc.add(days, float(DAYS_TO_1970)), "utc" if kind.tz else "naive")


def _any_before(column: pa.ChunkedArray, day: dt.date) -> bool:
    return bool(pc.any(pc.less(column, pa.scalar(day).cast(column.type))).as_py())


def _refuse_sizes(table: pa.Table, path: Path) -> None:
    if table.num_rows + 1 > MOST_ROWS or table.num_columns > MOST_COLUMNS:
        raise ConversionFailed(
            f"{path.name}: {table.num_rows:,} rows and {table.num_columns:,} columns; a sheet holds"
            f" {MOST_ROWS:,} (with the header) and {MOST_COLUMNS:,}",
            remedy="leave xlsx out of `distributions`; parquet holds any number",
        )


def _refuse_texts(column: pa.ChunkedArray, path: Path, name: str) -> None:
    refusals.refuse_where(
        pc.equal(column, ""),
        path,
        name,
        "a sheet cannot tell an empty text from no value",
        'add "" to the schema\'s missingValues',
    )
    refusals.refuse_where(
        pc.match_substring_regex(column, "[\ufffe\uffff]"),
        path,
        name,
        "a code that is no character of XML",
    )
    long = pc.greater(pc.utf8_length(column), MOST_CHARACTERS // 2)
    if pc.any(long).as_py():
        units = (None if v is None else len(v.encode("utf-16-le")) // 2 for v in column.to_pylist())
        refusals.refuse_where(
            pc.greater(pa.chunked_array([pa.array(list(units), pa.int64())]), MOST_CHARACTERS),
            path,
            name,
            f"a cell holds at most {MOST_CHARACTERS:,} characters",
            "leave xlsx out of `distributions`",
        )


def read_back(path: Path, schema: pa.Schema) -> pa.Table:
    """Read what `write` wrote, by calamine. Raises ConversionFailed."""
    try:
        header, *records = sheets.rows(path, SHEET)
        if header != schema.names:
            raise ValueError("other column names")
        columns = list(zip(*records, strict=True)) or [()] * len(schema)
        arrays = [
            pa.array([_value(cell, field.type) for cell in cells], field.type)
            for cells, field in zip(columns, schema, strict=True)
        ]
    except (NotTheDeclaredFile, ValueError, TypeError, AttributeError, pa.ArrowException) as error:
        raise ConversionFailed(f"{path.name}: does not read back ({error!r})") from None
    return pa.Table.from_arrays(arrays, schema=schema)


def _value(cell: Any, kind: pa.DataType) -> Any:
    if cell is None or pa.types.is_string(kind) or pa.types.is_boolean(kind):
        return cell
    if pa.types.is_floating(kind):
        return float(cell)
    if pa.types.is_decimal(kind):
        return doubles.to_decimal(float(cell), kind.scale)
    if pa.types.is_time(kind):
        return dt.time.fromisoformat(cell) if isinstance(cell, str) else cell
    if pa.types.is_temporal(kind):
        return _moment(cell, kind)
    return cell


def _moment(cell: Any, kind: pa.DataType) -> dt.date:
    moment = dt.datetime.fromisoformat(cell) if isinstance(cell, str) else cell
    if pa.types.is_date(kind):
        return moment.date()
    return moment.replace(tzinfo=dt.UTC) if kind.tz else moment


FORMAT = Format(
    name=FormatName.XLSX,
    extension="xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    eu_file_type="XLSX",
    read=sheets.read,
    write=write,
    read_back=read_back,
)
