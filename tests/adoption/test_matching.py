"""How declared datasets are found in a catalogue, and what is never guessed."""

from __future__ import annotations

from typing import Any

from pipelines.adoption import Adoption, adopt
from tests.adoption.handmade import PORTAL, catalogue, identifier, package, resource
from tests.declared import Desk

CSV = resource(1, f"{PORTAL}/dataset/x/resource/y/download/tram-lines.csv", "csv")
MAP = resource(2, "https://www.hel.fi/trams.geojson", "GeoJSON")


def adopted(desk: Desk, *packages: dict[str, Any], name: str = "hel-trams") -> Adoption:
    declarations = desk.load()
    found = adopt(declarations.datasets.values(), catalogue(*packages))
    return next(each for each in found if each.dataset.id == name)


def test_a_package_is_found_by_the_declared_id_whatever_it_is_called(desk: Desk) -> None:
    made = package("liikenne-kiskoilla", CSV, MAP, global_id="hel-trams")
    found = adopted(desk, made, package("muu", number=101))
    assert (found.state, found.match.how) == ("to adopt", "id")
    assert found.match.package == made


def test_a_package_is_found_by_its_name_former_name_or_the_address_of_its_data(desk: Desk) -> None:
    by_name = adopted(desk, package("raitiotiet", CSV))
    by_former_name = adopted(desk, package("raitiovaunut", CSV))
    linked = resource(3, "HTTPS://WWW.hel.fi/trams.csv/", "CSV")
    by_url = adopted(desk, package("kiskot", linked))
    assert [by_name.match.how, by_former_name.match.how] == ["name", "former name"]
    assert by_url.match.how == "URL"
    assert adopted(desk, package("kiskot", CSV)).state == "not in the catalogue"


def test_two_packages_that_fit_are_listed_and_neither_is_taken(desk: Desk) -> None:
    one = package("raitiotiet", CSV, number=101)
    other = package("kiskot", CSV, number=102, global_id="hel-trams")
    found = adopted(desk, one, other)
    assert found.state == "unclear"
    assert found.unclear == (
        f"several packages fit: raitiotiet ({identifier(101)}) by name;"
        f" kiskot ({identifier(102)}) by id",
    )


def test_a_package_that_two_declarations_claim_goes_to_neither(desk: Desk) -> None:
    desk.change("events.yaml", ("endpoint: https://api.hel.fi/events/", "endpoint: https://x.fi/a"))
    desk.change("events.yaml", ("name: tapahtumat", "name: tapahtumat\nformer_names: [kiskot]"))
    linked = resource(3, "https://www.hel.fi/trams.csv", "CSV")
    made = package("kiskot", linked)
    assert adopted(desk, made).unclear == (
        f"package {identifier(100)} fits the declaration of hel-events too",
    )
    assert adopted(desk, made, name="hel-events").state == "unclear"
    # The declared id decides against a mere address.
    owned = {**made, "global_id": "hel-events"}
    assert adopted(desk, owned, name="hel-events").match.how == "id, former name"
    assert adopted(desk, owned).state == "unclear"


def test_resources_are_found_by_format_then_name_then_address(desk: Desk) -> None:
    titled = "distributions:\n  - {format: csv, title: {fi: Linjat}}\n  - geojson"
    desk.change("trams.yaml", ("distributions: [csv, geojson]", titled))
    lines = resource(4, "https://www.hel.fi/a.csv", "text/csv", "linjat")
    found = adopted(desk, package("raitiotiet", CSV, lines, MAP))
    ids = {each.wanted.label: (each.resource["id"], each.how) for each in found.found}
    assert ids == {
        "csv": (identifier(4), "format and name"),
        "geojson": (identifier(2), "format"),
    }
    assert found.left_alone == (f"csv ({identifier(1)})",)


def test_two_resources_that_fit_stop_the_whole_dataset(desk: Desk) -> None:
    other = resource(4, "https://www.hel.fi/a.csv", "CSV", "b")
    found = adopted(desk, package("raitiotiet", CSV, other, MAP))
    assert found.state == "unclear"
    assert found.unclear == (
        f"csv: 'csv' ({identifier(1)}) and 'b' ({identifier(4)}) fit by format",
    )


def test_an_api_is_found_by_its_endpoint_beside_other_resources(desk: Desk) -> None:
    page = resource(5, "https://dev.hel.fi/events", "API")
    endpoint = resource(6, "https://api.hel.fi/events", "REST")
    found = adopted(desk, package("tapahtumat", page, endpoint), name="hel-events")
    assert [(each.resource["id"], each.how) for each in found.found] == [(identifier(6), "URL")]


def test_the_published_file_is_never_adopted_as_its_own_source(desk: Desk) -> None:
    own = str(CSV["url"])
    desk.change("trams.yaml", ("https://www.hel.fi/trams.csv", own))
    found = adopted(desk, package("raitiotiet", CSV, MAP))
    assert found.state == "unclear"
    assert "its source is the very file in the catalogue that it would replace" in found.unclear[0]


def test_what_we_published_ourselves_needs_no_adoption(desk: Desk) -> None:
    dataset = desk.load().datasets["hel-trams"]
    ours = [
        {**each, "id": dataset.resource_id(kind)} for each, kind in ((CSV, "csv"), (MAP, "geojson"))
    ]
    found = adopted(desk, package("raitiotiet", *ours, global_id="hel-trams"))
    assert (found.state, found.additions) == ("adopted already", ())
