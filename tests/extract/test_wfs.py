"""Map layers of a WFS: whole or not at all, from the replica and from a service with moods."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import HriError, NotTheDeclaredFile, SourceRefused, SourceUnavailable
from pipelines.extract import Snapshot, Snapshots, extract
from pipelines.formats import format_named
from pipelines.model import Dataset, FormatName, Reading, WfsSource
from pipelines.state import State
from pipelines.web import Web, replica_rewrite
from sandbox.replica import Replica
from tests.extract.conftest import MONDAY, TUESDAY, declared
from tests.extract.origin import Answer, Origin

SERVICE = "https://kartta.hel.fi/ws/geoserver/avoindata/wfs"
AREAS = {"layer": "avoindata:Piirijako_osaalue", "page_size": 50}
PARKING = {
    "layer": "avoindata:Pysakointipaikat_alue",
    "srs": "EPSG:3879",
    "sort_by": "id",
    "key": "id",
    "page_size": 700,
}
EXCEPTION = b"""<?xml version="1.0" encoding="UTF-8"?>
<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0">
<ows:Exception exceptionCode="NoApplicableCode"><ows:ExceptionText>java.io.IOException
No buffer space available</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"""
Take = Callable[..., Snapshot]


@pytest.fixture(scope="module")
def running() -> Iterator[Replica]:
    with Replica() as replica:
        yield replica


@pytest.fixture
def replica(running: Replica) -> Iterator[Replica]:
    running.forget_requests()
    yield running
    running.clear_faults()
    running.restore()


def layer(url: str = SERVICE, **options: Any) -> Dataset:
    return declared({"type": "wfs", "url": url, **options})


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


@pytest.fixture
def take(replica: Replica, state: State, quick_web: Callable[..., Web]) -> Take:
    """Extract a layer from the replica: take(layer=…, page_size=…)."""
    web = quick_web(replica_rewrite(replica.url))
    return lambda **options: extract(layer(**options), web, state, lambda: MONDAY)


def features_of(snapshot: Snapshot, state: State) -> list[dict[str, Any]]:
    document = json.loads(state.file(snapshot.files[0].key).read_text(encoding="utf-8"))
    assert document["type"] == "FeatureCollection"
    return list(document["features"])


def page(start: int, **options: Any) -> str:
    source = layer(**options).source
    assert isinstance(source, WfsSource)
    count = {"count": str(source.page_size), "startIndex": str(start)}
    return source.request("GetFeature", **source.feature_parameters(), **count)


def test_all_pages_become_one_file(take: Take, state: State, replica: Replica) -> None:
    snapshot = take(**AREAS)
    found = features_of(snapshot, state)
    assert len(found) == 148
    assert found[0]["id"] == "Piirijako_osaalue.1"
    assert found[0]["properties"]["tunnus"] == "0911101010"
    west, south = found[0]["geometry"]["coordinates"][0][0][0]
    assert (24 < west < 26, 60 < south < 61) == (True, True)
    assert [request.records for request in snapshot.requests] == [None, 50, 50, 50, None]
    assert [seen.url.partition("startIndex=")[2] for seen in replica.requests] == [
        "", "0", "49", "98", "",
    ]  # fmt: skip
    assert snapshot.url == (
        f"{SERVICE}?service=WFS&version=2.0.0&request=GetFeature"
        "&typeNames=avoindata:Piirijako_osaalue&outputFormat=application/json&srsName=EPSG:4326"
    )
    assert snapshot.files[0].key.endswith("/avoindata_Piirijako_osaalue.geojson")


def test_the_same_features_are_the_same_bytes_whatever_the_pages(take: Take) -> None:
    assert take(**AREAS).sha256 == take(**{**AREAS, "page_size": 148}).sha256


def test_ids_that_pass_are_left_out_and_the_declared_key_orders(take: Take, state: State) -> None:
    snapshot = take(**PARKING)
    found = features_of(snapshot, state)
    assert [feature["properties"]["id"] for feature in found] == list(range(1, 1501))
    assert "id" not in found[0]
    east, north = found[0]["geometry"]["coordinates"][0][0]
    assert 25_490_000 < east < 25_515_000
    assert 6_670_000 < north < 6_690_000
    assert take(**PARKING).outcome == "unchanged"


def test_features_without_lasting_ids_need_a_key(take: Take) -> None:
    with pytest.raises(NotTheDeclaredFile, match="no lasting ids") as caught:
        take(**{**PARKING, "key": None})
    assert "`source.key`" in caught.value.remedy
    with pytest.raises(NotTheDeclaredFile, match="has no `tunnus`, the declared key"):
        take(**{**PARKING, "key": "tunnus"})


@pytest.mark.parametrize(
    ("options", "said", "remedy"),
    [
        ({"layer": "avoindata:Piirijako_osalue"}, "InvalidParameterValue: Feature type",
         "did you mean `layer: avoindata:Piirijako_osaalue`?"),
        ({"layer": "Kaupunginosajakoo"}, "Feature type Kaupunginosajakoo unknown",
         "did you mean `layer: avoindata:Kaupunginosajako`?"),
        ({"layer": "xyz"}, "unknown", "declare a layer that the service has"),
        ({**PARKING, "sort_by": None}, "NoApplicableCode: Cannot do natural order",
         "`source.sort_by`"),
        ({**AREAS, "srs": "EPSG:3067"}, "Unknown srs", "as `source.srs`"),
        ({**AREAS, "output": "geojson"}, "output format geojson", "`output: gml`"),
        ({**PARKING, "sort_by": "nimi"}, "Illegal property name: nimi", "see what the service"),
    ],
)  # fmt: skip
def test_an_error_document_with_http_200_is_a_refusal(
    take: Take, options: dict[str, Any], said: str, remedy: str
) -> None:
    with pytest.raises(SourceRefused) as caught:
        take(**options)
    assert said in caught.value.message
    assert remedy in caught.value.remedy


def test_an_error_document_in_a_later_page_keeps_the_last_snapshot(
    take: Take, replica: Replica, state: State
) -> None:
    good = take(**AREAS)
    kept = state.keys("snapshots")
    replica.replace(page(98, **AREAS), EXCEPTION)
    with pytest.raises(SourceRefused) as caught:
        take(**AREAS)
    assert "startIndex=98" in caught.value.message
    assert "(NoApplicableCode: java.io.IOException No buffer space available)" in str(caught.value)
    assert Snapshots("traffic-counts", state).latest() == good
    assert state.keys("snapshots") == sorted([*kept, "snapshots/traffic-counts/last_failure.json"])


def test_a_page_that_is_cut_once_is_asked_again(take: Take, replica: Replica, state: State) -> None:
    replica.set_fault(page(49, **AREAS), "truncated", times=1)
    assert len(features_of(take(**AREAS), state)) == 148
    assert [seen.url for seen in replica.requests].count(page(49, **AREAS)) == 2


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("server-error", SourceUnavailable, "answered 503"),
        ("truncated", SourceUnavailable, "the connection was cut"),
        ("html", NotTheDeclaredFile, "an HTML page came"),
        ("empty", NotTheDeclaredFile, "nothing came"),
        ("not-found", SourceRefused, "answered 404"),
    ],
)
def test_a_page_that_fails_for_good_leaves_nothing_partial(
    take: Take, replica: Replica, state: State, fault: str, error: type[HriError], words: str
) -> None:
    replica.set_fault(page(49, **AREAS), fault)
    with pytest.raises(error, match=words):
        take(**AREAS)
    assert state.keys("snapshots") == ["snapshots/traffic-counts/last_failure.json"]


def test_json_that_is_cut_off_by_the_service_is_refused(take: Take, replica: Replica) -> None:
    replica.replace(page(49, **AREAS), b'{"type":"FeatureCollection","features":[{"type":')
    with pytest.raises(NotTheDeclaredFile, match=r"from-49\.json, line 1, column 49: not JSON"):
        take(**AREAS)


def test_another_coordinate_system_than_asked_for_is_refused(take: Take, replica: Replica) -> None:
    other = {"name": "urn:ogc:def:crs:EPSG::3067"}
    body = {"type": "FeatureCollection", "features": [], "crs": {"properties": other}}
    replica.replace(page(0, **AREAS), json.dumps(body).encode())
    with pytest.raises(NotTheDeclaredFile, match="in EPSG:3067, and EPSG:4326 was asked for"):
        take(**AREAS)


def test_limits_of_size(take: Take) -> None:
    with pytest.raises(NotTheDeclaredFile, match=r"more than 1000 bytes|larger than 1000"):
        take(**AREAS, max_bytes=1000)
    with pytest.raises(NotTheDeclaredFile, match="the layer has 148 features") as caught:
        take(**AREAS, min_features=149)
    assert "source.min_features" in caught.value.remedy


# A service with moods: a layer of a few features, counted and given as the test says.


class Service:
    """A WFS behind the scripted server, three features to a page."""

    def __init__(self, origin: Origin, state: State, web: Web) -> None:
        self.dataset = layer(f"{origin.url}/wfs?map=hel", layer="l", page_size=3)
        self.origin, self.state, self.web = origin, state, web
        source = self.dataset.source
        assert isinstance(source, WfsSource)
        self.source = source

    def counts(self, *numbers: int | str) -> None:
        shared = self.source.feature_parameters()
        shared.pop("outputFormat")
        url = self.source.request("GetFeature", **shared, resultType="hits")
        answers = [Answer(f'<x numberMatched="{number}"/>'.encode()) for number in numbers]
        self.origin.at(url.removeprefix(self.origin.url), *answers)

    def gives(self, start: int, *pages: str | Answer) -> None:
        """Set what a page holds, in turn: the features' ids, a letter each."""
        shared = self.source.feature_parameters()
        url = self.source.request("GetFeature", **shared, count="3", startIndex=str(start))
        answers = [p if isinstance(p, Answer) else Answer(collection(p)) for p in pages]
        self.origin.at(url.removeprefix(self.origin.url), *answers)

    def take(self, day: Any = MONDAY) -> str:
        """Return the ids of the features that one extraction keeps."""
        snapshot = extract(self.dataset, self.web, self.state, lambda: day)
        return "".join(feature["id"] for feature in features_of(snapshot, self.state))


