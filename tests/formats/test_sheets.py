"""How workbooks are read: the declared sheet, its own row numbers, cells with their own types."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipelines.errors import NotTheDeclaredFile
from pipelines.formats import format_named
from pipelines.model import FileSource, FormatName

ODS = """<?xml version="1.0"?>
<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Laskenta"><table:table-row
 table:number-rows-repeated="2"><table:table-cell/></table:table-row><table:table-row><table:table-cell/><table:table-cell
 office:value-type="string"><text:p>Töölö</text:p></table:table-cell><table:table-cell
 office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell><table:table-cell
 office:value-type="date" office:date-value="2024-02-29"/></table:table-row></table:table
></office:spreadsheet></office:body></office:document-content>
"""
MANIFEST = """<?xml version="1.0"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>
"""


def read(path: Path, sheet: str, name: FormatName = FormatName.XLSX) -> list[list[Any]]:
    source = FileSource(type="file", url="https://www.hel.fi/x", format=name, sheet=sheet)
    return list(format_named(name).read(path, source, []))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Ohje").write_string("A1", "lue tämä")
        sheet = workbook.add_worksheet("Data")
        day = workbook.add_format({"num_format": "d.m.yyyy"})
        moment = workbook.add_format({"num_format": "d.m.yyyy h:mm"})
        sheet.write_row("B3", ["id", "määrä", "pvm", "aika", "kyllä"])
        sheet.write_row("B5", ["007", 5.0])
        sheet.write_datetime("D5", dt.datetime(2024, 2, 29), day)
        sheet.write_datetime("E5", dt.datetime(2024, 2, 29, 13, 30), moment)
        sheet.write_boolean("F5", True)
        sheet.write_row("B6", ["8", 5.5])
    return path


def test_empty_rows_and_columns_before_the_table_keep_their_place(book: Path) -> None:
    rows = read(book, "Data")
    assert rows[0] == rows[1] == rows[3] == [None] * 6
    assert rows[2] == [None, "id", "määrä", "pvm", "aika", "kyllä"]
    assert len(rows) == 6


def test_cells_keep_the_types_of_the_workbook(book: Path) -> None:
    row = read(book, "Data")[4]
    midnight, moment = dt.datetime(2024, 2, 29), dt.datetime(2024, 2, 29, 13, 30)
    assert row == [None, "007", 5, midnight, moment, True]
    assert [type(cell) for cell in row[2:]] == [int, dt.datetime, dt.datetime, bool]
    assert read(book, "Data")[5] == [None, "8", 5.5, None, None, None]


def test_an_unknown_sheet_is_refused_with_those_that_exist(book: Path) -> None:
    with pytest.raises(NotTheDeclaredFile, match=r"no sheet `data`; there are `Ohje`, `Data`"):
        read(book, "data")


@pytest.mark.parametrize("content", [b"<html>404</html>", b"PK\x03\x04cut off", b""])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(NotTheDeclaredFile, match="not a whole workbook"):
        read(path, "Data")


def test_an_empty_sheet_has_no_records(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        workbook.add_worksheet("Data")
    assert read(tmp_path / "a.xlsx", "Data") == []


def test_a_failed_formula_is_refused_with_its_cell_and_only_on_the_declared_sheet(
    tmp_path: Path,
) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        workbook.add_worksheet("Hyvä").write_number("A1", 1)
        workbook.add_worksheet("Huono").write_formula("C12", "=1/0", None, "#DIV/0!")
    assert read(tmp_path / "a.xlsx", "Hyvä") == [[1]]
    with pytest.raises(NotTheDeclaredFile, match="sheet `Huono`, cell C12"):
        read(tmp_path / "a.xlsx", "Huono")


def test_opendocument_is_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS)
    rows = read(path, "Laskenta", FormatName.ODS)
    assert rows == [[None] * 4] * 2 + [[None, "Töölö", 7, dt.datetime(2024, 2, 29)]]
