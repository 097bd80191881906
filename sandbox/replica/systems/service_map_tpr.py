"""Units of the Service Map's register (TPR REST v4): the whole collection in one answer.

Names carry their language in a suffix and lacking fields are absent. The dirt of the real register
is here too: texts decoded twice, NUL characters, carriage returns, the two characters `\\r`, and
names of contact persons among the connections.
"""

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pyproj import Transformer

from sandbox.replica.documents import Document, generated
from sandbox.replica.draws import Draws
from sandbox.replica.people import person
from sandbox.replica.places import Subdistrict, address, gk25_point, subdistricts

UNITS = 3_000

_KINDS = (
    ("kirjasto", "bibliotek", "library", 207, "bibliotekverksamhet"),
    ("leikkipuisto", "lekpark", "playground", 160, "lekparksverksamhet"),
    ("jalkapallohalli", "fotbollshall", "football hall", 204, "idrottsverksamhet"),
    ("päiväkoti", "daghem", "day care centre", 99, "småbarnspedagogik"),
    ("terveysasema", "hälsostation", "health station", 38, "hälsovård"),
)
_LANGUAGES = ("fi", "sv", "en")
_COORDINATES = (
    "latitude",
    "longitude",
    "northing_etrs_gk25",
    "easting_etrs_gk25",
    "northing_etrs_tm35fin",
    "easting_etrs_tm35fin",
)
_NEIGHBOURS = ((49, "Espoo"), (92, "Vantaa"), (235, "Kauniainen"))


def _names(draws: Draws, place: Subdistrict) -> dict[str, Any]:
    finnish, swedish, english, word, activity = draws.pick(_KINDS)
    return {
        "name_fi": f"{place.name_fi}n {finnish}",
        "name_sv": f"{place.name_sv} {swedish}",
        "name_en": f"{place.name_fi} {english}",
        "ontologyword_ids": [word],
        "short_desc_fi": f"Alueen {finnish} palvelee kaikkia kaupunkilaisia.",
        "desc_fi": f"Täällä toimii {finnish}.\nTiloja voi varata päivittäin; tervetuloa mukaan.",
        "desc_sv": f"Här finns {swedish}; {activity} för alla.",
    }


def _coordinates(draws: Draws) -> dict[str, Any]:
    easting, northing = gk25_point(draws)
    return {"northing_etrs_gk25": northing, "easting_etrs_gk25": easting}


def _municipality(draws: Draws) -> dict[str, Any]:
    code, city = draws.pick(_NEIGHBOURS) if draws.chance(0.01) else (91, "Helsinki")
    return {"arealcity_id": code, "regions": [f"{code:03}"], "address_city_fi": city}


def _contact(draws: Draws) -> dict[str, str]:
    given, surname = person(draws)
    return {
        "section_type": "PHONE_OR_EMAIL",
        "name_fi": "Toimipisteen johtaja",
        "name_sv": "Enhetens chef",
        "name_en": "Head of the unit",
        "contact_person": f"{given} {surname}",
        "email": f"{given}.{surname}@hel.fi".lower(),
        "phone": f"+358 9 310 {draws.integer(20_000, 89_999)}",
    }


def _connections(draws: Draws) -> list[dict[str, str]]:
    opening = {
        "section_type": "OPENING_HOURS",
        "name_fi": "Aukioloajat:\nma–pe 8.00–20.00",
        "name_sv": "Öppettider:\nmå–fr 8.00–20.00",
        "name_en": "Opening hours:\nMon–Fri 8.00–20.00",
    }
    return [opening, _contact(draws)] if draws.chance(0.6) else [opening]


def _moment(draws: Draws, year: int) -> str:
    moment = datetime(year, 1, 1, draws.integer(7, 16), draws.integer(0, 59))
    return moment.replace(month=draws.integer(1, 12), day=draws.integer(1, 28)).isoformat()


