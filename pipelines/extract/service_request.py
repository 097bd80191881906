"""One service request of Open311: what is kept of it, and where it is.

What people wrote and their pictures are left behind: the list of members is one of what stays.
What does not belong here: whether a place is possible (the Table Schema's constraints).
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from pipelines.extract.high_water import HighWater
from pipelines.extract.pages import Place
from pipelines.extract.record_store import Stored
from pipelines.extract.records import key_of, text_of
from pipelines.model.sources.open311 import Bounds

KEY = "service_request_id"
KEPT = (
    KEY,
    "service_code",
    "service_name",
    "agency_responsible",
    "status",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address_id",
    "zip_code",
    "zipcode",
)
"""Members that a system fills from its own lists; all others, new ones too, are left behind."""
KEPT_EXTENSIONS = ("detailed_status", "service_object_type", "service_object_id")
"""The same of `extended_attributes`."""


def stored(
    request: dict[str, Any], bounds: Bounds, place: Place, number: int, water: HighWater
) -> Stored:
    """Return the key and the text of what is kept of a request.

    Raises NotTheDeclaredFile: an object without an id (an error message), no moment of change.
    """
    if "service_request_id" not in request and "code" in request:
        raise place.refusal(
            "an error message came instead of a request; "
            f"it has {', '.join(f'`{name}`' for name in list(request)[:10])}",
            "open the address in a browser and see what the system says",
        )
    key = key_of(KEY, request, place, number)
    water.see(request.get("updated_datetime"), place, number)
    kept = {name: request[name] for name in KEPT if name in request}
    extensions = request.get("extended_attributes")
    if isinstance(extensions, dict):
        kept |= {name: extensions[name] for name in KEPT_EXTENSIONS if name in extensions}
    longitude, latitude = where(request.get("long"), request.get("lat"), bounds)
    return key, text_of({**kept, "longitude": longitude, "latitude": latitude})


def where(longitude: Any, latitude: Any, bounds: Bounds) -> tuple[Any, Any]:
    """Return the place as numbers, put right where the two are swapped; None where there is none.

    A place that lies outside the bounds either way, or is no pair of numbers, is returned as it
    came: the Table Schema refuses it, with its row.
    """
    if longitude in (None, "") and latitude in (None, ""):
        return None, None
    east, north = _number(longitude), _number(latitude)
    if east is None or north is None:
        return longitude, latitude
    if not _within(east, north, bounds) and _within(north, east, bounds):
        return north, east
    return east, north


def _within(longitude: Decimal, latitude: Decimal, bounds: Bounds) -> bool:
    (west, east), (south, north) = bounds.longitude, bounds.latitude
    return west <= longitude <= east and south <= latitude <= north


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
