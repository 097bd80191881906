"""Events of the Linked Events API, paged.

Relations are objects with one `@id`, times are UTC, descriptions are HTML, and a postponed event
has no start. Deleted events are shown to those who ask for them with `show_deleted`, and
`last_modified_since` leaves out what did not change. The real API sends neither an ETag nor a
Last-Modified.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sandbox.replica.documents import Answer, Document, Query
from sandbox.replica.draws import Draws
from sandbox.replica.paging import InvalidPageError, invalid_page, json_answer, page
from sandbox.replica.places import subdistricts

EVENTS = 240
DELETED = 6
LARGEST_PAGE = 100

_API = "https://api.hel.fi/linkedevents/v1"
_START = datetime(2020, 6, 1, 6, 0, tzinfo=UTC)
_KINDS = (
    ("Satutunti", "Sagostund", "Story hour"),
    ("Asukasilta", "Invånarkväll", "Residents' evening"),
    ("Puistojumppa", "Parkgymnastik", "Gymnastics in the park"),
    ("Konsertti", "Konsert", "Concert"),
)


def _identifier(draws: Draws) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return "helsinki:af" + "".join(draws.pick(letters) for _ in range(8))


def _relation(kind: str, identifier: str) -> dict[str, str]:
    return {"@id": f"{_API}/{kind}/{identifier}/"}


def _times(draws: Draws, postponed: bool) -> dict[str, str | None]:
    start = _START + timedelta(hours=draws.integer(0, 4_000))
    written = start - timedelta(days=draws.integer(5, 60), microseconds=draws.integer(1, 999_999))
    end = start + timedelta(hours=draws.integer(1, 4))
    return {
        "created_time": _zulu(written),
        "last_modified_time": _zulu(written + timedelta(microseconds=30)),
        "date_published": None,
        "start_time": None if postponed else _zulu(start),
        "end_time": None if postponed else _zulu(end),
    }


def _zulu(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _texts(draws: Draws) -> dict[str, Any]:
    finnish, swedish, english = draws.pick(_KINDS)
    place = draws.pick(subdistricts())
    name = {"fi": f"{finnish}: {place.name_fi}"}
    if draws.chance(0.4):
        name |= {"sv": f"{swedish}: {place.name_sv}", "en": f"{english}: {place.name_fi}"}
    return {
        "name": name,
        "short_description": {"fi": f"{finnish} kaikille, vapaa pääsy."},
        "description": {"fi": f"<p>{finnish} – {place.name_fi}.<br>Tervetuloa!</p>"},
        "info_url": {"fi": "https://www.hel.fi/helsinki/fi/tapahtumat"},
    }


def _event(draws: Draws) -> dict[str, Any]:
    identifier = _identifier(draws)
    postponed = draws.chance(0.05)
    return {
        "id": identifier,
        "location": _relation("place", f"tprek:{draws.integer(100, 60_000)}"),
        "keywords": [_relation("keyword", f"yso:p{draws.integer(1_000, 27_000)}")],
        "super_event": None,
        "event_status": "EventPostponed" if postponed else "EventScheduled",
        "external_links": [],
        "offers": [{"is_free": True, "price": None, "description": None, "info_url": None}],
        "data_source": "helsinki",
        "publisher": "ahjo:u541000",
        "sub_events": [],
        "images": [],
        "videos": [],
        "in_language": [_relation("language", "fi")],
        "audience": [],
        **_times(draws, postponed),
        "custom_data": None,
        "audience_min_age": None,
        "audience_max_age": None,
        "super_event_type": None,
        "deleted": False,
        "replaced_by": None,
        "provider": None,
        "provider_contact_info": None,
        "location_extra_info": None,
        **_texts(draws),
        **_relation("event", identifier),
        "@context": "http://schema.org",
        "@type": "Event/LinkedEvent",
    }


@cache
def _events() -> list[dict[str, Any]]:
    draws = Draws(151775)
    return [_event(draws) for _ in range(EVENTS)]


@cache
def _deleted() -> list[dict[str, Any]]:
    draws = Draws(151776)
    return [{**_event(draws), "deleted": True} for _ in range(DELETED)]


def _listed(query: Query) -> list[dict[str, Any]]:
    shows_deleted = query.parameters.get("show_deleted", "").lower() in ("true", "1")
    events = _events() + _deleted() if shows_deleted else _events()
    since = query.parameters.get("last_modified_since")
    if not since:
        return events
    start = datetime.fromisoformat(since)
    start = start if start.tzinfo else start.replace(tzinfo=UTC)
    return [e for e in events if datetime.fromisoformat(e["last_modified_time"]) >= start]


def _answer(query: Query) -> Answer:
    try:
        part = page(_listed(query), query, LARGEST_PAGE)
    except InvalidPageError:
        return invalid_page()
    meta = {"count": part.count, "next": part.next, "previous": part.previous}
    return json_answer({"meta": meta, "data": part.items})


DOCUMENTS = (
    Document(
        url=f"{_API}/event/",
        description="Linked Events, events: JSON in pages of 20 to 100; 240 events",
        content_type="application/json",
        encoding="utf-8",
        modified=None,
        answer=_answer,
        depends_on_query=True,
    ),
)
