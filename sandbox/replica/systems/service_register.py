"""Descriptions of services (Palvelukuvausrekisteri): a whole list in one answer, by language.

Without `alldata=yes` a list carries fewer fields than a single item does. The Swedish and the
English list lack some services, and one service is described in Swedish only.
"""

from functools import cache
from typing import Any

from sandbox.replica.documents import Answer, Document, Query
from sandbox.replica.draws import Draws
from sandbox.replica.paging import json_answer

SERVICES = 180
ONLY_IN_SWEDISH = 9_001

_KINDS = (
    ("Ohjattu liikunta", "Ledd motion", "Guided exercise"),
    ("Varhaiskasvatus", "Småbarnspedagogik", "Early childhood education"),
    ("Kirjaston aineistot", "Bibliotekets material", "Library collections"),
    ("Rakennuslupa", "Bygglov", "Building permit"),
    ("Asukaspysäköinti", "Boendeparkering", "Resident parking"),
    ("Hammashoito", "Tandvård", "Dental care"),
)
_GROUPS = (
    ("lapsille", "för barn", "for children", "CHILDREN_AND_FAMILIES"),
    ("nuorille", "för unga", "for young people", "YOUTH"),
    ("aikuisille", "för vuxna", "for adults", "ADULTS"),
    ("ikääntyneille", "för äldre", "for older people", "ELDERLY_PEOPLE"),
    ("yrityksille", "för företag", "for enterprises", "ENTERPRISES"),
)
_LIFE_EVENTS = ("HAVING_A_CHILD", "MOVING", "STUDYING", "RETIREMENT")
_LANGUAGES = ("fi", "sv", "en")
_SHORT = ("id", "title", "description_short", "provided_languages", "unit_ids")


def _described(draws: Draws, number: int) -> dict[str, dict[str, Any]]:
    """Return one service in every language that it is described in."""
    titles, groups = draws.pick(_KINDS), draws.pick(_GROUPS)
    languages = ["fi"] + [
        lang for lang, share in (("sv", 0.9), ("en", 0.75)) if draws.chance(share)
    ]
    shared = {
        "id": number,
        "main_description": draws.chance(0.3),
        "service_id": 10_000 + number,
        "general_description_id": draws.uuid() if draws.chance(0.4) else None,
        "provided_languages": languages,
        "responsible_depts": [draws.uuid()],
        "target_groups": [groups[3]],
        "life_events": [draws.pick(_LIFE_EVENTS)] if draws.chance(0.4) else [],
        "errand_services": [],
        "exact_errand_services": [draws.integer(1, 4_000)] if draws.chance(0.5) else [],
        "availabilities": [],
        "unit_ids": [1_000 + 3 * draws.integer(0, 2_399) for _ in range(draws.integer(0, 8))],
    }
    return {
        language: {**shared, **_texts(titles[at], groups[at], language, number)}
        for at, language in enumerate(_LANGUAGES)
        if language in languages
    }


def _texts(title: str, group: str, language: str, number: int) -> dict[str, Any]:
    page = f"https://www.hel.fi/{language}/palvelut/{number}"
    return {
        "title": f"{title} {group}",
        "name_synonyms": "",
        "description_short": f"{title} {group}.",
        "description_long": f"<p>{title} {group}.</p>",
        "prerequisites": "",
        "information": "",
        "links": [{"type": "INTERNET", "title": title, "url": page}],
    }


@cache
def _lists() -> dict[str, list[dict[str, Any]]]:
    draws = Draws(2013_05)
    lists: dict[str, list[dict[str, Any]]] = {language: [] for language in _LANGUAGES}
    for number in range(SERVICES):
        for language, service in _described(draws, 3_000 + number).items():
            lists[language].append(service)
    swedish = _described(draws, ONLY_IN_SWEDISH)["fi"]
    texts = _texts("Svensk rådgivning", "för alla", "sv", ONLY_IN_SWEDISH)
    lists["sv"].append({**swedish, **texts, "provided_languages": ["sv"]})
    return lists


def _answer(query: Query) -> Answer:
    services = _lists().get(query.parameters.get("language", "fi"), [])
    if query.parameters.get("municipality", "91") != "91":
        services = []
    if query.parameters.get("alldata") != "yes":
        services = [{name: service[name] for name in _SHORT} for service in services]
    return json_answer(services)


DOCUMENTS = (
    Document(
        url="https://www.hel.fi/palvelukarttaws/rest/vpalvelurekisteri/description/",
        description="Service register: JSON, all 180 services in one answer, one language each",
        content_type="application/json;charset=UTF-8",
        encoding="utf-8",
        modified=None,
        answer=_answer,
        depends_on_query=True,
    ),
)