def _unit(draws: Draws, number: int) -> dict[str, Any]:
    street_fi, street_sv, postcode = address(draws)
    return {
        "id": number,
        "is_public": True,
        **_municipality(draws),
        "org_id": "83e74666-0836-4c1d-948a-4b34a8b90301",
        "dept_id": draws.uuid(),
        "provider_type": "SELF_PRODUCED",
        "displayed_service_owner_type": "MUNICIPAL_SERVICE",
        "data_source_url": "www.hel.fi",
        **_names(draws, draws.pick(subdistricts())),
        "sources": [{"source": "internal", "id": str(draws.integer(1_000, 99_999))}],
        "provided_languages": ["fi", "sv"],
        **_coordinates(draws),
        "manual_coordinates": True,
        "street_address_fi": street_fi,
        "street_address_sv": street_sv,
        "address_zip": postcode,
        "phone": f"+358 9 310 {draws.integer(20_000, 89_999)}",
        "www_fi": f"https://www.hel.fi/toimipisteet/{number}",
        "accessibility_viewpoints": "00:unknown,11:red,12:red,13:red,21:green,22:green,61:red",
        "created_time": _moment(draws, 2014),
        "modified_time": _moment(draws, 2023),
        "connections": _connections(draws),
    }


def _lacking(draws: Draws, unit: dict[str, Any]) -> dict[str, Any]:
    """Return the unit without the fields that this one happens to lack."""
    absent = {"name_sv": 0.1, "name_en": 0.25, "desc_sv": 0.3, "short_desc_fi": 0.3, "phone": 0.2}
    absent |= {"www_fi": 0.3, "connections": 0.1, "accessibility_viewpoints": 0.4}
    missing = {field for field, probability in absent.items() if draws.chance(probability)}
    if draws.chance(0.03):
        missing.update(_COORDINATES)
    return {field: value for field, value in unit.items() if field not in missing}


def _dirty(unit: dict[str, Any], number: int) -> None:
    """Spoil a text of every so many units as the real register's are spoilt."""
    if number % 125 == 0:
        field = "name_fi" if number % 250 == 0 else "desc_fi"
        unit[field] = f"Käpylän {unit[field]}".encode().decode("iso-8859-1")
    if number % 250 == 1:
        unit["desc_fi"] += "\0"
    if number % 100 == 2:
        unit["desc_fi"] = unit["desc_fi"].replace("\n", "\r\n")
    if number % 100 == 3:
        unit["desc_fi"] = unit["desc_fi"].replace("\n", r"\r")


def _place(units: list[dict[str, Any]]) -> None:
    """Give every unit that has a place the same place in the two other coordinate systems."""
    placed = [unit for unit in units if "easting_etrs_gk25" in unit]
    eastings = [unit["easting_etrs_gk25"] for unit in placed]
    northings = [unit["northing_etrs_gk25"] for unit in placed]
    geographic = Transformer.from_crs(3879, 4326, always_xy=True).transform(eastings, northings)
    national = Transformer.from_crs(3879, 3067, always_xy=True).transform(eastings, northings)
    for unit, longitude, latitude, easting, northing in zip(
        placed, *geographic, *national, strict=True
    ):
        unit |= {"latitude": round(latitude, 6), "longitude": round(longitude, 6)}
        unit["northing_etrs_tm35fin"] = round(northing)
        unit["easting_etrs_tm35fin"] = round(easting)


@cache
def _collection() -> bytes:
    draws = Draws(42284)
    units = [_lacking(draws, _unit(draws, 10_000 + 11 * number)) for number in range(UNITS)]
    _place(units)
    for number, unit in enumerate(units):
        _dirty(unit, number)
    return json.dumps(units, ensure_ascii=False, indent=1).encode()


def _departments() -> bytes:
    city = {"id": "83e74666-0836-4c1d-948a-4b34a8b90301", "name_fi": "Helsingin kaupunki"}
    names = {"name_sv": "Helsingfors stad", "name_en": "City of Helsinki"}
    departments = [{**city, **names, "hierarchy_level": 0, "organization_type": "MUNICIPALITY"}]
    return json.dumps(departments, ensure_ascii=False).encode()


DOCUMENTS = (
    Document(
        url="https://www.hel.fi/palvelukarttaws/rest/v4/unit/",
        description="Service Map's register, units: JSON, all 3,000 in one answer",
        content_type="application/json;charset=UTF-8",
        encoding="utf-8",
        modified=datetime(2023, 12, 30, 2, 0, tzinfo=UTC),
        answer=generated(_collection),
    ),
    Document(
        url="https://www.hel.fi/palvelukarttaws/rest/v4/department/",
        description="Service Map's register, departments: JSON, the city itself alone",
        content_type="application/json;charset=UTF-8",
        encoding="utf-8",
        modified=datetime(2023, 12, 30, 2, 0, tzinfo=UTC),
        answer=generated(_departments),
    ),
)
