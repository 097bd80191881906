"""Ids in a declaration: the lines added, and not a character else."""

from __future__ import annotations

import difflib
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.adoption import adopt, edit_of
from pipelines.adoption.writing import Addition, with_additions
from pipelines.settings import PROJECT
from tests.adoption.handmade import PORTAL, catalogue, identifier, package, resource
from tests.declared import TRAMS, Desk


def changed(before: str, after: str) -> list[str]:
    """Return the lines that are taken away or added."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[:1] in "+-"]


def test_a_declaration_gets_its_ids_and_keeps_everything_else(desk: Desk) -> None:
    commented = TRAMS.replace("name: raitiotiet\n", "name: raitiotiet  # the name\n# kept\n")
    desk.write("trams.yaml", commented)
    file = f"{PORTAL}/dataset/x/resource/y/download/tram-lines.csv"
    made = package("raitiotiet", resource(1, file, "CSV"), resource(2, "https://x.fi/a", "GeoJSON"))
    (found, _) = sorted(
        adopt(desk.load().datasets.values(), catalogue(made)),
        key=lambda each: each.state,
        reverse=True,
    )
    edit = edit_of(found, desk.datasets / "trams.yaml")
    assert edit is not None
    edit.write()
    text = (desk.datasets / "trams.yaml").read_text(encoding="utf-8")
    assert changed(commented, text) == [
        f"+ package_id: {identifier(100)}",
        "- distributions: [csv, geojson]",
        "+ distributions:",
        f"+   - {{format: csv, resource_id: {identifier(1)}, file_name: tram-lines.csv}}",
        f"+   - {{format: geojson, resource_id: {identifier(2)}}}",
    ]
    dataset = desk.load().datasets["hel-trams"]
    assert dataset.resource_id("csv") == identifier(1)
    assert [each.state for each in adopt([dataset], catalogue(made))] == ["adopted already"]


IDS = {"resource_id": identifier(1)}
FORMS = [
    ("a: 1\nsource:\n  type: api\n\n# end\n", ("source",), f"+   resource_id: {identifier(1)}"),
    (
        "source: {type: api}\n",
        ("source",),
        f"+ source: {{type: api, resource_id: {identifier(1)}}}",
    ),
    (
        "source:\n    text: |\n      a\n\n\nb: 1",
        ("source",),
        f"+     resource_id: {identifier(1)}",
    ),
    (
        "distributions:\n- format: csv\n  title: {fi: a}\n- json",
        ("distributions", 0),
        f"+   resource_id: {identifier(1)}",
    ),
    ("d:\n  - csv # x\n", ("d", 0), f"+   - {{format: csv, resource_id: {identifier(1)}}} # x"),
]


@pytest.mark.parametrize(("text", "place", "line"), FORMS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_form_of_yaml_is_kept(
    text: str, place: tuple[str | int, ...], line: str, newline: str
) -> None:
    text = text.replace("\n", newline)
    after = with_additions(text, [Addition(place, IDS)])
    assert line in changed(text, after)
    assert after.count(newline) == after.count("\n")


def test_an_id_of_digits_alone_stays_a_text() -> None:
    after = with_additions("name: x\n", [Addition((), {"package_id": "12345678"})])
    assert after == 'name: x\npackage_id: "12345678"\n'


COMMITTED = sorted((PROJECT / "datasets").glob("[!_]*.yaml"))


@given(st.sampled_from(COMMITTED), st.uuids())
def test_in_every_committed_declaration_only_lines_are_added(path: Path, value: UUID) -> None:
    text = path.read_text(encoding="utf-8")
    places = [Addition((), {"package_id": str(value)}, "name"), Addition(("source",), {"x": "y"})]
    lines = changed(text, with_additions(text, places))
    assert [line[:1] for line in lines] in (["+", "+"], ["+", "-", "+"])
