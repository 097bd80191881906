"""Agenda items of Open Ahjo, the first API of the city's decisions, by limit and offset.

Times are naive, `next` is a path without a host, texts are HTML, and a preparer is a person. Known
defects of the real source are here too: wrong meeting ids, a meeting in the year 2104, and
attachments without a file.
"""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sandbox.replica.documents import Answer, Document, Query
from sandbox.replica.draws import Draws
from sandbox.replica.paging import InvalidPageError, json_answer, part
from sandbox.replica.people import person
from sandbox.replica.places import subdistricts

ITEMS = 320
LARGEST_PART = 1_000
YEAR_2104 = 17
"""Which item's meeting was entered for the year 2104."""

_API = "/paatokset/v1"
_MAKERS = (
    (50, "Kaupunginhallitus"),
    (58, "Kaupunginvaltuusto"),
    (64, "Kaupunkisuunnittelulautakunta"),
)
_SUBJECTS = (
    ("10 03 03", "Asemakaavoitus", "Asemakaavan muuttaminen"),
    ("02 05 01", "Avustukset", "Avustusten jakaminen"),
    ("10 01 01", "Maan luovutus", "Tontin varaaminen"),
    ("00 01 02", "Aloitteet", "Valtuutettujen aloite"),
)
_RESOLUTIONS = ("PASSED", "PASSED_MODIFIED", "TABLED", "RETURNED", None)


def _attachment(draws: Draws, number: int) -> dict[str, Any]:
    public = draws.chance(0.8)
    missing = not public or draws.chance(0.1)
    return {
        "id": number,
        "number": 1,
        "name": "Liite 1" if public else None,
        "public": public,
        "confidentiality_reason": None if public else "JulkL (621/1999) 24 § 1 mom 20 k",
        "file_type": None if missing else "pdf",
        "file_uri": None if missing else f"http://dev.hel.fi/paatokset/media/att/{number}.pdf",
        "hash": None if missing else draws.hexadecimal(40),
    }


def _issue(draws: Draws, kind: tuple[str, str, str], subject: str, year: int) -> dict[str, Any]:
    number = f"{draws.integer(1, 15_000):06}"
    return {
        "id": draws.integer(1, 60_000),
        "register_id": f"HEL {year}-{number}",
        "slug": f"hel-{year}-{number}",
        "subject": subject,
        "category_name": kind[1],
        "category_origin_id": kind[0],
        "geometries": [],
    }


def _meeting(draws: Draws, day: date, number: int) -> dict[str, Any]:
    maker, name = draws.pick(_MAKERS)
    day = day.replace(year=2104) if number == YEAR_2104 else day
    return {
        "id": 999_999 if draws.chance(0.02) else 4_000 + maker * 10 + day.month,
        "date": day.isoformat(),
        "year": day.year,
        "number": draws.integer(1, 40),
        "minutes": True,
        "policymaker": f"{_API}/policymaker/{maker}/",
        "policymaker_name": name,
    }


def _item(draws: Draws, number: int) -> dict[str, Any]:
    kind, place = draws.pick(_SUBJECTS), draws.pick(subdistricts())
    day = draws.day(date(2014, 1, 7), date(2016, 6, 20))
    changed = datetime(day.year, day.month, day.day, 12) + timedelta(hours=draws.integer(1, 700))
    given, surname = person(draws)
    subject = f"{kind[2]}, {place.name_fi}"
    identifier = 20_000 + 7 * number
    return {
        "id": identifier,
        "resource_uri": f"{_API}/agenda_item/{identifier}/",
        "index": draws.integer(1, 30),
        "subject": subject,
        "classification_code": kind[0],
        "classification_description": kind[1],
        "resolution": draws.pick(_RESOLUTIONS),
        "from_minutes": True,
        "preparer": f"{given} {surname}",
        "introducer": None,
        "content": [{"type": "resolution", "text": f"<p>{subject}: päätettiin.</p>"}],
        "attachments": [
            _attachment(draws, 10 * identifier + n) for n in range(draws.integer(0, 2))
        ],
        "issue": _issue(draws, kind, subject, day.year),
        "meeting": _meeting(draws, day, number),
        "permalink": f"http://dev.hel.fi/paatokset/asia/hel-{day.year}/{identifier}/",
        "last_modified_time": changed.replace(
            microsecond=draws.integer(0, 999) * 1_000
        ).isoformat(),
    }


@cache
def _items() -> list[dict[str, Any]]:
    draws = Draws(2011_004632)
    return [_item(draws, number) for number in range(ITEMS)]


def _listed(query: Query) -> list[dict[str, Any]]:
    items = _items()
    if since := query.parameters.get("last_modified_time__gt"):
        items = [item for item in items if item["last_modified_time"] > since]
    order = query.parameters.get("order_by", "")
    if order.lstrip("-") in ("last_modified_time", "id"):
        items = sorted(items, key=lambda item: str(item[order.lstrip("-")]))
        items = items[::-1] if order.startswith("-") else items
    return items


def _answer(query: Query) -> Answer:
    try:
        found = part(_listed(query), query, 20, LARGEST_PART)
    except InvalidPageError:
        return json_answer({"error": "Invalid limit or offset."}, status=400)
    meta = {
        "limit": found.limit,
        "next": _path(found.next),
        "offset": found.offset,
        "previous": _path(found.previous),
        "total_count": found.count,
    }
    return json_answer({"meta": meta, "objects": found.items})


def _path(url: str | None) -> str | None:
    return url and url.removeprefix("https://dev.hel.fi")


DOCUMENTS = (
    Document(
        url=f"https://dev.hel.fi{_API}/agenda_item/",
        description="Open Ahjo, agenda items: JSON by limit and offset; 320 items",
        content_type="application/json",
        encoding="utf-8",
        modified=None,
        answer=_answer,
        depends_on_query=True,
    ),
)
