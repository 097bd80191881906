"""The real-time traffic picture: HSL's vehicle positions and Fintraffic's Digitraffic.

Both are interfaces that the catalogue lists and nobody copies; here they answer as much as a health
check looks at. Positions and stations are invented.
"""

from sandbox.replica.documents import Answer, Document, Query
from sandbox.replica.paging import json_answer

POSITIONS = "https://realtime.hsl.fi/realtime/vehicle-positions/v2/hsl"
STATIONS = "https://tie.digitraffic.fi/api/tms/v1/stations"

_STATIONS = (
    ("23001", "vt1_Espoo_Hirvisuo", 24.63, 60.22),
    ("23105", "kt51_Salmisaari", 24.9, 60.16),
)


def _field(number: int, content: bytes) -> bytes:
    """Return a length-delimited field of a protocol buffer."""
    return bytes([number << 3 | 2, len(content)]) + content


def _positions(_query: Query) -> Answer:
    """Return a GTFS-RT FeedMessage: its header, and one entity by its id."""
    header = _field(1, b"2.0")
    return Answer(_field(1, header) + _field(2, _field(1, b"vehicle_position_40/1055")))


def _stations(_query: Query) -> Answer:
    features = [
        {
            "type": "Feature",
            "id": int(identifier),
            "geometry": {"type": "Point", "coordinates": [longitude, latitude, 0.0]},
            "properties": {"id": int(identifier), "tmsNumber": int(identifier[2:]), "name": name},
        }
        for identifier, name, longitude, latitude in _STATIONS
    ]
    updated = "2024-01-15T06:00:00Z"
    collection = {"type": "FeatureCollection", "dataUpdatedTime": updated, "features": features}
    return json_answer(collection)


DOCUMENTS = (
    Document(
        url=POSITIONS,
        description="Vehicle positions: GTFS-RT of one vehicle",
        content_type="application/x-protobuf",
        encoding=None,
        modified=None,
        answer=_positions,
        depends_on_query=True,
    ),
    Document(
        url=STATIONS,
        description="Digitraffic: traffic measurement stations as GeoJSON",
        content_type="application/json",
        encoding="utf-8",
        modified=None,
        answer=_stations,
        depends_on_query=True,
    ),
)
