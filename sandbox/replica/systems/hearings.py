"""Hearings of the Kerrokantasi API, by limit and offset.

Texts are objects with only the languages that there are; contact persons and comments are people's.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sandbox.replica.documents import Answer, Document, Query
from sandbox.replica.draws import Draws
from sandbox.replica.paging import InvalidPageError, invalid_page, json_answer, part
from sandbox.replica.people import person
from sandbox.replica.places import Subdistrict, subdistricts

HEARINGS = 130
LARGEST_PART = 100

_API = "https://api.hel.fi/kerrokantasi/v1"
_KINDS = (
    ("Puistosuunnitelma", "Parkplan", "Park plan"),
    ("Katusuunnitelma", "Gatuplan", "Street plan"),
    ("Asemakaava", "Detaljplan", "City plan"),
)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


def _translated(draws: Draws, texts: tuple[str, str, str]) -> dict[str, str]:
    finnish, swedish, english = texts
    found = {"fi": finnish}
    if draws.chance(0.6):
        found["sv"] = swedish
    if draws.chance(0.3):
        found["en"] = english
    return found


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _times(draws: Draws) -> dict[str, Any]:
    created = datetime(2023, 1, 2, 8, tzinfo=UTC) + timedelta(minutes=draws.integer(0, 1_400_000))
    opened = created + timedelta(days=draws.integer(1, 20))
    written = created.replace(microsecond=draws.integer(1, 999_999))
    closed = opened + timedelta(days=28)
    return {
        "open_at": _moment(opened),
        "close_at": _moment(closed),
        "created_at": _moment(written),
        "closed": closed < datetime(2025, 12, 1, tzinfo=UTC),
    }


def _contact(draws: Draws) -> dict[str, Any]:
    given, surname = person(draws)
    return {
        "id": "".join(draws.pick(_LETTERS) for _ in range(8)),
        "name": f"{given} {surname}",
        "email": f"{given}.{surname}@hel.fi".lower(),
        "phone": f"09 310 {draws.integer(20_000, 89_999)}",
        "title": {"fi": "maisema-arkkitehti"},
    }


def _hearing(draws: Draws, number: int) -> dict[str, Any]:
    place: Subdistrict = draws.pick(subdistricts())
    kind = draws.pick(_KINDS)
    names = (place.name_fi, place.name_sv, place.name_fi)
    title = tuple(f"{word}: {name}" for word, name in zip(kind, names, strict=True))
    return {
        "id": "".join(draws.pick(_LETTERS) for _ in range(32)),
        "slug": f"kuuleminen-{number}",
        "title": _translated(draws, (title[0], title[1], title[2])),
        "abstract": _translated(draws, (title[0], title[1], title[2])),
        "borough": {"fi": place.name_fi, "sv": place.name_sv} if draws.chance(0.8) else {},
        "n_comments": draws.integer(0, 240),
        "published": True,
        "labels": [{"id": draws.integer(1, 9), "label": {"fi": kind[0]}}],
        **_times(draws),
        "servicemap_url": "",
        "organization": "Helsinki" if draws.chance(0.9) else None,
        "geojson": None,
        "contact_persons": [_contact(draws)],
    }


@cache
def _hearings() -> list[dict[str, Any]]:
    draws = Draws(2016_0929)
    return [_hearing(draws, number) for number in range(HEARINGS)]


def _answer(query: Query) -> Answer:
    try:
        found = part(_hearings(), query, 50, LARGEST_PART)
    except InvalidPageError:
        return invalid_page()
    envelope = {"count": found.count, "next": found.next, "previous": found.previous}
    return json_answer({**envelope, "results": found.items})


DOCUMENTS = (
    Document(
        url=f"{_API}/hearing/",
        description="Kerrokantasi, hearings: JSON by limit (50 to 100) and offset; 130 hearings",
        content_type="application/json",
        encoding="utf-8",
        modified=None,
        answer=_answer,
        depends_on_query=True,
    ),
)
