"""Traffic counts of the city: the real file where there is one, else one of the same shape.

The invented file keeps the real one's order (year, point, direction, time), its size, its empty
directions and so its repeated keys, and the sum in `autot`, which leaves out motorcycles (`mp`)
and trams (`rv`).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

from sandbox.replica.documents import Answer, Document, Query
from sandbox.replica.draws import Draws
from sandbox.replica.places import gk25_point

FILE = "agency/hki_liikennemaarat.csv"
HEADER = "piste;nimi;x_gk25;y_gk25;suunta;aika;vuosi;ha;pa;ka;ra;la;mp;rv;autot"

_YEARS = (2011, 2012, 2013, 2014)
_QUARTERS = (6, 7, 8, 15, 16, 17)
_STREETS = (
    "MANNERHEIMINTIE",
    "HÄMEENTIE",
    "TÖÖLÖNKATU",
    "MÄKELÄNKATU",
    "ITÄVÄYLÄ",
    "LÄNSIVÄYLÄ",
    "PITKÄSILTA",
    "KEHÄ 1",
    "TEHTAANKATU",
    "TUUSULANVÄYLÄ",
)
_GROUPS = {"A": 9, "B": 12, "C": 18, "D": 12, "F": 6}
# In the real file the two directions of this point have lost their numbers.
_WITHOUT_DIRECTION = "C18"
# The share of a day's traffic in an hour, in thousandths.
_HOURS = (9, 6, 4, 4, 6, 14, 40, 72, 76, 58, 50, 50, 52, 54, 58, 70, 84, 78, 62, 48, 38, 30, 22, 15)


def _times() -> Iterator[tuple[int, float]]:
    for hour, share in enumerate(_HOURS):
        if hour in _QUARTERS:
            yield from ((hour * 100 + minute, share / 4) for minute in (0, 15, 30, 45))
        else:
            yield hour * 100, float(share)


def _points(draws: Draws) -> list[tuple[str, str, bool, int]]:
    codes = [f"{group}{number:02}" for group, size in _GROUPS.items() for number in range(size)]
    points = []
    for code in (f"{code[0]}{int(code[1:]) + 1:02}" for code in codes):
        easting, northing = gk25_point(draws)
        place = f"{code};{draws.pick(_STREETS)};{easting};{northing}"
        points.append((code, place, draws.chance(0.2), draws.integer(2_000, 40_000)))
    return points


def _row(draws: Draws, place: str, time: int, year: int, total: float, trams: bool) -> str:
    wobble = total * (1 + 0.2 * draws.bell())
    parts = [int(wobble * share) for share in (0.84, 0.08, 0.02, 0.01, 0.05)]
    motorcycles = int(wobble * 0.01)
    tram_count = draws.integer(0, 30) if trams and time >= 500 else 0
    numbers = (time, year, *parts, motorcycles, tram_count, sum(parts))
    return place + ";" + ";".join(map(str, numbers))


@cache
def _invented() -> bytes:
    draws = Draws(3879)
    points = _points(draws)
    rows = [HEADER]
    for year in _YEARS:
        for code, place, trams, daily in points:
            for direction in ("", "") if code == _WITHOUT_DIRECTION else ("1", "2"):
                at = f"{place};{direction}"
                rows += [
                    _row(draws, at, time, year, daily * share / 1000, trams)
                    for time, share in _times()
                ]
    return ("\r\n".join(rows) + "\r\n").encode("iso-8859-1")


def _answer(query: Query) -> Answer:
    real = query.real_data / FILE if query.real_data else None
    return Answer(real.read_bytes() if real and real.is_file() else _invented())


DOCUMENTS = (
    Document(
        url="https://www.hel.fi/hel2/tietokeskus/data/helsinki/ksv/hki_liikennemaarat.csv",
        description="Traffic counts 2011–2014: CSV, semicolon, ISO-8859-1, 19,152 rows",
        content_type="text/csv",
        encoding="iso-8859-1",
        modified=datetime(2015, 3, 2, 8, 15, tzinfo=UTC),
        answer=_answer,
    ),
)
