"""Map layers, statistics, timetables and links have the shapes and failings of the real ones."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import requests

from sandbox.replica import Replica
from sandbox.replica.rate_limit import RateLimit
from sandbox.replica.systems import city_model, map_layers, realtime_traffic, timetables
from sandbox.replica.systems import statistics_database as statistics

from .conftest import Ask
from .test_content import body, rows


@pytest.fixture(autouse=True)
def fresh_limit() -> Iterator[None]:
    statistics.LIMIT.forget()
    yield
    statistics.LIMIT.forget()


def wfs(ask: Ask, **parameters: str) -> requests.Response:
    shared = {"service": "WFS", "version": "2.0.0", "request": "GetFeature"}
    return ask(f"{map_layers.URL}?{urlencode(shared | parameters)}")


AREAS = {"typeNames": "avoindata:Piirijako_osaalue", "outputFormat": "application/json"}
PARKING = {**AREAS, "typeNames": "avoindata:Pysakointipaikat_alue"}


def test_a_count_is_xml_and_a_page_is_geojson(ask: Ask) -> None:
    assert 'numberMatched="148"' in wfs(ask, **AREAS, resultType="hits").text
    page = wfs(ask, **AREAS, count="10", startIndex="140").json()
    assert (len(page["features"]), page["numberMatched"], page["numberReturned"]) == (8, 148, 8)
    assert page["features"][0]["id"] == "Piirijako_osaalue.141"


def test_geojson_is_easting_first_in_either_system(ask: Ask) -> None:
    for system, low, high in (("EPSG:4326", 24, 26), ("EPSG:3879", 25_480_000, 25_520_000)):
        page = wfs(ask, **PARKING, sortBy="id", srsName=system, count="1").json()
        assert low < page["features"][0]["geometry"]["coordinates"][0][0][0] < high
        assert page["crs"]["properties"]["name"].endswith(system.replace(":", "::"))


def test_a_layer_without_a_primary_key_gives_new_ids_and_no_pages(ask: Ask) -> None:
    first, second = (wfs(ask, **PARKING, sortBy="id", count="1").json() for _ in range(2))
    assert first["features"][0]["id"] != second["features"][0]["id"]
    assert first["features"][0]["properties"] == second["features"][0]["properties"]
    refused = wfs(ask, **PARKING, startIndex="0")
    assert refused.status_code == 200
    assert "Cannot do natural order without a primary key" in refused.text


@pytest.mark.parametrize(
    ("changes", "code", "locator"),
    [
        ({"typeNames": "avoindata:puut"}, "InvalidParameterValue", "typeName"),
        ({"outputFormat": "xlsx"}, "InvalidParameterValue", "outputFormat"),
        ({"srsName": "EPSG:2393"}, "InvalidParameterValue", "srsName"),
        ({"startIndex": "x"}, "InvalidParameterValue", "startindex"),
        ({"request": "Get"}, "MissingParameterValue", "request"),
    ],
)
def test_errors_are_documents_with_http_200(
    ask: Ask, changes: dict[str, str], code: str, locator: str
) -> None:
    answer = wfs(ask, **{**AREAS, **changes})
    assert answer.status_code == 200
    assert f'exceptionCode="{code}" locator="{locator}"' in answer.text


def post(replica: Replica, query: dict[str, Any], form: str = "json-stat2") -> requests.Response:
    items = [
        {"code": code, "selection": {"filter": "item", "values": values}}
        for code, values in query.items()
    ]
    document = {"query": items, "response": {"format": form}}
    return requests.post(replica.address(statistics.URL), json=document, timeout=10)


QUERY = {"Osa-alue": ["0910000000"], "Ikä": ["0-6"], "Vuosi": ["2013", "2014"], "Tiedot": ["lkm"]}


def test_the_metadata_lists_every_variable(ask: Ask) -> None:
    variables = ask(statistics.URL).json()["variables"]
    assert [variable["code"] for variable in variables] == ["Osa-alue", "Ikä", "Vuosi", "Tiedot"]
    assert variables[0]["values"][:2] == ["0910000000", "0911000000"]
    assert all(len(value) == 10 for value in variables[0]["values"])


def test_a_variable_that_is_left_out_is_totalled_without_a_word(replica: Replica) -> None:
    named = post(replica, QUERY | {"Ikä": ["ALL"]}).json()
    left_out = {code: values for code, values in QUERY.items() if code != "Ikä"}
    assert post(replica, left_out).json()["value"] == named["value"]


def test_both_signs_occur_in_both_formats(replica: Replica) -> None:
    areas = list(statistics._variables()["Osa-alue"])
    query = QUERY | {"Osa-alue": areas, "Vuosi": ["2011"], "Ikä": ["0-6", "7-15"]}
    answer = post(replica, query).json()
    assert set(answer["status"].values()) == {".", ".."}
    text = post(replica, query, "px").content.decode("iso-8859-15")
    assert text.count('".."') == list(answer["status"].values()).count("..")


@pytest.mark.parametrize(
    ("query", "form", "status"),
    [
        (QUERY, "xlsx", 400),
        (QUERY | {"Ikä": ["0-7"]}, "px", 400),
        (QUERY | {"Sukupuoli": ["1"]}, "px", 400),
        ({"Ikä": ["ALL"]}, "px", 400),
    ],
)
def test_what_the_database_does_not_know_is_refused(
    replica: Replica, query: dict[str, Any], form: str, status: int
) -> None:
    assert post(replica, query, form).status_code == status


def test_other_trees_answer_400_and_too_much_403(ask: Ask, replica: Replica) -> None:
    assert ask(statistics.URL.replace("/fi/", "/sv/")).status_code == 400
    whole = {code: list(values) for code, values in statistics._variables().items()}
    assert post(replica, whole).status_code == 403


def test_the_thirty_first_request_in_ten_seconds_is_too_many(ask: Ask) -> None:
    statuses = [ask(statistics.URL).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]


def test_a_limit_forgets_what_is_long_ago() -> None:
    now = [0.0]
    limit = RateLimit(2, 10.0, lambda: now[0])
    assert [limit.is_exceeded() for _ in range(3)] == [False, False, True]
    now[0] = 9.9
    assert limit.is_exceeded()
    now[0] = 10.0
    assert not limit.is_exceeded()


def test_the_timetables_fit_together_and_go_beyond_midnight() -> None:
    bundle = zipfile.ZipFile(io.BytesIO(body(timetables.URL)))
    tables = {name: rows(bundle.read(name), "utf-8", ",") for name in bundle.namelist()}
    stops = {stop["stop_id"] for stop in tables["stops.txt"]}
    trips = {trip["trip_id"] for trip in tables["trips.txt"]}
    assert {time["stop_id"] for time in tables["stop_times.txt"]} <= stops
    assert {time["trip_id"] for time in tables["stop_times.txt"]} == trips
    assert max(time["arrival_time"] for time in tables["stop_times.txt"]) == "24:17:00"
    assert tables["calendar.txt"][0]["start_date"] == "20240115"


@pytest.mark.parametrize(
    "url",
    [
        realtime_traffic.POSITIONS,
        realtime_traffic.STATIONS,
        f"{city_model.SERVICE}?request=GetCapabilities",
        city_model.CITYGML,
        city_model.MESH,
        city_model.VIEWER,
        "https://stat.hel.fi/api/v1/fi/Aluesarjat/",
    ],
)
def test_what_the_catalogue_only_describes_answers(ask: Ask, url: str) -> None:
    answer = ask(url)
    assert answer.status_code == 200
    assert answer.content


def test_vehicle_positions_are_a_feed_message(ask: Ask) -> None:
    # Field 1 of the message is the header, whose field 1 is the version.
    assert ask(realtime_traffic.POSITIONS).content.startswith(b"\x0a\x05\x0a\x032.0\x12")
    assert json.loads(ask(realtime_traffic.STATIONS).content)["type"] == "FeatureCollection"
