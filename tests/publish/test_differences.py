"""What counts as a difference between the catalogue and the declaration."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish.differences import differences


@pytest.mark.parametrize(
    ("shown", "declared"),
    [
        ({"keywords": {"fi": ["b", "a"], "sv": []}}, {"keywords": {"fi": ["a", "b"]}}),
        ({"format": "CSV"}, {"format": "csv"}),
        ({"maintainer": " Virasto\r\n"}, {"maintainer": "Virasto"}),
        ({"organization": {"name": "kymp"}, "owner_org": "5f3c"}, {"owner_org": "kymp"}),
        ({"notes_translated": {"fi": "x", "en": ""}}, {"notes_translated": {"fi": "x"}}),
        ({"search_synonyms": "the steward's own"}, {}),
    ],
)
def test_what_ckan_stores_otherwise_is_no_difference(
    shown: dict[str, Any], declared: dict[str, Any]
) -> None:
    assert differences(shown, declared) == {}


@pytest.mark.parametrize(
    ("shown", "declared"),
    [
        ({"maintainer": "virasto"}, {"maintainer": "Virasto"}),
        ({}, {"maintainer": "Virasto"}),
        ({"keywords": {"fi": ["a"]}}, {"keywords": {"fi": ["a"], "sv": ["b"]}}),
        ({"private": True}, {"private": False}),
        ({"api_key_required": None}, {"api_key_required": False}),
    ],
)
def test_what_a_visitor_would_see_is_a_difference(
    shown: dict[str, Any], declared: dict[str, Any]
) -> None:
    (field,) = declared
    assert differences(shown, declared) == {field: (shown.get(field), declared[field])}


texts = st.text(max_size=8)
values = st.one_of(
    texts, st.booleans(), st.lists(texts, max_size=3), st.dictionaries(texts, texts, max_size=3)
)


@given(st.dictionaries(st.sampled_from(["format", "a", "b", "c"]), values))
def test_after_writing_the_differences_none_is_left(fields: dict[str, Any]) -> None:
    shown: dict[str, Any] = {"a": "old", "d": "kept"}
    shown |= {name: then for name, (_, then) in differences(shown, fields).items()}
    assert differences(shown, fields) == {}
    assert shown["d"] == "kept"
