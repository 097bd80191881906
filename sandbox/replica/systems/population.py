"""Population and income by area and age: a table as the statistics' database saves it.

Texts are quoted, numbers are not; `..` stands for a value that is missing or suppressed and `.`
for one that cannot be. The euro sign of the header is why the file is ISO-8859-15.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from sandbox.replica.documents import Document, generated
from sandbox.replica.draws import Draws
from sandbox.replica.places import CITY_CODE, MAJOR_DISTRICTS, subdistricts

HEADER = ("Aluekoodi", "Alue", "Ikäryhmä", "Vuosi", "Väestö", "Tulot €/asukas")
AGES = ("0-6", "7-15", "16-29", "30-44", "45-64", "65-74", "75-84", "85+")

_YEARS = range(2011, 2015)
_WITHOUT_INCOME = AGES[:2]
_SUPPRESSED_BELOW = 20


def _areas() -> list[tuple[str, str, int]]:
    """Return code, name and the size of the largest age group of every area."""
    majors = [(f"091{code}000000", name, 20_000) for code, name in MAJOR_DISTRICTS.items()]
    parts = [(area.code, area.name_fi, 1_500) for area in subdistricts()]
    return [(CITY_CODE, "Helsinki", 160_000), *majors, *parts]


def _income(draws: Draws, age: str, population: int) -> str:
    if age in _WITHOUT_INCOME:
        return "."
    if population < _SUPPRESSED_BELOW:
        return ".."
    return f"{draws.decimal(9_000, 58_000, 1)}"


def _line(draws: Draws, labels: str, age: str, population: int) -> str:
    shown = ".." if draws.chance(0.01) else str(population)
    return f"{labels},{shown},{_income(draws, age, population)}"


def _years(draws: Draws, labels: str, largest: int, age: str) -> Iterator[str]:
    """Yield the lines of one area and age: a population that grows or shrinks by a few per cent."""
    population = draws.integer(0, largest)
    for year in _YEARS:
        yield _line(draws, f'{labels},"{age}","{year}"', age, population)
        population = int(population * draws.decimal(0.98, 1.04, 3))


def _table() -> bytes:
    draws = Draws(91)
    lines = [",".join(f'"{label}"' for label in HEADER)]
    for code, name, largest in _areas():
        for age in AGES:
            lines += _years(draws, f'"{code}","{name}"', largest, age)
    return ("\r\n".join(lines) + "\r\n").encode("iso-8859-15")


DOCUMENTS = (
    Document(
        url="https://stat.hel.fi/aluesarjat/vaesto/vaesto-ika-tulot-osaalueittain.csv",
        description="Population and income by area: CSV, comma, ISO-8859-15, 5,024 rows",
        content_type="text/csv; charset=ISO-8859-15",
        encoding="iso-8859-15",
        modified=datetime(2015, 6, 15, 7, 0, tzinfo=UTC),
        answer=generated(_table),
    ),
)
