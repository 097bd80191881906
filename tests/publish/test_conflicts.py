"""Whose edit it was, and who wins: base, ours and theirs in every combination."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from pipelines.model import Conflicts, PortalField
from pipelines.publish.conflicts import compare
from pipelines.publish.metadata import api_resource_fields, package_fields
from pipelines.publish.ownership import COMPUTED, PACKAGE, Remembered, edits, own_fields
from tests.declared import Desk

DECLARATION = Conflicts()
PORTAL = Conflicts(portal=["maintainer"])


def remembered(value: Any = None) -> Remembered:
    return Remembered({PACKAGE: {"maintainer": value}} if value is not None else {})


@pytest.mark.parametrize(
    ("published", "shown", "declared", "written", "conflict"),
    [
        ("A", "A", "A", False, False),
        ("A", "A", "B", True, False),  # the declaration changed
        ("A", "B", "B", False, False),  # both came to the same
        ("A", "B", "A", True, True),  # somebody edited it
        ("A", "B", "C", True, True),
        ("A", None, "A", True, True),  # somebody emptied it
        (None, "B", "A", True, False),  # nobody knows
        (None, None, "A", True, False),  # never published
    ],
)
def test_the_declaration_wins_and_an_edit_is_told(
    published: str | None, shown: str | None, declared: str, written: bool, conflict: bool
) -> None:
    wanted = {"maintainer": declared}
    found = compare(
        PACKAGE, {"id": "1", "maintainer": shown}, wanted, remembered(published), DECLARATION
    )
    assert found.changes == ({"maintainer": (shown, declared)} if written else {})
    told = [(each.published, each.portal, each.declared, each.kept) for each in found.conflicts]
    assert told == ([(published, shown, declared, "declaration")] if conflict else [])
    assert found.published == wanted


@pytest.mark.parametrize(
    ("published", "shown", "declared", "written"),
    [
        ("A", "A", "B", True),  # nobody edited it
        ("A", "B", "A", False),
        ("A", "B", "C", False),
        ("A", None, "A", False),
        (None, "B", "A", False),  # nobody knows: it may be an edit
        (None, None, "A", True),
    ],
)
def test_an_edit_is_kept_where_the_portal_wins(
    published: str | None, shown: str | None, declared: str, written: bool
) -> None:
    found = compare(
        PACKAGE,
        {"id": "1", "maintainer": shown},
        {"maintainer": declared},
        remembered(published),
        PORTAL,
    )
    assert bool(found.changes) == written
    assert [each.kept for each in found.conflicts] == ([] if written else ["portal"])
    # What we published goes on being what the next edit is known by.
    after = declared if written else published
    assert found.published == ({"maintainer": after} if after is not None else {})


def test_what_a_run_that_died_left_is_no_edit() -> None:
    known = Remembered({PACKAGE: {"maintainer": "A"}}, ({PACKAGE: {"maintainer": "B"}},))
    shown = {"id": "1", "maintainer": "B"}
    found = compare(PACKAGE, shown, {"maintainer": "C"}, known, DECLARATION)
    assert (found.changes, found.conflicts) == ({"maintainer": ("B", "C")}, ())


def test_a_field_that_only_a_run_that_died_knew_was_not_edited_away() -> None:
    known = Remembered({PACKAGE: {}}, ({PACKAGE: {"maintainer": "B"}},))
    found = compare(PACKAGE, {"id": "1"}, {"maintainer": "C"}, known, DECLARATION)
    assert (found.changes, found.conflicts) == ({"maintainer": (None, "C")}, ())


def test_a_field_that_the_steward_filled_before_we_did_is_an_edit() -> None:
    shown = {"id": "1", "maintainer": "B"}
    found = compare(PACKAGE, shown, {"maintainer": "C"}, Remembered({PACKAGE: {}}), DECLARATION)
    assert [each.portal for each in found.conflicts] == ["B"]


def test_what_is_declared_no_longer_is_emptied_unless_somebody_edited_it() -> None:
    known = Remembered({PACKAGE: {"maintainer_website": "https://a.fi", "theme": ["x"]}})
    shown = {"id": "1", "maintainer_website": "https://a.fi", "theme": ["y"]}
    found = compare(PACKAGE, shown, {}, known, DECLARATION)
    assert found.changes == {"maintainer_website": ("https://a.fi", "")}
    assert (found.conflicts, found.published) == ((), {})


def test_fields_of_resources_have_names_of_their_own() -> None:
    known = Remembered({"r": {"name_translated": {"fi": "A"}}})
    shown = {"id": "r", "name_translated": {"fi": "B"}}
    wanted = {"id": "r", "name_translated": {"fi": "A"}}
    rule = Conflicts(default="portal", declaration=["title_translated"])
    found = compare("r", shown, wanted, known, rule)
    (conflict,) = found.conflicts
    assert (conflict.field, conflict.resource, conflict.kept) == (
        "resources.name_translated",
        "r",
        "portal",
    )
    assert found.changes == {}


def test_computed_fields_are_always_ours() -> None:
    known = Remembered({PACKAGE: {"examples": "A"}})
    rule = Conflicts(default="portal")
    found = compare(PACKAGE, {"id": "1", "examples": "B"}, {"examples": "A"}, known, rule)
    assert (found.changes, found.conflicts) == ({"examples": ("B", "A")}, ())


def test_name_and_licence_are_the_declarations_whatever_the_default() -> None:
    rule = Conflicts(default="portal")
    assert [rule.winner(each) for each in ("name", "license_id", "maintainer")] == [
        "declaration",
        "declaration",
        "portal",
    ]


def test_an_own_field_is_told_once_it_changed() -> None:
    shown = {"id": "1", "resources": [], "search_synonyms": "ratikka", "maintainer": "A"}
    declared = {PACKAGE: ["maintainer"]}
    own = own_fields(shown, declared)
    assert own == {PACKAGE: {"search_synonyms": "ratikka"}}
    assert list(edits(own, Remembered())) == []  # what it was before is not known
    before = Remembered(own={PACKAGE: {}})
    assert [(each.field, each.portal) for each in edits(own, before)] == [
        ("search_synonyms", "ratikka")
    ]


def test_every_field_that_may_be_left_to_the_portal_is_one_that_is_declared(desk: Desk) -> None:
    desk.change(
        "trams.yaml",
        ("email: hri@hel.fi}", "email: hri@hel.fi, website: https://a.fi}"),
        (
            "coverage: {geographical: [Helsinki]}",
            "links: [https://a.fi]\ncoverage:\n  geographical: [Helsinki]\n  temporal:"
            " {start: 2020-01-01, end: 2020-12-31, precision: {fi: päivä}}",
        ),
    )
    declared = desk.load()
    trams, events = declared.named("hel-trams"), declared.named("hel-events")
    known = {*package_fields(trams, {}), *package_fields(events, {})}
    known |= {f"resources.{name}" for name in api_resource_fields(events)}
    known |= {"resources.name", "resources.description", "resources.description_translated"}
    names = set(get_args(PortalField))
    assert names <= known
    assert not names & COMPUTED
