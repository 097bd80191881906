"""Service requests of the feedback system, by Open311 GeoReport v2.

There is no paging: an answer holds at most 90 days or 200 requests, and does not say what it leaves
out. Places are texts, some with latitude and longitude the wrong way round; what is lacking is an
empty text; and what people wrote holds their names.
"""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

from sandbox.replica.documents import Answer, Document, Query
from sandbox.replica.draws import Draws
from sandbox.replica.paging import json_answer
from sandbox.replica.people import person

REQUESTS = 600
LARGEST_ANSWER = 200
LONGEST_WINDOW = timedelta(days=90)

_API = "https://asiointi.hel.fi/palautews/rest/v1"
_START = datetime(2025, 7, 2, 5, 0, tzinfo=UTC)
_STORM = datetime(2025, 11, 8, 6, 0, tzinfo=UTC)
_SERVICES = (
    ("171", "Kadun tai jalkakäytävän kunto", "Kadut"),
    ("176", "Töhryjen poisto", "Puhtaanapito"),
    ("178", "Liikennemerkit", "Liikenne"),
    ("246", "Roskaaminen", "Puhtaanapito"),
    ("584", "Pysäköinti", "Liikenne"),
)


def _local(moment: datetime) -> str:
    summer = 4 <= moment.month <= 10
    return moment.astimezone(timezone(timedelta(hours=3 if summer else 2))).isoformat()


def _place(draws: Draws) -> dict[str, str]:
    if draws.chance(0.25):
        return {"lat": "", "long": ""}
    latitude = f"{draws.decimal(60.15, 60.28, 6)}"
    longitude = f"{draws.decimal(24.85, 25.2, 6)}"
    if draws.chance(0.05):
        return {"lat": longitude, "long": latitude}
    return {"lat": latitude, "long": longitude}


def _request(draws: Draws, number: int) -> dict[str, Any]:
    # A storm brings half of all requests within two weeks: more than one answer can hold.
    storm = number % 2 == 1
    since, seconds = (_STORM, 12 * 86_400) if storm else (_START, 480 * 86_400)
    made = since + timedelta(seconds=draws.integer(0, seconds))
    code, _, _ = draws.pick(_SERVICES)
    given, surname = person(draws)
    closed = draws.chance(0.8)
    return {
        "service_request_id": draws.hexadecimal(20),
        "service_code": code,
        "description": f"Kadulla on monttu. Terveisin {given} {surname}",
        "service_notice": "",
        "requested_datetime": _local(made),
        "updated_datetime": _local(made + timedelta(seconds=draws.integer(600, 900_000))),
        "status": "closed" if closed else "open",
        "status_notes": f"Kiitos ilmoituksestanne.\n{given} {surname}" if closed else "",
        "agency_responsible": draws.pick(("Kaupunkiympäristön toimiala", "")),
        "service_name": "",
        "address": "",
        "address_id": "",
        "zip_code": "",
        **_place(draws),
    }


@cache
def _requests() -> list[dict[str, Any]]:
    draws = Draws(311)
    requests = [_request(draws, number) for number in range(REQUESTS)]
    return sorted(requests, key=lambda request: _moment(request["requested_datetime"]))


def _extended(request: dict[str, Any]) -> dict[str, Any]:
    status = "PROCESSED" if request["status"] == "closed" else "RECEIVED"
    attributes = {"title": "Monttu tiessä", "detailed_status": status}
    return {**request, "extended_attributes": attributes}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _window(query: Query) -> tuple[str, datetime, datetime] | None:
    """Return the field that is asked by, and from when until when."""
    for field, first, last in (
        ("updated_datetime", "updated_after", "updated_before"),
        ("requested_datetime", "start_date", "end_date"),
    ):
        start, end = query.parameters.get(first), query.parameters.get(last)
        if start or end:
            until = _moment(end) if end else _moment(str(start)) + LONGEST_WINDOW
            return field, _moment(start) if start else until - LONGEST_WINDOW, until
    return None


def _answer(query: Query) -> Answer:
    try:
        window = _window(query)
    except ValueError:
        error = {"code": 400, "description": "Invalid date."}
        return json_answer([error], status=400)
    found = _requests()
    if window:
        field, start, end = window
        start = max(start, end - LONGEST_WINDOW)
        found = [request for request in found if start <= _moment(request[field]) <= end]
    found = found[::-1][:LARGEST_ANSWER]
    if query.parameters.get("extensions") == "true":
        found = [_extended(request) for request in found]
    return json_answer(found)


def _services(_query: Query) -> Answer:
    return json_answer(
        [
            {
                "service_code": code,
                "service_name": name,
                "description": name,
                "metadata": False,
                "type": "realtime",
                "keywords": "",
                "group": group,
            }
            for code, name, group in _SERVICES
        ]
    )


DOCUMENTS = (
    Document(
        url=f"{_API}/requests.json",
        description="Feedback (Open311), service requests: JSON, at most 90 days or 200 of 600",
        content_type="application/json",
        encoding="utf-8",
        modified=None,
        answer=_answer,
        depends_on_query=True,
    ),
    Document(
        url=f"{_API}/services.json",
        description="Feedback (Open311), kinds of service requests: JSON",
        content_type="application/json",
        encoding="utf-8",
        modified=None,
        answer=_services,
        depends_on_query=True,
    ),
)
