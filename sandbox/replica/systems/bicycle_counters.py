"""Automatic bicycle counters: one JSON object a line, one line an hour.

The week is the one in which the clocks go forward, so that local time jumps from 02 to 04 and its
offset changes.
"""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.replica.documents import Document, generated
from sandbox.replica.draws import Draws
from sandbox.replica.places import subdistricts

COUNTERS = 30

_HELSINKI = ZoneInfo("Europe/Helsinki")
_START = datetime(2016, 3, 20, 22, 0, tzinfo=UTC)  # Monday 00:00 in Helsinki
_HOURS = 7 * 24 - 1


def _counter(draws: Draws, number: int) -> dict[str, object]:
    place = subdistricts()[number * 4]
    longitude, latitude = draws.decimal(24.85, 25.15, 6), draws.decimal(60.16, 60.26, 6)
    return {
        "laskuri": f"{number:04}",
        "nimi": {"fi": f"{place.name_fi}, pyörätie", "sv": f"{place.name_sv}, cykelväg"},
        "sijainti": {"type": "Point", "coordinates": [longitude, latitude]},
    }


def _lines() -> bytes:
    draws = Draws(327)
    counters = [_counter(draws, number) for number in range(1, COUNTERS + 1)]
    lines = []
    for hour in range(_HOURS):
        local = (_START + timedelta(hours=hour)).astimezone(_HELSINKI)
        for counter in counters:
            count = None if draws.chance(0.01) else draws.integer(0, 40) * (6 <= local.hour <= 22)
            line = {**counter, "aika": local.isoformat(), "maara": count}
            lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    return "".join(lines).encode()


DOCUMENTS = (
    Document(
        url="https://www.hel.fi/static/liitteet/kaupunkiymparisto/pyoralaskurit-2016-vko12.ndjson",
        description="Bicycle counters, week 12 of 2016: NDJSON, 5,010 lines",
        content_type="application/x-ndjson",
        encoding="utf-8",
        modified=datetime(2016, 3, 29, 6, 0, tzinfo=UTC),
        answer=generated(_lines),
    ),
)
