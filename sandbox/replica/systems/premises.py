"""Premises of the city's services: a workbook as an office keeps it.

The table is on the second sheet, under a title and a remark; its numbers, dates and texts are
cells of their own types; ids and postcodes are texts with leading zeros.
"""

from datetime import UTC, date, datetime
from io import BytesIO

import xlsxwriter

from sandbox.replica.archive import without_dates
from sandbox.replica.documents import Document, generated
from sandbox.replica.draws import Draws
from sandbox.replica.places import address, subdistricts

ROWS = 1_200
SHEET = "Toimipisteet 2016"
HEADER = (
    "Tunnus",
    "Nimi",
    "Tyyppi",
    "Osoite",
    "Postinumero",
    "Kaupunginosa",
    "Valmistumisvuosi",
    "Kerrosala m²",
    "Käyttöönotto",
    "Esteetön",
    "Puhelin",
)
KINDS = (
    "päiväkoti",
    "peruskoulu",
    "lukio",
    "kirjasto",
    "leikkipuisto",
    "terveysasema",
    "nuorisotalo",
    "palvelukeskus",
)

_HEADER_ROW = 2
_UNKNOWN_YEAR = 9999

Cell = str | float | date | None


def _premises(draws: Draws, number: int) -> tuple[Cell, ...]:
    kind = draws.pick(KINDS)
    district = draws.pick(subdistricts()).name_fi
    street, _, postcode = address(draws)
    year = draws.integer(1890, 2015)
    return (
        f"{number * 7:05}",
        f"{district}n {kind}",
        kind,
        street,
        postcode,
        district,
        _UNKNOWN_YEAR if draws.chance(0.03) else year,
        None if draws.chance(0.04) else draws.decimal(60, 9_000, 1),
        None if draws.chance(0.06) else draws.day(date(max(year, 1905), 1, 1), date(2015, 12, 31)),
        None if draws.chance(0.05) else draws.pick("KKE"),
        f"09 310 {draws.integer(20_000, 89_999)}",
    )


def _workbook() -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2016, 1, 15, 9, 0)})
        notes = book.add_worksheet("Selitteet")
        notes.write_string(0, 0, "Valmistumisvuosi 9999 = ei tiedossa")
        notes.write_string(1, 0, "Esteetön: K = kyllä, E = ei")
        _fill(book.add_worksheet(SHEET), book.add_format({"num_format": "d.m.yyyy"}))
    return without_dates(target.getvalue())


def _fill(sheet: xlsxwriter.worksheet.Worksheet, day: xlsxwriter.format.Format) -> None:
    sheet.write_string(0, 0, "Helsingin kaupungin toimipisteet")
    sheet.write_string(1, 0, "Tilanne 15.1.2016")
    draws = Draws(530)
    rows: list[tuple[Cell, ...]] = [HEADER, *(_premises(draws, n) for n in range(1, ROWS + 1))]
    for row, cells in enumerate(rows, start=_HEADER_ROW):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(row, column, cell, day)
            elif cell is not None:
                sheet.write_number(row, column, cell)


DOCUMENTS = (
    Document(
        url="https://www.hel.fi/static/liitteet/kaupunkiymparisto/toimipisteet.xlsx",
        description="Premises of the city's services: XLSX, sheet 2, header in row 3, 1,200 rows",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        encoding=None,
        modified=datetime(2016, 1, 15, 9, 30, tzinfo=UTC),
        answer=generated(_workbook),
    ),
)
