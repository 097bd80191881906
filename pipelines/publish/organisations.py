"""The organisations of the city's tree that must be there before datasets can stand in them.

What does not belong here: who counts as Helsinki's (measure) and the register itself (datasets/).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipelines.catalogue import Ckan
from pipelines.errors import NotInCatalogue
from pipelines.model import Publisher
from pipelines.publish.calls import Call
from pipelines.publish.differences import differences
from pipelines.publish.plan import Plan
from pipelines.publish.portal import Portal


def plan_organisations(publishers: Iterable[Publisher], ckan: Ckan, portal: Portal) -> Plan:
    """Return the calls for the organisations that are missing or named otherwise.

    `publishers` come with those above them first. Raises CatalogueRefused, CatalogueUnavailable.
    """
    calls = [call for publisher in publishers for call in _calls(publisher, ckan, portal)]
    return Plan("organisations", tuple(calls))


def _calls(publisher: Publisher, ckan: Ckan, portal: Portal) -> list[Call]:
    wanted = _fields(publisher)
    try:
        current = ckan.read("organization_show", id=publisher.name, include_datasets=False)
    except NotInCatalogue:
        parent = [{"name": publisher.parent}] if publisher.parent else []
        created = {**wanted, "groups": parent}
        return [Call("organization_create", created, f"create organisation {publisher.name}")]
    # A portal without translated titles keeps the Finnish one alone. The organisation does not
    # tell: one made by hand has none on any portal.
    kept = "title_translated" if "title_translated" in portal.organisation_fields else "title"
    changes = differences(current, {"name": wanted["name"], kept: wanted[kept]})
    if not changes:
        return []
    patch = {"id": current["id"], **{name: then for name, (_, then) in changes.items()}}
    return [Call("organization_patch", patch, f"change organisation {publisher.name}")]


def _fields(publisher: Publisher) -> dict[str, Any]:
    return {
        "name": publisher.name,
        "title": publisher.title.fi,
        "title_translated": publisher.title.translations(),
    }
