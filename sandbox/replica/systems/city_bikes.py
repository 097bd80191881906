"""City-bike trips of one month, in HSL's form: newest first, station ids padded with zeros.

The traps of the real files are kept: trips shorter than ten seconds or ten metres, trips without
a distance, trips that stand twice.
"""

from datetime import UTC, datetime, timedelta

from sandbox.replica.documents import Document, generated
from sandbox.replica.draws import Draws
from sandbox.replica.places import subdistricts

ROWS = 60_000
HEADER = (
    "Departure,Return,Departure station id,Departure station name,"
    "Return station id,Return station name,Covered distance (m),Duration (sec.)"
)

_START = datetime(2021, 5, 1)
_SECONDS = 31 * 24 * 3600
_DOUBLED = 60


def _stations() -> list[str]:
    """Return 300 stations as `id,name`; every tenth name holds a comma, and is quoted."""
    names = [subdistrict.name_fi for subdistrict in subdistricts()]
    stations = []
    for number in range(1, 301):
        name = f"{names[number % len(names)]}n tori"
        stations.append(
            f'{number:03},"{name}, {number}"' if number % 10 == 0 else f"{number:03},{name}"
        )
    return stations


def _trip(draws: Draws) -> tuple[int, int, int | None]:
    """Return departure (seconds into the month), duration (s), distance (m)."""
    departure = draws.integer(0, _SECONDS - 1)
    if draws.chance(0.02):
        return departure, draws.integer(0, 9), draws.integer(0, 9)
    duration = draws.integer(120, 2400)
    distance = int(duration * draws.decimal(2.2, 4.8, 2))
    return departure, duration, None if draws.chance(0.003) else distance


def _line(trip: tuple[int, int, int | None], start: str, end: str) -> str:
    departure, duration, distance = trip
    left = _START + timedelta(seconds=departure)
    back = left + timedelta(seconds=duration)
    length = "" if distance is None else distance
    return f"{left.isoformat()},{back.isoformat()},{start},{end},{length},{duration}"


def _month() -> bytes:
    draws = Draws(202105)
    stations = _stations()
    lines = [
        _line(_trip(draws), draws.pick(stations), draws.pick(stations))
        for _ in range(ROWS - _DOUBLED)
    ]
    lines += lines[:_DOUBLED]
    lines.sort(reverse=True)
    return "\n".join([HEADER, *lines, ""]).encode()


DOCUMENTS = (
    Document(
        url="https://dev.hsl.fi/citybikes/od-trips-2021/2021-05.csv",
        description="City-bike trips in May 2021: CSV, comma, UTF-8, 60,000 rows",
        content_type="text/csv",
        encoding="utf-8",
        modified=datetime(2021, 6, 1, 3, 0, 12, tzinfo=UTC),
        answer=generated(_month),
    ),
)
