"""The city's map layers behind a WFS 2.0, as GeoServer answers: pages, counts and refusals.

What is kept of the real service: error documents come with HTTP 200; a count is XML, whatever
format was asked for; every answer carries the moment it was made; and a layer without a primary key
gives its features new ids each time and cannot be paged without `sortBy`. Places are invented.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any
from xml.sax.saxutils import escape

from pyproj import Transformer

from sandbox.replica import places
from sandbox.replica.documents import Answer, Document, Query
from sandbox.replica.draws import Draws
from sandbox.replica.paging import json_answer
from sandbox.replica.systems import subdistricts

URL = "https://kartta.hel.fi/ws/geoserver/avoindata/wfs"
WORKSPACE = "avoindata"
PARKING_AREAS = 1_500
LARGEST_PAGE = 20_000

_SYSTEMS = {"EPSG:4326": 6, "EPSG:3879": 2}
"""Coordinate system → decimals of its coordinates."""
_CLASSES = {1: "Kadunvarsipysäköinti", 2: "Pysäköintialue", 4: "Maksullinen", 8: "Kiekkopysäköinti"}
_OTHER_LAYERS = ("Kaupunginosajako", "Pyoratieverkko", "Toimipisterekisteri_yksikot")
_XML = '<?xml version="1.0" encoding="UTF-8"?>'

Feature = dict[str, Any]


@dataclass(frozen=True)
class _Layer:
    """A layer: its own coordinate system, and its features without ids."""

    name: str
    system: str
    features: Callable[[], list[Feature]]
    has_primary_key: bool = True


class _RefusalError(Exception):
    """A request that the service refuses: exception code, parameter, sentence."""


def _subdistricts() -> list[Feature]:
    return [
        {"geometry": feature["geometry"], "properties": feature["properties"]}
        for feature in subdistricts.features()
    ]


def _major_districts() -> list[Feature]:
    """Return the eight major districts: strips of the city, from west to east."""
    found = []
    for number, (code, name) in enumerate(places.MAJOR_DISTRICTS.items()):
        west, east = round(24.84 + number * 0.048, 6), round(24.888 + number * 0.048, 6)
        ring = [(west, 60.145), (east, 60.145), (east, 60.285), (west, 60.285), (west, 60.145)]
        properties = {
            "id": number + 1,
            "aluejako": "SUURPIIRI",
            "kunta": "091",
            "tunnus": f"091{code}000000",
            "nimi_fi": name,
            "nimi_se": _SWEDISH[code],
            "yhtluontipvm": "2014-01-01T00:00:00Z",
            "paivitetty_tietopalveluun": "2016-02-01",
        }
        found.append(_feature("Polygon", [ring], properties))
    return found


_SWEDISH = {
    "1": "Södra stordistriktet",
    "2": "Västra stordistriktet",
    "3": "Mellersta stordistriktet",
    "4": "Norra stordistriktet",
    "5": "Nordöstra stordistriktet",
    "6": "Sydöstra stordistriktet",
    "7": "Östra stordistriktet",
    "8": "Östersundoms stordistrikt",
}


def _parking_areas() -> list[Feature]:
    """Return parking areas along the streets, in EPSG:3879, easting first."""
    draws = Draws(436)
    return [_parking_area(draws, number) for number in range(1, PARKING_AREAS + 1)]


def _parking_area(draws: Draws, number: int) -> Feature:
    east, north = places.gk25_point(draws)
    spaces = draws.integer(1, 40)
    length = 5.5 * spaces
    ring = [(east, north), (east + length, north), (east + length, north + 2.25)]
    kind = draws.pick(tuple(_CLASSES))
    properties = {
        "id": number,
        "luokka": kind,
        "luokka_nimi": _CLASSES[kind],
        "tyyppi": draws.pick(("", "", "", "Inva", "Lataus")),
        "paikat_ala": spaces,
        "voimassaolo": draws.pick((None, "8-16", "8-18, (9-15)", "9-21")),
        "kesto": None if kind != 8 else f"{draws.pick((1, 2, 4))} h",
        "paivitetty_tietopalveluun": "2016-04-18",
    }
    return _feature("Polygon", [[*ring, (east, north + 2.25), (east, north)]], properties)


def _feature(kind: str, coordinates: Any, properties: Mapping[str, Any]) -> Feature:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"geometry": geometry, "properties": dict(properties)}


_LAYERS = {
    layer.name: layer
    for layer in (
        _Layer("Piirijako_osaalue", "EPSG:4326", _subdistricts),
        _Layer("Piirijako_suurpiiri", "EPSG:4326", _major_districts),
        _Layer("Pysakointipaikat_alue", "EPSG:3879", _parking_areas, has_primary_key=False),
    )
}
_PASSING_IDS = count(1)


@cache
def _features(name: str, system: str) -> list[Feature]:
    """Return a layer's features in a coordinate system, easting or longitude first."""
    layer = _LAYERS[name]
    if system == layer.system:
        return layer.features()
    move = Transformer.from_crs(layer.system, system, always_xy=True).transform
    decimals = _SYSTEMS[system]
    return [
        {**feature, "geometry": _moved(feature["geometry"], move, decimals)}
        for feature in layer.features()
    ]


