"""What the catalogue is told of a dataset's source, and of an API's terms and key."""

from __future__ import annotations

import json

from pipelines.model import Dataset
from pipelines.publish import Portal
from pipelines.publish.desired import fields_of
from pipelines.publish.metadata import api_resource_fields, package_fields
from tests.declared import Desk


def trams(desk: Desk, url: str) -> Dataset:
    desk.change("trams.yaml", ("https://www.hel.fi/trams.csv", url))
    return desk.load().named("hel-trams")


def test_a_dataset_names_its_source(desk: Desk) -> None:
    fields = package_fields(trams(desk, "https://www.hel.fi/data/trams.csv?year=2016"), {})
    assert fields["source"] == ["https://www.hel.fi/data/trams.csv?year=2016"]


def test_a_secret_in_the_address_is_not_published(desk: Desk) -> None:
    fields = package_fields(trams(desk, "https://www.hel.fi/trams.csv?apikey=hunter2"), {})
    assert fields["source"] == ["https://www.hel.fi/trams.csv?apikey=***"]
    assert "hunter2" not in repr(fields)


def test_an_api_is_its_own_source_and_shows_the_terms_of_its_licence(desk: Desk) -> None:
    events = desk.load().named("hel-events")
    fields = package_fields(events, {})
    assert "source" not in fields
    assert fields["terms_of_use"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert fields["api_key_required"] is False
    assert fields["external_urls"] == ["https://dev.hel.fi/events"]
    shown = api_resource_fields(events)
    (service,) = json.loads(shown.pop("access_services"))
    assert service["uri"] == f"urn:uuid:{events.resource_id('api')}"
    assert service["endpoint_url"] == ["https://api.hel.fi/events/"]
    assert service["title"]["en"] == "Events"
    assert shown == {
        "id": events.resource_id("api"),
        "name_translated": {"fi": "Tapahtumat", "sv": "Evenemang", "en": "Events"},
        "url": "https://api.hel.fi/events/",
        "access_url": "https://api.hel.fi/events/",
        "endpoint_url": "https://api.hel.fi/events/",
        "documentation": ["https://dev.hel.fi/events"],
        "license": "http://publications.europa.eu/resource/authority/licence/CC0",
        "rights": "https://creativecommons.org/publicdomain/zero/1.0/",
        "format": "API",
        "issued": "2014-09-01",
    }


def test_an_api_with_terms_and_a_key_says_so(desk: Desk) -> None:
    documentation = "documentation: https://dev.hel.fi/events"
    more = f"{documentation}\n  terms: https://hel.fi/ehdot\n  key_required: true"
    desk.change("events.yaml", (documentation, more))
    events = desk.load().named("hel-events")
    assert package_fields(events, {})["terms_of_use"] == "https://hel.fi/ehdot"
    assert package_fields(events, {})["api_key_required"] is True
    assert api_resource_fields(events)["rights"] == "https://hel.fi/ehdot"


def test_a_datasets_entry_has_no_marks_of_an_api(desk: Desk) -> None:
    fields = package_fields(desk.load().named("hel-trams"), {})
    assert not {"terms_of_use", "api_key_required", "collections"} & set(fields)


def test_a_package_leads_to_its_page_and_feed_beside_the_portal(desk: Desk) -> None:
    links = [
        "https://hri.example/tila/fi/datasets/hel-events.html",
        "https://hri.example/tila/feeds/datasets/hel-events.atom",
    ]
    events = desk.load().named("hel-events")
    fields = fields_of(events, {}, Portal(site="https://hri.example/tila"))
    assert fields["external_urls"] == ["https://dev.hel.fi/events", *links]
    assert fields["documentation"] == links
    without = fields_of(events, {}, Portal())
    assert without["external_urls"] == ["https://dev.hel.fi/events"]
    assert "documentation" not in without
