"""What is published of an adopted declaration stands under the ids and names that were there."""

from __future__ import annotations

import pytest

from pipelines.adoption import adopt, edit_of
from pipelines.model import Dataset
from pipelines.publish import Portal
from pipelines.publish.desired import resources_of
from pipelines.publish.metadata import file_name
from tests.adoption.handmade import PORTAL, catalogue, identifier, package, resource
from tests.declared import Desk

LINKS = """\
source:
  type: link
  resources:
    - {key: first, url: "https://x.fi/1.zip", format: ZIP, title: {fi: Eka}}
    - {key: other, url: "https://x.fi/2.zip", format: ZIP, title: {fi: Toka}}
"""


def adopted(desk: Desk, name: str, made: dict[str, object]) -> Dataset:
    """Return the declaration once its ids were written into its file."""
    (found,) = adopt([desk.load().named(name)], catalogue(made))
    path = next(each for each in desk.datasets.iterdir() if f"name: {name}\n" in each.read_text())
    edit = edit_of(found, path)
    assert edit is not None
    edit.write()
    return desk.load().named(name)


def test_files_of_a_table_and_the_descriptor(desk: Desk) -> None:
    upload = f"{PORTAL}/dataset/x/resource/y/download/"
    made = package(
        "raitiotiet",
        resource(1, f"{upload}tram-lines.csv", "CSV"),
        resource(2, "https://x.fi/trams.geojson", "GeoJSON"),
        resource(3, f"{upload}datapackage.json", "JSON"),
    )
    dataset = adopted(desk, "raitiotiet", made)
    ids = [each["id"] for each in resources_of(dataset, Portal())]
    assert ids == [identifier(1), identifier(2), identifier(3)]
    names = [file_name(dataset, each.format) for each in dataset.distributions]
    assert names == ["tram-lines.csv", "hel-trams.geojson"]


def test_an_api(desk: Desk) -> None:
    made = package("tapahtumat", resource(1, "https://api.hel.fi/events/", "API"))
    dataset = adopted(desk, "tapahtumat", made)
    assert [each["id"] for each in resources_of(dataset, Portal())] == [identifier(1)]


def test_links_by_their_addresses(desk: Desk) -> None:
    text = (desk.datasets / "events.yaml").read_text(encoding="utf-8")
    desk.write("events.yaml", text[: text.index("source:")] + LINKS)
    made = package("tapahtumat", *(resource(n, f"https://x.fi/{n}.zip", "ZIP") for n in (2, 1)))
    dataset = adopted(desk, "tapahtumat", made)
    assert [each["id"] for each in resources_of(dataset, Portal())] == [
        identifier(1),
        identifier(2),
    ]


@pytest.mark.parametrize("named", ["pysakit", "Pysäkit"])
def test_tables_of_one_file_by_their_names(desk: Desk, named: str) -> None:
    text = (desk.datasets / "trams.yaml").read_text(encoding="utf-8")
    tables = "".join(
        f"  - {{name: {name}, title: {{fi: {title}}}, member: {name}.txt, schema: trams.json,"
        " distributions: [csv]}\n"
        for name, title in (("pysakit", "Pysäkit"), ("linjat", "Linjat"))
    )
    desk.write("trams.yaml", text[: text.index("schema:")] + f"tables:\n{tables}")
    lines, stops = resource(1, "https://x.fi/a", "CSV", "Linjat"), resource(2, "", "CSV", named)
    dataset = adopted(desk, "raitiotiet", package("raitiotiet", lines, stops))
    ids = [part.resource_id("csv") for part in dataset.parts()]
    assert ids == [identifier(2), identifier(1)]
