"""Map layers from a real MapServer: GeoJSON and GML, in whichever order its axes come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import NotTheDeclaredFile, SourceRefused
from pipelines.extract import Snapshot, extract
from pipelines.state import State
from pipelines.web import Limits, Web
from tests.extract.conftest import MONDAY, declared
from tests.mapserver.conftest import LAYER, PLACES

GEOJSON = {"output": "geojson", "key": "tunnus"}


class Steward:
    """Declares the layer, and looks at what was kept of it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.state = State(folder / "state")

    def take(self, **options: Any) -> Snapshot:
        source = {"type": "wfs", "url": self.url, "layer": LAYER, "srs": "EPSG:3879", **options}
        web = Web(limits=Limits(gap=0, attempts=1))
        return extract(declared(source), web, self.state, lambda: MONDAY)

    def kept(self, **options: Any) -> list[dict[str, Any]]:
        snapshot = self.take(**options)
        text = self.state.file(snapshot.files[0].key).read_text(encoding="utf-8")
        return list(json.loads(text)["features"])


@pytest.fixture
def steward(mapserver: str, tmp_path: Path) -> Steward:
    return Steward(mapserver, tmp_path)


def table(features: list[dict[str, Any]]) -> list[tuple[str, float, float]]:
    return [
        (feature["properties"]["tunnus"], *feature["geometry"]["coordinates"])
        for feature in features
    ]


@pytest.mark.parametrize("page_size", [7, 25, 1000])
def test_geojson_in_pages(steward: Steward, page_size: int) -> None:
    found = steward.kept(**GEOJSON, page_size=page_size)
    assert table(found) == PLACES
    assert found[1]["properties"]["nimi"] == "Töölö"


@pytest.mark.parametrize("page_size", [7, 1000])
def test_gml_that_is_northing_first(steward: Steward, page_size: int) -> None:
    found = steward.kept(output="gml", page_size=page_size)
    assert table(found) == PLACES
    assert found[1]["id"] == f"{LAYER}.0001"
    assert [feature["properties"]["nimi"] for feature in found[:2]] == [None, "Töölö"]


def test_gml_that_is_latitude_first(steward: Steward) -> None:
    east, north = steward.kept(output="gml", srs="EPSG:4326")[0]["geometry"]["coordinates"]
    assert (round(east, 2), round(north, 2)) == (24.93, 60.16)


def test_pages_may_be_sorted(steward: Steward) -> None:
    assert table(steward.kept(**GEOJSON, page_size=7, sort_by="nimi")) == PLACES


def test_its_refusals_come_with_http_400_and_are_read(steward: Steward) -> None:
    with pytest.raises(SourceRefused, match="TYPENAME 'pisteett' doesn't exist") as caught:
        steward.take(**{**GEOJSON, "layer": "pisteett"})
    assert "did you mean `layer: ms:pisteet`?" in caught.value.remedy
    with pytest.raises(SourceRefused, match="not a permitted output format") as caught:
        steward.take()
    assert "`output: gml`" in caught.value.remedy


def test_its_geojson_has_no_ids(steward: Steward) -> None:
    with pytest.raises(NotTheDeclaredFile, match="no lasting ids"):
        steward.take(output="geojson")
