"""Loans of the city's libraries: a small OpenDocument workbook of one sheet.

The sheet is written as LibreOffice writes it: typed values beside the text that a Finnish reader
sees (decimal commas, days before months).
"""

from datetime import UTC, date, datetime
from xml.sax.saxutils import escape

from sandbox.replica.archive import archive
from sandbox.replica.documents import Document, generated
from sandbox.replica.draws import Draws
from sandbox.replica.places import subdistricts

SHEET = "Lainat"
HEADER = (
    "Kirjasto",
    "Vuosi",
    "Lainat",
    "Kävijät",
    "Aukiolotunnit",
    "Lainat/asukas",
    "Päivitetty",
)

_LIBRARIES = 40
_YEARS = range(2010, 2015)
_MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.2" \
xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">\
<office:body><office:spreadsheet><table:table table:name="{name}">\
{rows}</table:table></office:spreadsheet></office:body></office:document-content>
"""
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest manifest:version="1.2" \
xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">\
<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MEDIA_TYPE}"/>\
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>\
</manifest:manifest>
"""

Cell = str | int | float | date | None


def _cell(value: Cell) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        kind, text = 'office:value-type="string"', escape(value)
    elif isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        text = f"{value.day}.{value.month}.{value.year}"
    else:
        kind = f'office:value-type="float" office:value="{value}"'
        text = str(value).replace(".", ",")
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"


def _row(cells: tuple[Cell, ...]) -> str:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"


def _year(draws: Draws, library: str, year: int, closed: bool) -> tuple[Cell, ...]:
    loans = draws.integer(40_000, 900_000)
    return (
        library,
        year,
        loans,
        None if closed else loans + draws.integer(1_000, 90_000),
        draws.decimal(900, 3_400, 1),
        draws.decimal(4, 22, 2),
        draws.day(date(year + 1, 1, 7), date(year + 1, 2, 20)),
    )


def _workbook() -> bytes:
    draws = Draws(840)
    libraries = [f"{place.name_fi}n kirjasto" for place in subdistricts()[: _LIBRARIES * 3 : 3]]
    rows = [_row(HEADER)]
    for number, library in enumerate(libraries):
        rows += [_row(_year(draws, library, y, number % 5 == 0 and y == 2012)) for y in _YEARS]
    content = _CONTENT.format(name=SHEET, rows="".join(rows))
    return archive(
        {
            "mimetype": _MEDIA_TYPE.encode(),
            "content.xml": content.encode(),
            "META-INF/manifest.xml": _MANIFEST.encode(),
        }
    )


DOCUMENTS = (
    Document(
        url="https://www.hel.fi/static/liitteet/kulttuuri/kirjastojen-lainat.ods",
        description="Loans of the libraries 2010–2014: ODS, sheet Lainat, 200 rows",
        content_type=_MEDIA_TYPE,
        encoding=None,
        modified=datetime(2015, 2, 23, 12, 0, tzinfo=UTC),
        answer=generated(_workbook),
    ),
)
