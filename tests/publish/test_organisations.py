"""Organisations that stand in the catalogue already, with and without their translated titles."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.model import Publisher
from pipelines.publish import Portal, plan_organisations
from tests.orchestration.ckan_in_memory import CkanInMemory

AGENCY = Publisher.model_validate(
    {
        "name": "testivirasto",
        "title": {"fi": "Testivirasto", "sv": "Testverket", "en": "Test Agency"},
        "kind": "agency",
        "counted": True,
        "valid_from": dt.date(2010, 1, 1),
    }
)
TITLES = {"fi": "Testivirasto", "sv": "Testverket", "en": "Test Agency"}
PLAIN, HRI = Portal(), Portal(organisation_fields=frozenset(["title_translated", "name"]))


@pytest.mark.parametrize("portal", [PLAIN, HRI])
def test_one_made_by_hand_gets_what_the_portal_can_show(portal: Portal) -> None:
    ckan = CkanInMemory(portal)
    ckan.write("organization_create", {"name": "testivirasto", "title": "Testivirasto"})
    calls = plan_organisations([AGENCY], ckan, portal).calls
    asked = [(call.action, call.parameters) for call in calls]
    patch = {"id": "testivirasto", "title_translated": TITLES}
    assert asked == ([("organization_patch", patch)] if portal is HRI else [])


@pytest.mark.parametrize("portal", [PLAIN, HRI])
def test_one_that_stands_as_declared_is_left_alone(portal: Portal) -> None:
    ckan = CkanInMemory(portal)
    (call,) = plan_organisations([AGENCY], ckan, portal).calls
    assert call.action == "organization_create"
    ckan.write(call.action, call.parameters)
    assert plan_organisations([AGENCY], ckan, portal).writes == 0