def collection(ids: str) -> bytes:
    features: list[Any] = [
        {"type": "Feature", "id": i, "geometry": None, "properties": {}} for i in ids
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture
def service(origin: Origin, state: State, quick_web: Callable[..., Web]) -> Service:
    return Service(origin, state, quick_web())


def test_the_services_own_parameters_stay_in_its_address(service: Service) -> None:
    service.counts(1)
    service.gives(0, "a")
    assert service.take() == "a"
    assert all(seen.path.startswith("/wfs?map=hel&") for seen in service.origin.requests)


def test_a_service_may_give_less_than_it_is_asked_for(service: Service) -> None:
    service.counts(4)
    service.gives(0, "ab")
    service.gives(1, "bc")
    service.gives(2, "cd")
    assert service.take() == "abcd"


def test_a_layer_that_changes_while_it_is_read_is_read_again(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    service.counts(3, 4)
    service.gives(0, "bcd", "abc")
    service.gives(2, "cd")
    assert service.take() == "abcd"
    assert "the layer changed from 3 to 4 features while it was read" in caplog.text


def test_a_feature_that_changes_its_page_is_neither_lost_nor_doubled(service: Service) -> None:
    # After the first page, `a` goes and `f` comes: the count stands, and `d` would be passed over.
    service.counts(5)
    service.gives(0, "abc", "bcd")
    service.gives(2, "def")
    assert service.take() == "bcdef"


def test_a_layer_that_never_stands_still_is_given_up(service: Service) -> None:
    service.counts(*range(3, 20))
    service.gives(0, "abc")
    service.gives(2, "cd")
    service.gives(3, "d")
    with pytest.raises(SourceUnavailable, match="while it was read, in 3 readings"):
        service.take()


@pytest.mark.parametrize(
    ("count", "pages", "words"),
    [
        (4, {0: "abc", 2: "c"}, "counts 4 features, and 3 came, in 3 readings"),
        (2, {0: "abc"}, "counts 2 features, and 3 came"),
        (6, {0: "abc", 2: "abc"}, "a page did not begin where the last one ended"),
        (6, {0: "abc", 2: ""}, "a page did not begin where the last one ended"),
        (5, {0: "abc", 2: "cab"}, "counts 5 features, and 3 came"),
        ("unknown", {0: "abc", 2: "cad", 4: "d"}, "1 features came twice"),
    ],
    ids=["too few", "too many", "start ignored", "empty", "doubled", "doubled, uncounted"],
)
def test_a_service_that_lies_is_not_believed(
    service: Service, count: int | str, pages: dict[int, str], words: str
) -> None:
    service.counts(count)
    for start, ids in pages.items():
        service.gives(start, ids)
    with pytest.raises(SourceUnavailable, match=words) as caught:
        service.take()
    assert "source.sort_by" in caught.value.remedy
    assert service.state.keys("snapshots") == ["snapshots/traffic-counts/last_failure.json"]


def test_a_service_that_cannot_count_is_read_to_its_end(service: Service) -> None:
    service.counts("unknown")
    service.gives(0, "abc")
    service.gives(2, "cd")
    service.gives(3, "d")
    assert service.take() == "abcd"


def test_an_error_document_with_http_400_is_read_too(service: Service) -> None:
    service.counts(2)
    service.gives(0, Answer(EXCEPTION, 400))
    with pytest.raises(SourceRefused, match="No buffer space available"):
        service.take()


def test_an_answer_without_a_count_is_refused(service: Service) -> None:
    service.counts("3 or so")
    with pytest.raises(NotTheDeclaredFile, match="holds no numberMatched"):
        service.take()


def test_an_emptied_layer_is_no_order_to_delete(service: Service) -> None:
    service.counts(1, 1, 0)
    service.gives(0, "a")
    assert service.take() == "a"
    with pytest.raises(NotTheDeclaredFile, match="the layer has 0 features"):
        service.take(TUESDAY)


def test_every_digit_stays_as_it_came(service: Service, state: State) -> None:
    line = (
        '{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":'
        '[25496000.10,6672000.0000001]},"properties":{"pinta_ala":1e-7,"nimi":"Ö\u2028"}}'
    )
    service.counts(1)
    service.gives(0, Answer(f'{{"type":"FeatureCollection","features":[{line}]}}'.encode()))
    snapshot = extract(service.dataset, service.web, state, lambda: MONDAY)
    kept = state.file(snapshot.files[0].key).read_text(encoding="utf-8").split("\n")
    assert kept[1] == line.replace("1e-7", "1E-7")
    path = state.file(snapshot.files[0].key)
    read = format_named(FormatName.GEOJSON).read
    reading = Reading(format=FormatName.GEOJSON)
    assert list(read(path, reading, ["nimi", "geometry"]))[1] == [
        "Ö\u2028",
        '{"type":"Point","coordinates":[25496000.10,6672000.0000001]}',
    ]
