"""Single pages of map layers: GML as OGC's standards write it, read with the right axis first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import NotTheDeclaredFile
from pipelines.extract import feature_pages
from pipelines.model import WfsSource

MEMBER = """
<wfs:member><avoindata:Leikkipuisto gml:id="Leikkipuisto.7">
  <avoindata:tunnus>007</avoindata:tunnus><avoindata:nimi>Töölö</avoindata:nimi>
  <avoindata:geom><gml:Point srsName="{srs}"><gml:pos>{pos}</gml:pos></gml:Point></avoindata:geom>
</avoindata:Leikkipuisto></wfs:member>"""
NORTHING_FIRST = "6672000.25 25496000.5"
EASTING_FIRST = "25496000.5 6672000.25"


def gml(*members: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><wfs:FeatureCollection'
        ' xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"'
        ' xmlns:avoindata="http://www.hel.fi/avoindata" numberMatched="1" numberReturned="1">'
        + "".join(members)
        + "</wfs:FeatureCollection>"
    )


def read(folder: Path, text: str, **options: Any) -> list[tuple[str, dict[str, Any]]]:
    path = folder / "from-0.gml"
    path.write_text(text, encoding="utf-8")
    source = WfsSource.model_validate(
        {"type": "wfs", "url": "https://kartta.hel.fi/wfs", "layer": "l", "output": "gml"}
        | {"srs": "EPSG:3879"}
        | options
    )
    return [(name, json.loads(line)) for name, line in feature_pages.features(path, source)]


@pytest.mark.parametrize(
    ("srs", "pos"),
    [
        ("urn:ogc:def:crs:EPSG::3879", NORTHING_FIRST),
        ("http://www.opengis.net/def/crs/EPSG/0/3879", NORTHING_FIRST),
        ("http://www.opengis.net/gml/srs/epsg.xml#3879", EASTING_FIRST),
        ("EPSG:3879", EASTING_FIRST),
    ],
)
def test_the_easting_comes_first_whatever_the_document(tmp_path: Path, srs: str, pos: str) -> None:
    [(identifier, feature)] = read(tmp_path, gml(MEMBER.format(srs=srs, pos=pos)))
    assert identifier == feature["id"] == "Leikkipuisto.7"
    assert feature["geometry"] == {"type": "Point", "coordinates": [25496000.5, 6672000.25]}
    assert feature["properties"] == {"tunnus": "007", "nimi": "Töölö"}
    assert [path.name for path in tmp_path.iterdir()] == ["from-0.gml"]


def test_a_page_without_members_is_empty(tmp_path: Path) -> None:
    assert read(tmp_path, gml()) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PK\x03\x04", "no GML feature collection came"),
        (gml(MEMBER.format(srs="EPSG:3879", pos=EASTING_FIRST))[:-40], "its last tag is missing"),
        (gml(MEMBER.format(srs="EPSG:3067", pos="385000 6672000")), "EPSG:3067, and EPSG:3879 was"),
    ],
    ids=["another file", "cut off", "another system"],
)
def test_what_is_no_page_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(NotTheDeclaredFile, match=words):
        read(tmp_path, text)