def _moved(geometry: dict[str, Any], move: Callable[..., Any], decimals: int) -> dict[str, Any]:
    def moved(part: Any) -> Any:
        if isinstance(part[0], int | float):
            return [round(number, decimals) for number in move(*part)]
        return [moved(inner) for inner in part]

    return {"type": geometry["type"], "coordinates": moved(geometry["coordinates"])}


def _answer(query: Query) -> Answer:
    asked = {name.lower(): value for name, value in query.parameters.items()}
    try:
        if asked.get("request", "").lower() == "getcapabilities":
            return Answer(_capabilities())
        if asked.get("request", "").lower() != "getfeature":
            raise _RefusalError("MissingParameterValue", "request", "Could not determine request")
        return _get_feature(asked)
    except _RefusalError as refusal:
        return Answer(_exception(*refusal.args))


def _get_feature(asked: Mapping[str, str]) -> Answer:
    name = _layer_name(asked.get("typenames", asked.get("typename", "")))
    features = _sorted(_LAYERS[name], asked)
    if asked.get("resulttype") == "hits":
        return Answer(_hits(len(features)))
    if asked.get("outputformat") not in ("application/json", "json"):
        wanted = asked.get("outputformat", "application/gml+xml; version=3.2")
        told = f"Failed to find response for output format {wanted}"
        raise _RefusalError("InvalidParameterValue", "outputFormat", told)
    start = _number(asked, "startindex", 0)
    page = features[start : start + min(_number(asked, "count", LARGEST_PAGE), LARGEST_PAGE)]
    return json_answer(_collection(_LAYERS[name], page, len(features), _system(asked)))


def _layer_name(wanted: str) -> str:
    workspace, _, name = wanted.rpartition(":")
    if workspace not in ("", WORKSPACE) or name not in _LAYERS:
        raise _RefusalError("InvalidParameterValue", "typeName", f"Feature type {wanted} unknown")
    return name


def _system(asked: Mapping[str, str]) -> str:
    wanted = asked.get("srsname", "EPSG:4326")
    system = "EPSG:" + wanted.rpartition(":")[2]
    if system not in _SYSTEMS:
        raise _RefusalError("InvalidParameterValue", "srsName", f"Unknown srs: {wanted}")
    return system


def _sorted(layer: _Layer, asked: Mapping[str, str]) -> list[Feature]:
    features = _features(layer.name, _system(asked))
    by = asked.get("sortby", "").split(" ")[0]
    if not by:
        if "startindex" in asked and not layer.has_primary_key:
            told = "Cannot do natural order without a primary key, please add it or specify a"
            raise _RefusalError("NoApplicableCode", "", f"{told} manual sort over existing columns")
        return features
    if by not in features[0]["properties"]:
        raise _RefusalError("InvalidParameterValue", "sortBy", f"Illegal property name: {by}")
    return sorted(features, key=lambda feature: (str(feature["properties"][by]), str(feature)))


def _number(asked: Mapping[str, str], name: str, otherwise: int) -> int:
    text = asked.get(name, str(otherwise))
    if not text.isascii() or not text.isdigit():
        raise _RefusalError("InvalidParameterValue", name, f"{text} is no number")
    return int(text)


def _collection(layer: _Layer, page: list[Feature], matched: int, system: str) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": _identifier(layer, feature),
                "geometry": feature["geometry"],
                "geometry_name": "geom",
                "properties": feature["properties"],
            }
            for feature in page
        ],
        "totalFeatures": matched,
        "numberMatched": matched,
        "numberReturned": len(page),
        "timeStamp": _now(),
        "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{_urn(system)}"}},
    }


def _identifier(layer: _Layer, feature: Feature) -> str:
    if layer.has_primary_key:
        return f"{layer.name}.{feature['properties']['id']}"
    return f"fid--{0x5B0A3F6B:x}_18c{next(_PASSING_IDS):x}_-7fff"


def _urn(system: str) -> str:
    return system.replace(":", "::")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _hits(matched: int) -> bytes:
    return (
        f'{_XML}<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
        f'numberMatched="{matched}" numberReturned="0" timeStamp="{_now()}"/>'
    ).encode()


def _exception(code: str, locator: str, text: str) -> bytes:
    where = f' locator="{escape(locator)}"' if locator else ""
    return (
        f'{_XML}<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0">\n'
        f'<ows:Exception exceptionCode="{code}"{where}>\n'
        f"<ows:ExceptionText>{escape(text)}</ows:ExceptionText>\n"
        "</ows:Exception>\n</ows:ExceptionReport>\n"
    ).encode()


def _capabilities() -> bytes:
    names = sorted((*_LAYERS, *_OTHER_LAYERS))
    types = "".join(
        f"<FeatureType><Name>{WORKSPACE}:{name}</Name><Title>{name}</Title></FeatureType>\n"
        for name in names
    )
    return (
        f'{_XML}<wfs:WFS_Capabilities xmlns:wfs="http://www.opengis.net/wfs/2.0" '
        f'xmlns="http://www.opengis.net/wfs/2.0" version="2.0.0">\n'
        f"<FeatureTypeList>\n{types}</FeatureTypeList>\n</wfs:WFS_Capabilities>\n"
    ).encode()


DOCUMENTS = (
    Document(
        url=URL,
        description="Map layers: WFS 2.0 as of GeoServer; 148 and 8 areas, 1,500 parking areas",
        content_type="application/json",
        encoding="utf-8",
        modified=None,
        answer=_answer,
        depends_on_query=True,
    ),
)
