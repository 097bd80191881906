"""Units of the Service Map (Palvelukartta) API v2, paged.

Fields that a unit lacks are absent, never null. The real API sends neither an ETag nor a
Last-Modified.
"""

from functools import cache
from typing import Any

from sandbox.replica.documents import Answer, Document, Query
from sandbox.replica.draws import Draws
from sandbox.replica.paging import InvalidPageError, invalid_page, json_answer, page
from sandbox.replica.places import address, subdistricts

UNITS = 2_400
LARGEST_PAGE = 1_000

_SERVICES = (
    (813, "kirjasto", "bibliotek", "library"),
    (869, "päiväkoti", "daghem", "day care centre"),
    (661, "peruskoulu", "grundskola", "comprehensive school"),
    (426, "uimahalli", "simhall", "swimming hall"),
    (989, "terveysasema", "hälsostation", "health station"),
)


def _texts(draws: Draws, finnish: str, swedish: str, english: str) -> dict[str, str]:
    texts = {"fi": finnish}
    if draws.chance(0.85):
        texts["sv"] = swedish
    if draws.chance(0.7):
        texts["en"] = english
    return texts


def _unit(draws: Draws, number: int) -> dict[str, Any]:
    place = draws.pick(subdistricts())
    service, finnish, swedish, english = draws.pick(_SERVICES)
    street_fi, street_sv, postcode = address(draws)
    return {
        "id": number,
        "name": _texts(
            draws,
            f"{place.name_fi}n {finnish}",
            f"{place.name_sv} {swedish}",
            f"{place.name_fi} {english}",
        ),
        "street_address": {"fi": street_fi, "sv": street_sv},
        "address_zip": postcode,
        "municipality": "helsinki",
        "location": {
            "type": "Point",
            "coordinates": [draws.decimal(24.85, 25.2, 6), draws.decimal(60.15, 60.28, 6)],
        },
        "services": [{"id": service, "name": {"fi": finnish, "sv": swedish, "en": english}}],
        "provider_type": "SELF_PRODUCED",
        "contract_type": {
            "id": "MUNICIPAL_SERVICE",
            "description": {
                "fi": "kunnallinen palvelu",
                "sv": "kommunal tjänst",
                "en": "municipal service",
            },
        },
        "phone": f"+358 9 310 {draws.integer(20_000, 89_999)}",
        "www": {"fi": f"https://www.hel.fi/toimipisteet/{number}"},
        "modified_time": f"2023-{draws.integer(1, 12):02}-{draws.integer(1, 28):02}T14:29:23Z",
    }


def _lacking(draws: Draws, unit: dict[str, Any]) -> dict[str, Any]:
    """Return the unit without the fields that this one happens to lack."""
    absent = {"location": 0.03, "street_address": 0.02, "phone": 0.2, "www": 0.3}
    missing = {field for field, probability in absent.items() if draws.chance(probability)}
    if "street_address" in missing:
        missing.add("address_zip")
    return {field: value for field, value in unit.items() if field not in missing}


@cache
def _units() -> list[dict[str, Any]]:
    draws = Draws(2400)
    return [_lacking(draws, _unit(draws, 1_000 + 3 * number)) for number in range(UNITS)]


def _answer(query: Query) -> Answer:
    try:
        part = page(_units(), query, LARGEST_PAGE)
    except InvalidPageError:
        return invalid_page()
    envelope = {"count": part.count, "next": part.next, "previous": part.previous}
    return json_answer({**envelope, "results": part.items})


DOCUMENTS = (
    Document(
        url="https://api.hel.fi/servicemap/v2/unit/",
        description="Service Map v2, units: JSON in pages of 20 to 1,000; 2,400 units",
        content_type="application/json",
        encoding="utf-8",
        modified=None,
        answer=_answer,
        depends_on_query=True,
    ),
)
