"""Timetables of public transport as a GTFS zip, in the form of HSL's.

The traps of the real one are kept: times of the night go beyond 24:00:00, ids are texts, days are
YYYYMMDD, and a shape is a row per point. Lines, stops and times are invented.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from io import StringIO

from sandbox.replica.archive import archive
from sandbox.replica.documents import Document, generated
from sandbox.replica.draws import Draws
from sandbox.replica.places import subdistricts

URL = "https://infopalvelut.storage.hsldev.com/gtfs/hsl.zip"
STOPS = 60
ROUTES = (
    ("1004", "4", "Katajanokka - Munkkiniemi", 0),
    ("1055", "55", "Koskela - Kamppi", 3),
    ("2550", "550", "Itäkeskus - Westendinasema", 3),
    ("31M1", "M1", "Vuosaari - Kivenlahti", 1),
)
"""Id, short name, long name, GTFS's number of the kind: 0 tram, 1 metro, 3 bus."""
STOPS_OF_A_TRIP = 10
_FIRST_DEPARTURES = (5 * 60 + 30, 7 * 60 + 45, 12 * 60, 17 * 60 + 10, 23 * 60 + 50)
"""Minutes after midnight; the last trip ends on the next day."""
_SERVICES = (("arki", "1111100"), ("viikonloppu", "0000011"))

Row = Sequence[object]


@cache
def _stops() -> list[tuple[str, str, str, float, float]]:
    """Return id, code, name, latitude, longitude."""
    draws = Draws(1010)
    areas = subdistricts()
    return [
        (
            f"1{number:06}",
            f"H{number:04}",
            areas[number * 2 % len(areas)].name_fi,
            draws.decimal(60.15, 60.28, 6),
            draws.decimal(24.85, 25.2, 6),
        )
        for number in range(1, STOPS + 1)
    ]


def _stop_rows() -> Iterator[Row]:
    for identifier, code, name, latitude, longitude in _stops():
        yield (identifier, code, name, latitude, longitude, "A", 0, "", int(code[1:]) % 3)


def _pattern(route: int, direction: int) -> list[str]:
    """Return the ids of the stops of a line, in the order of the direction."""
    stops = [stop[0] for stop in _stops()]
    along = [stops[(route * 13 + step * 5) % STOPS] for step in range(STOPS_OF_A_TRIP)]
    return along[::-1] if direction else along


def _trips() -> Iterator[tuple[str, str, str, int, int, int]]:
    """Yield route id, service id, trip id, route's number, direction, first departure."""
    for number, (route, _, _, _) in enumerate(ROUTES):
        for service, _ in _SERVICES:
            for direction in (0, 1):
                for minute in _FIRST_DEPARTURES:
                    trip = f"{route}_20240115_{service}_{direction + 1}_{minute:04}"
                    yield route, service, trip, number, direction, minute


def _trip_rows() -> Iterator[Row]:
    for route, service, trip, number, direction, _ in _trips():
        headsign = ROUTES[number][2].split(" - ")[1 - direction]
        yield (route, service, trip, headsign, direction, f"{route}_{direction + 1}", 1, 2)


def _stop_time_rows() -> Iterator[Row]:
    for _, _, trip, number, direction, minute in _trips():
        for sequence, stop in enumerate(_pattern(number, direction), start=1):
            at = minute + 3 * (sequence - 1)
            time = f"{at // 60:02}:{at % 60:02}:00"
            last = sequence == STOPS_OF_A_TRIP
            yield (
                trip,
                time,
                time,
                stop,
                sequence,
                int(last),
                int(sequence == 1),
                round(0.9 * (sequence - 1), 1),
            )


def _shape_rows() -> Iterator[Row]:
    places = {stop[0]: stop[3:] for stop in _stops()}
    for number, (route, _, _, _) in enumerate(ROUTES):
        for direction in (0, 1):
            for sequence, stop in enumerate(_pattern(number, direction), start=1):
                latitude, longitude = places[stop]
                shape = f"{route}_{direction + 1}"
                yield (shape, latitude, longitude, sequence, round(0.9 * (sequence - 1), 1))


def _table(header: str, rows: Iterator[Row] | list[Row]) -> bytes:
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return target.getvalue().encode()


def _bundle() -> bytes:
    agency: list[Row] = [
        ("HSL", "Helsingin seudun liikenne", "https://www.hsl.fi", "Europe/Helsinki", "fi")
    ]
    routes: list[Row] = [(i, "HSL", short, long, kind) for i, short, long, kind in ROUTES]
    calendar: list[Row] = [(name, *days, "20240115", "20240317") for name, days in _SERVICES]
    return archive(
        {
            "agency.txt": _table(
                "agency_id,agency_name,agency_url,agency_timezone,agency_lang", agency
            ),
            "stops.txt": _table(
                "stop_id,stop_code,stop_name,stop_lat,stop_lon,zone_id,location_type,"
                "parent_station,wheelchair_boarding",
                _stop_rows(),
            ),
            "routes.txt": _table(
                "route_id,agency_id,route_short_name,route_long_name,route_type", routes
            ),
            "trips.txt": _table(
                "route_id,service_id,trip_id,trip_headsign,direction_id,shape_id,"
                "wheelchair_accessible,bikes_allowed",
                _trip_rows(),
            ),
            "stop_times.txt": _table(
                "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,"
                "drop_off_type,shape_dist_traveled",
                _stop_time_rows(),
            ),
            "calendar.txt": _table(
                "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
                "start_date,end_date",
                calendar,
            ),
            "shapes.txt": _table(
                "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled",
                _shape_rows(),
            ),
        }
    )


DOCUMENTS = (
    Document(
        url=URL,
        description="Timetables: GTFS zip of seven tables; 60 stops, 80 trips, 800 stop times",
        content_type="application/zip",
        encoding=None,
        modified=datetime(2024, 1, 15, 2, 0, tzinfo=UTC),
        answer=generated(_bundle),
    ),
)
