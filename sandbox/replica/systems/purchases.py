"""The city's purchases, a file a year, and every year in a form of its own.

2014 is comma-separated UTF-8 with a byte order mark; 2015 semicolons in ISO-8859-1 with thousands
apart, and its Content-Type lies; 2016 semicolons in Windows-1252 inside a zip. Among the suppliers
are sole traders, whose names are personal data although they have a business id.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO

from sandbox.replica.archive import archive
from sandbox.replica.documents import Document, generated
from sandbox.replica.draws import Draws
from sandbox.replica.people import business_id, person

ROWS = 4_000
HEADER = (
    "Hankintayksikkö",
    "Toimittaja",
    "Y-tunnus",
    "Tili",
    "Tilin nimi",
    "Tositepäivä",
    "Summa",
)

_FOLDER = "https://www.hel.fi/static/liitteet/taloushallinto/helsingin-ostot"
_UNITS = (
    "Opetusvirasto",
    "Sosiaali- ja terveysvirasto",
    "Rakennusvirasto",
    "Nuorisoasiainkeskus",
    "Kaupunginkirjasto",
    "Liikuntavirasto",
    "Varhaiskasvatusvirasto",
    "Kaupunginkanslia",
)
_ACCOUNTS = {
    "4344": "ICT-palvelut",
    "4360": "Rakennusten ja alueiden kunnossapito",
    "4420": "Matkustus- ja kuljetuspalvelut",
    "4460": "Koulutus- ja kulttuuripalvelut",
    "4500": "Toimisto- ja koulutarvikkeet",
    "4540": "Elintarvikkeet",
    "4860": "Vuokrat",
}
_TRADES = ("Rakennus", "Siivous", "Kuljetus", "Sähkö", "Kukka", "Puutarha", "Konsultointi")
_FORMS = ("{} Oy", "{} Oy", "{} Oy", "{} Ab", "{} Oyj", "{} Ky", "{} ry", "{} säätiö sr", "{} osk")
_SOLE_TRADERS = ("{0} {1}", "{1} {0}", "Tmi {0} {1}", "Parturi-kampaamo {0} {1}")


@dataclass(frozen=True)
class _Form:
    """How one year's file is written."""

    delimiter: str
    encoding: str
    amount: Callable[[int], str]
    punctuated: bool


def _plain(cents: int) -> str:
    return f"{cents / 100:.2f}".replace(".", ",")


def _spaced(cents: int) -> str:
    grouped = f"{cents / 100:,.2f}"
    return grouped.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


def _supplier(draws: Draws, punctuated: bool) -> tuple[str, str]:
    identifier = "" if draws.chance(0.03) else business_id(draws)
    given, surname = person(draws)
    if draws.chance(0.15):
        return draws.pick(_SOLE_TRADERS).format(given, surname), identifier
    name = draws.pick(_FORMS).format(f"{draws.pick(_TRADES)} {surname}")
    if punctuated and draws.chance(0.2):
        return f"”{surname}” – {name}", identifier
    return name, identifier


def _amount(draws: Draws) -> int:
    """Return cents: most invoices are small, a few large, every fortieth is a credit note."""
    cents = draws.integer(500, 200_000) * draws.pick((1, 1, 1, 1, 5, 40))
    return -cents if draws.chance(0.025) else cents


def _row(draws: Draws, year: int, suppliers: list[tuple[str, str]], form: _Form) -> list[str]:
    account = draws.pick(tuple(_ACCOUNTS))
    day = draws.day(date(year, 1, 1), date(year, 12, 31))
    return [
        draws.pick(_UNITS),
        *draws.pick(suppliers),
        account,
        _ACCOUNTS[account],
        f"{day.day}.{day.month}.{day.year}",
        form.amount(_amount(draws)),
    ]


def _table(year: int, form: _Form) -> bytes:
    draws = Draws(year)
    suppliers = [_supplier(draws, form.punctuated) for _ in range(500)]
    target = StringIO()
    writer = csv.writer(target, delimiter=form.delimiter, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(_row(draws, year, suppliers, form) for _ in range(ROWS))
    return target.getvalue().encode(form.encoding)


def _purchases_2014() -> bytes:
    return _table(2014, _Form(",", "utf-8-sig", _plain, punctuated=False))


def _purchases_2015() -> bytes:
    return _table(2015, _Form(";", "iso-8859-1", _spaced, punctuated=False))


def _purchases_2016() -> bytes:
    table = _table(2016, _Form(";", "cp1252", _plain, punctuated=True))
    note = "Helsingin kaupungin ostot 2016. Summat ovat euroja, veroton hinta.\r\n"
    return archive({"lueminut.txt": note.encode("cp1252"), "helsingin-ostot-2016.csv": table})


DOCUMENTS = (
    Document(
        url=f"{_FOLDER}-2014.csv",
        description="Purchases 2014: CSV, comma, UTF-8 with BOM, 4,000 rows",
        content_type="text/csv",
        encoding="utf-8-sig",
        modified=datetime(2015, 5, 29, 11, 0, tzinfo=UTC),
        answer=generated(_purchases_2014),
    ),
    Document(
        url=f"{_FOLDER}-2015.csv",
        description="Purchases 2015: CSV, semicolon, ISO-8859-1 called UTF-8, 4,000 rows",
        content_type="text/csv; charset=utf-8",
        encoding="iso-8859-1",
        modified=datetime(2016, 5, 31, 11, 0, tzinfo=UTC),
        answer=generated(_purchases_2015),
    ),
    Document(
        url=f"{_FOLDER}-2016.zip",
        description="Purchases 2016: zip of a CSV, semicolon, Windows-1252, 4,000 rows",
        content_type="application/zip",
        encoding=None,
        modified=datetime(2017, 5, 30, 11, 0, tzinfo=UTC),
        answer=generated(_purchases_2016),
    ),
)
