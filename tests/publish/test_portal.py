"""How fields are fitted to portals that know more or less than ours."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.publish.calls import Call
from pipelines.publish.differences import differences
from pipelines.publish.portal import Portal, fitted, fitted_in_turn, flat
from tests.declared import Desk

PLAIN = Portal(licences=frozenset(["CC-BY-4.0", "CC0-1.0", "other-open"]))
HRI = Portal(
    dataset_fields=frozenset(["title_translated", "notes_translated", "keywords", "global_id"]),
    resource_fields=frozenset(["name_translated", "format"]),
)
DCAT = Portal(resource_fields=frozenset(["license"]), extensions=frozenset(["dcat"]))
FIELDS: dict[str, Any] = {
    "name": "lautat",
    "title_translated": {"fi": "Lautat", "en": "Ferries"},
    "notes_translated": {"fi": "Kuvaus"},
    "keywords": {"fi": ["lautta", "meri"], "en": ["ferry"]},
    "license_id": "CC-BY-4.0",
    "global_id": "hel-ferries",
    "theme": ["http://example.org/TRAN"],
    "api_key_required": False,
    "spatial": '{"type": "Point", "coordinates": [25.0, 60.2]}',
}


def created(portal: Portal, current: dict[str, Any] | None = None) -> dict[str, Any]:
    return fitted(Call("package_create", FIELDS, "create"), portal, current).parameters


def test_a_plain_ckan_gets_its_own_fields_and_the_others_in_the_extras() -> None:
    package = created(PLAIN)
    assert (package["title"], package["notes"]) == ("Lautat", "Kuvaus")
    assert package["tags"] == [{"name": "ferry"}, {"name": "lautta"}, {"name": "meri"}]
    assert "theme" not in package
    extras = {extra["key"]: extra["value"] for extra in package["extras"]}
    assert extras["theme"] == '["http://example.org/TRAN"]'
    assert extras["global_id"] == "hel-ferries"
    assert extras["api_key_required"] == "false"


def test_a_schema_keeps_what_it_knows_and_only_that() -> None:
    package = created(HRI)
    assert package["title_translated"] == FIELDS["title_translated"]
    assert "tags" not in package
    assert [extra["key"] for extra in package["extras"]] == ["api_key_required", "spatial", "theme"]


def test_what_others_put_into_the_extras_stays() -> None:
    current = {"extras": [{"key": "theirs", "value": "1"}, {"key": "theme", "value": "old"}]}
    extras = {extra["key"]: extra["value"] for extra in created(HRI, current)["extras"]}
    assert extras["theirs"] == "1"
    assert extras["theme"] == '["http://example.org/TRAN"]'


def test_a_later_call_keeps_the_extras_of_the_one_before() -> None:
    show = Call("package_patch", {"id": "lautat", "data_changed": "2026-01-02"}, "show")
    both = list(fitted_in_turn([Call("package_create", FIELDS, "create"), show], PLAIN, None))
    keys = {extra["key"] for extra in both[1].parameters["extras"]}
    assert {"data_changed", "global_id", "theme"} <= keys
    assert both[1].parameters["id"] == "lautat"


@pytest.mark.parametrize("portal", [PLAIN, HRI, DCAT])
def test_what_was_written_is_no_difference_when_it_is_read_back(portal: Portal) -> None:
    assert differences(flat(created(portal)), FIELDS) == {}


def test_a_portal_says_which_profiles_it_shows() -> None:
    assert PLAIN.profiles == ()
    assert HRI.profiles == ("hri",)
    assert DCAT.profiles == ("dcat_ap",)


def test_a_portal_of_dcat_alone_gets_formats_as_uris() -> None:
    file = {
        "format": "CSV",
        "format_uri": "http://example.org/CSV",
        "mimetype": "text/csv",
        "media_type_uri": "https://www.iana.org/assignments/media-types/text/csv",
        "language": ["http://example.org/FIN"],
        "name_translated": {"fi": "Lautat (CSV)"},
    }
    fields = DCAT.resource(file)
    assert fields["format"] == "http://example.org/CSV"
    assert fields["mimetype"] == "https://www.iana.org/assignments/media-types/text/csv"
    assert fields["name"] == "Lautat (CSV)"
    assert fields["language"] == '["http://example.org/FIN"]'
    assert PLAIN.resource(file)["format"] == "CSV"


def test_licences_have_the_ids_of_either_portal(desk: Desk) -> None:
    trams = desk.load().named("hel-trams")
    avoindata = Portal(licences=frozenset(["cc-by-4.0", "cc-zero-1.0"]))
    assert avoindata.licence_id(trams) == "cc-by-4.0"
    assert avoindata.licence_id(desk.load().named("hel-events")) == "cc-zero-1.0"
    assert PLAIN.licence_id(trams) == "CC-BY-4.0"
