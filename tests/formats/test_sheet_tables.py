"""Tables of real spreadsheets: beside others, below titles, above totals, under joined headers."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import NotTheDeclaredFile
from pipelines.formats import format_named, sheet_tables
from pipelines.model import FileSource, FormatName, Reading
from tests.formats.test_sheets import MANIFEST, ODS


def source(**options: Any) -> FileSource:
    fixed = {"type": "file", "url": "https://www.hel.fi/x", "format": "xlsx", "sheet": "Data"}
    return FileSource.model_validate({**fixed, **options})


def read(path: Path, **options: Any) -> list[list[Any]]:
    return list(format_named(FormatName.XLSX).read(path, source(**options), []))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A title, two tables side by side, an empty row, and totals."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Data")
        sheet.write_row("A1", ["Kävijät halleittain"])
        sheet.write_row("B3", ["Halli", "Kävijät", None, "Vuosi", "Summa"])
        sheet.write_row("B4", ["Itäkeskus", 7, None, 2024, 12])
        sheet.write_row("B5", ["Yrjönkatu", 5, None, 2025, 13])
        sheet.write_row("B7", ["Yhteensä", 12])
    return path


def test_a_range_is_one_of_the_tables_with_the_sheets_row_numbers(book: Path) -> None:
    assert read(book, range="B3:C5") == [
        [],
        [],
        ["Halli", "Kävijät"],
        ["Itäkeskus", 7],
        ["Yrjönkatu", 5],
    ]
    assert read(book, range="E3:F5")[2:] == [["Vuosi", "Summa"], [2024, 12], [2025, 13]]


def test_an_open_range_goes_on_to_the_last_row_or_to_the_first_empty_one(book: Path) -> None:
    assert read(book, range="B3:C")[-2:] == [[None, None], ["Yhteensä", 12]]
    assert read(book, range="B3:C", until_empty=True)[-1] == ["Yrjönkatu", 5]


def test_without_a_range_the_table_may_end_before_its_first_empty_row(book: Path) -> None:
    rows = read(book, header_row=3, until_empty=True)
    assert len(rows) == 5
    assert rows[4][1:3] == ["Yrjönkatu", 5]


def test_cells_of_the_range_that_the_sheet_lacks_are_empty(book: Path) -> None:
    assert read(book, range="E3:H5")[3] == [2024, 12, None, None]


def test_a_range_below_the_sheets_end_is_refused(book: Path) -> None:
    with pytest.raises(NotTheDeclaredFile, match="it ends above the range B40:C50"):
        read(book, range="B40:C50")


@pytest.fixture
def merged(tmp_path: Path) -> Path:
    """Names over two rows: `Halli` over both, `Kävijät` over two columns, and two of their own."""
    path = tmp_path / "m.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Data")
        sheet.write("A1", "Otsikko")
        sheet.merge_range("B3:B4", "Halli")
        sheet.merge_range("C3:D3", "Kävijät")
        sheet.write_row("C4", ["aikuiset", "lapset"])
        sheet.write("E3", "Tunnit")
        sheet.write_row("B5", ["Itäkeskus", 7, 3, 80.5])
    return path


def test_names_of_two_rows_are_joined_and_merged_cells_name_all_their_columns(
    merged: Path,
) -> None:
    assert read(merged, range="B3:E5", header_rows=2) == [
        [],
        [],
        [],
        ["Halli", "Kävijät aikuiset", "Kävijät lapset", "Tunnit"],
        ["Itäkeskus", 7, 3, 80.5],
    ]


def test_without_a_range_the_last_row_of_names_is_the_declared_header_row(merged: Path) -> None:
    rows = read(merged, header_row=4, header_rows=2)
    assert rows[3][1:] == ["Halli", "Kävijät aikuiset", "Kävijät lapset", "Tunnit"]
    assert source(range="B3:E5", header_rows=2).header == 4


def test_opendocument_tables_are_cut_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS)
    options = source(format="ods", sheet="Laskenta", range="B3:C")
    assert list(format_named(FormatName.ODS).read(path, options, [])) == [[], [], ["Töölö", 7]]


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"range": "B4"}, "pattern"),
        ({"range": "b4:h40"}, "pattern"),
        ({"range": "H4:B40"}, "above and left"),
        ({"range": "B40:H4"}, "above and left"),
        ({"range": "B4:H4"}, "above and left"),
        ({"range": "B4:H40", "header_row": 3}, "inside `range`"),
        ({"range": "B4:H40", "header_row": 40}, "inside `range`"),
        ({"range": "B4:H5", "header_rows": 2}, "inside `range`"),
        ({"header_row": 1, "header_rows": 2}, "inside `range`"),
        ({"format": "ods", "header_rows": 2}, "means nothing for format ods"),
    ],
)
def test_a_place_that_cannot_be_meant_is_refused(options: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        source(**options)


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=3, max_size=12),
    st.integers(1, 4),
    st.integers(1, 2),
    st.integers(1, 6),
)
def test_a_range_gives_the_cells_that_stand_there(
    rows: list[list[int]], left: int, top: int, height: int
) -> None:
    text = f"{'ABCD'[left - 1]}{top}:D{top + height}"
    reading = Reading.model_validate({"format": "xlsx", "sheet": "x", "range": text})
    found = list(sheet_tables.table(rows, reading, [], Path("x.xlsx")))
    assert found[top - 1 :] == [row[left - 1 :] for row in rows[top - 1 : top + height]]
    assert found[: top - 1] == [[]] * (top - 1)
