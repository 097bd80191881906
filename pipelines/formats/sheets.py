"""The records of a sheet in a workbook (XLSX or ODS), with the sheet's own row numbers.

Cells keep the type that the workbook gives them, as in frictionless: a number in a column that the
schema declares a string is a type-error there, for a leading zero may already be lost. A whole
number is an int, a day is a datetime at midnight (a workbook knows no difference), an empty cell
and an empty text are None.
What does not belong here: column names, types by the schema, and how XLSX is written (`xlsx`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import python_calamine as calamine

from pipelines.errors import NotTheDeclaredFile
from pipelines.formats import excel_errors, sheet_tables
from pipelines.model import Reading


def read(path: Path, source: Reading, fields: list[str]) -> Iterator[list[Any]]:  # noqa: ARG001
    """Yield every row of the declared sheet from the first one on, empty ones included.

    What stands outside the declared range is left out: rows above it come empty, so that a record's
    number is its row on the sheet. Raises NotTheDeclaredFile: not a workbook, protected by a
    password, without that sheet, or without the range.
    """
    with _opened(path, source.sheet or "") as sheet:
        yield from sheet_tables.table(_rows(sheet), source, sheet.merged_cell_ranges or [], path)


def rows(path: Path, name: str) -> Iterator[list[Any]]:
    """Yield all rows of the sheet of that name."""
    with _opened(path, name) as sheet:
        yield from _rows(sheet)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[Any]:
    with _workbook(path) as book:
        sheet = _sheet(book, path, name)
        excel_errors.refuse(path, name)
        yield sheet


def _rows(sheet: Any) -> Iterator[list[Any]]:
    before: list[Any] = [None] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield before + [_cell(value) for value in row]


def names(path: Path) -> list[str]:
    """Return the names of the sheets, in their order. Raises NotTheDeclaredFile."""
    with _workbook(path) as book:
        return list(book.sheet_names)


def _cell(value: Any) -> Any:
    if value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    return value


def _workbook(path: Path) -> Any:
    try:
        return calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError:
        raise NotTheDeclaredFile(
            f"{path.name}: the workbook is protected by a password",
            remedy="ask the source for a copy without it",
        ) from None
    except (calamine.CalamineError, OSError) as error:
        raise NotTheDeclaredFile(
            f"{path.name}: not a whole workbook ({error})",
            remedy="open it in a spreadsheet program, and check the declared `format` and `url`",
        ) from None


def _sheet(book: Any, path: Path, name: str) -> Any:
    try:
        return book.get_sheet_by_name(name)
    except calamine.WorksheetNotFound:
        raise NotTheDeclaredFile(
            f"{path.name}: there is no sheet `{name}`; there are {_listed(book.sheet_names)}",
            remedy="declare one of them as `sheet`",
        ) from None
    except calamine.CalamineError as error:
        raise NotTheDeclaredFile(
            f"{path.name}: the sheet `{name}` cannot be read ({error})"
        ) from None


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
