"""The plan of a tombstone over invented packages: nothing of ours is left, all else is kept."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish import Call, Epitaph, Portal, plan_tombstone
from pipelines.publish.portal import fitted, flat

EPITAPH = Epitaph(
    dt.date(2026, 3, 1), {"fi": "Lähde lakkaa."}, "new", "https://hri.example/dataset/new"
)
FIELDS = (
    "title_translated notes_translated withdrawn_on withdrawn_reason successor sunset_on"
    " examples temporal_end"
)
PORTALS = st.sampled_from([Portal(), Portal(frozenset(FIELDS.split()))])
"""A plain CKAN, which keeps our fields in its extras, and one that knows them."""
RESOURCES = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from([f"resource-{number}" for number in range(6)]),
            "url_type": st.sampled_from(["upload", "", None]),
            "datastore_active": st.booleans(),
            "format": st.just("CSV"),
        }
    ),
    unique_by=lambda each: each["id"],
)
OURS = st.sets(st.sampled_from([f"resource-{number}" for number in range(6)]))


def done(package: dict[str, Any], calls: tuple[Call, ...]) -> dict[str, Any]:
    """Return the package after the calls, as CKAN keeps it."""
    after = copy.deepcopy(package)
    for call in calls:
        wanted = call.parameters.get("resource_id") or call.parameters["id"]
        found = [each for each in after["resources"] if each["id"] == wanted]
        if call.action == "package_patch":
            after |= {name: it for name, it in call.parameters.items() if name != "id"}
        elif call.action == "resource_patch":
            assert call.parameters["clear_upload"] == "true"
            found[0]["url_type"] = ""
        elif call.action == "datastore_delete":
            found[0]["datastore_active"] = False
        else:
            # CKAN would keep the file of a resource that is deleted while it has one.
            assert call.action == "resource_delete"
            assert found[0]["url_type"] != "upload"
            assert not found[0]["datastore_active"]
            after["resources"] = [each for each in after["resources"] if each["id"] != wanted]
    return after


def plan(package: dict[str, Any], ours: set[str], portal: Portal, purge: bool) -> Any:
    return plan_tombstone("trams", flat(package), ours, EPITAPH, portal, purge=purge)


@given(RESOURCES, OURS, PORTALS, st.booleans(), st.integers(0, 30))
def test_wherever_it_is_cut_short_the_next_plan_completes_it(
    resources: list[dict[str, Any]], ours: set[str], portal: Portal, purge: bool, cut: int
) -> None:
    fields = {
        "name": "raitiotiet",
        "temporal_end": "2026-02-01",
        "notes_translated": {"fi": "Kuvaus.", "sv": "Beskrivning."},
    }
    kept = fitted(Call("package_create", fields, ""), portal, None).parameters
    package = {**kept, "id": "package-1", "resources": resources}
    halfway = done(package, plan(package, ours, portal, purge).calls[:cut])
    rest = plan(halfway, ours, portal, purge)
    after = done(halfway, rest.calls)

    assert plan(after, ours, portal, purge).calls == ()
    theirs = [each for each in resources if each["id"] not in ours]
    assert after["resources"] == theirs
    assert rest.kept == tuple(sorted(each["id"] for each in theirs))
    shown = flat(after)
    assert shown["withdrawn_on"] == "2026-03-01"
    assert shown["withdrawn_reason"] == {"fi": "Lähde lakkaa."}
    assert shown["successor"] == "https://hri.example/dataset/new"
    assert shown["notes_translated"]["sv"].startswith("Beskrivning.\n\nDatamängden har dragits")
    assert bool(shown.get("temporal_end")) is not purge
