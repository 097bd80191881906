"""What a new version changes for those who use the data, and when it is stopped."""

from __future__ import annotations

import copy
import re
import string
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import BreaksContract
from pipelines.model import LANGUAGES, Dataset
from pipelines.publish import Contract, change_between, contract_of, contract_shown, require_kept
from pipelines.publish.contract import Level, compare
from pipelines.publish.contract.wording import SENTENCES
from pipelines.settings import PROJECT
from tests.validate.conftest import CSV, DECLARATION

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer", "constraints": {"required": True, "minimum": 1}},
        {"name": "tila", "type": "string", "constraints": {"enum": ["avoin", "suljettu"]}},
        {"name": "pituus", "type": "number", "unit": "m", "title": "Pituus"},
        {"name": "pvm", "type": "date", "constraints": {"maximum": "2024-12-31"}},
    ],
    "primaryKey": "id",
}
FILE = {"type": "file", "url": "https://www.hel.fi/a.csv", **CSV}
API = {
    "type": "api",
    "endpoint": "https://api.hel.fi/v1/",
    "documentation": "https://api.hel.fi/docs",
}


def contract(schema: dict[str, Any] | None = None, **more: Any) -> Contract:
    declared = {**DECLARATION, "source": FILE, "distributions": ["csv", "json"], **more}
    dataset = Dataset.model_validate(declared)
    return contract_of(dataset, {dataset.id: SCHEMA if schema is None else schema})


def api(**more: Any) -> Contract:
    left_out = ("schema", "distributions")
    declared = {name: value for name, value in DECLARATION.items() if name not in left_out}
    return contract_of(Dataset.model_validate({**declared, "source": {**API, **more}}), {})


def changed(place: list[str | int], value: Any = None) -> dict[str, Any]:
    """Return the schema with another value at a place, or without it."""
    schema = copy.deepcopy(SCHEMA)
    here: Any = schema
    for part in place[:-1]:
        here = here.setdefault(part, {}) if isinstance(here, dict) else here[part]
    if value is None:
        del here[place[-1]]
    elif isinstance(here, list) and place[-1] == len(here):
        here.append(value)
    else:
        here[place[-1]] = value
    return schema


def found(before: Contract, after: Contract) -> list[tuple[str, str, str]]:
    return [(each.kind, each.level.name, each.where) for each in compare(before, after)]


FIELD, TYPE, CONSTRAINTS = "fields", "type", "constraints"


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        ([FIELD, 2], None, ("field-removed", "BREAKING", "pituus")),
        ([FIELD, 2, "name"], "mitta", ("field-renamed", "BREAKING", "pituus")),
        ([FIELD, 4], {"name": "uusi"}, ("field-added", "COMPATIBLE", "uusi")),
        ([FIELD, 2, TYPE], "string", ("type-changed", "BREAKING", "pituus")),
        ([FIELD, 2, "unit"], "cm", ("unit-changed", "BREAKING", "pituus")),
        ([FIELD, 2, "unit"], None, ("unit-changed", "BREAKING", "pituus")),
        ([FIELD, 0, "unit"], "kpl", ("unit-stated", "EDITORIAL", "id")),
        ([FIELD, 2, "title"], "Mitta", ("field-words", "EDITORIAL", "pituus")),
        ([FIELD, 2, "titles"], {"sv": "Längd"}, ("field-words", "EDITORIAL", "pituus")),
        ([FIELD, 2, "decimalChar"], ",", ("source-form-changed", "EDITORIAL", "pituus")),
        ([FIELD, 3, "format"], "%d.%m.%Y", ("source-form-changed", "EDITORIAL", "pvm")),
        (["missingValues"], ["", "-"], ("source-form-changed", "EDITORIAL", "missingValues")),
        ([FIELD, 1, "format"], "uri", ("format-tightened", "COMPATIBLE", "tila")),
        (
            [FIELD, 0, CONSTRAINTS, "required"],
            None,
            ("constraint-relaxed", "BREAKING", "id: required"),
        ),
        (
            [FIELD, 2, CONSTRAINTS, "required"],
            True,
            ("constraint-tightened", "COMPATIBLE", "pituus: required"),
        ),
        (
            [FIELD, 0, CONSTRAINTS, "minimum"],
            0,
            ("constraint-relaxed", "BREAKING", "id: minimum"),
        ),
        (
            [FIELD, 0, CONSTRAINTS, "minimum"],
            "10",
            ("constraint-tightened", "COMPATIBLE", "id: minimum"),
        ),
        (
            [FIELD, 0, CONSTRAINTS, "exclusiveMinimum"],
            1,
            ("constraint-tightened", "COMPATIBLE", "id: minimum"),
        ),
        (
            [FIELD, 2, CONSTRAINTS, "maximum"],
            9.5,
            ("constraint-tightened", "COMPATIBLE", "pituus: maximum"),
        ),
        (
            [FIELD, 3, CONSTRAINTS, "maximum"],
            "2025-12-31",
            ("constraint-relaxed", "BREAKING", "pvm: maximum"),
        ),
        (
            [FIELD, 3, CONSTRAINTS, "maximum"],
            "2024-11-30",
            ("constraint-tightened", "COMPATIBLE", "pvm: maximum"),
        ),
        (
            [FIELD, 1, CONSTRAINTS, "enum"],
            ["avoin", "suljettu", "muu"],
            ("list-relaxed", "BREAKING", "tila: enum"),
        ),
        (
            [FIELD, 1, CONSTRAINTS, "enum"],
            ["avoin"],
            ("list-tightened", "COMPATIBLE", "tila: enum"),
        ),
        (
            [FIELD, 1, CONSTRAINTS, "enum"],
            None,
            ("constraint-relaxed", "BREAKING", "tila: enum"),
        ),
        (
            [FIELD, 1, "categories"],
            ["avoin", "suljettu"],
            ("constraint-tightened", "COMPATIBLE", "tila: categories"),
        ),
        (
            [FIELD, 1, CONSTRAINTS, "pattern"],
            "[a-z]+",
            ("constraint-tightened", "COMPATIBLE", "tila: pattern"),
        ),
        (
            [FIELD, 1, CONSTRAINTS, "maxLength"],
            8,
            ("constraint-tightened", "COMPATIBLE", "tila: maxLength"),
        ),
        (["primaryKey"], None, ("key-changed", "BREAKING", "primaryKey")),
        (["primaryKey"], ["id", "pvm"], ("key-changed", "BREAKING", "primaryKey")),
        (["uniqueKeys"], [["tila", "pvm"]], ("unique-key-added", "COMPATIBLE", "tila, pvm")),
    ],
)
def test_each_change_of_the_schema(
    place: list[str | int], value: Any, expected: tuple[str, str, str]
) -> None:
    assert found(contract(), contract(changed(place, value))) == [expected]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (["primaryKey"], ["id"]),
        ([FIELD, 0, CONSTRAINTS, "minimum"], "1"),
        ([FIELD, 1, CONSTRAINTS, "enum"], ["suljettu", "avoin"]),
        ([FIELD, 2, CONSTRAINTS], {"required": False}),
    ],
)
def test_what_is_only_written_otherwise_is_no_difference(
    place: list[str | int], value: Any
) -> None:
    assert [kind for kind, _, _ in found(contract(), contract(changed(place, value)))] == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ({"pattern": "a+"}, {"pattern": "a*"}, "constraint-relaxed"),
        ({"maxLength": 8}, {"maxLength": 9}, "constraint-relaxed"),
        ({"minLength": 1}, {"minLength": 2}, "constraint-tightened"),
        ({"minLength": 1}, {}, "constraint-relaxed"),
        ({"unique": True}, {}, "constraint-relaxed"),
        ({"jsonSchema": {"a": 1}}, {"jsonSchema": {"a": 2}}, "constraint-relaxed"),
    ],
)
def test_constraints_of_texts(old: dict[str, Any], new: dict[str, Any], kind: str) -> None:
    def schema(constraints: dict[str, Any]) -> dict[str, Any]:
        return {"fields": [{"name": "a", "type": "string", "constraints": constraints}]}

    ((only, _, _),) = found(contract(schema(old)), contract(schema(new)))
    assert only == kind


def bounded(latest: str, form: str = "default") -> Contract:
    field = {"name": "a", "type": "date", "format": form, "constraints": {"maximum": latest}}
    return contract({"fields": [field]})


def test_bounds_are_compared_as_the_dates_that_they_are() -> None:
    finnish = "%d.%m.%Y"
    earlier, later = bounded("2.10.2024", finnish), bounded("1.11.2024", finnish)
    assert found(earlier, later) == [("constraint-relaxed", "BREAKING", "a: maximum")]
    assert found(later, earlier) == [("constraint-tightened", "COMPATIBLE", "a: maximum")]
    assert found(bounded("2024-10-02"), earlier) == [("source-form-changed", "EDITORIAL", "a")]


def test_bounds_that_cannot_be_compared_count_as_relaxed() -> None:
    old, new = bounded("1.5.2024", "any"), bounded("1.4.2024", "any")
    assert found(old, new) == [("constraint-relaxed", "BREAKING", "a: maximum")]


def test_columns_in_another_order() -> None:
    turned = {**SCHEMA, "fields": SCHEMA["fields"][::-1]}
    assert found(contract(), contract(turned)) == [("fields-reordered", "COMPATIBLE", "")]


def test_two_columns_that_change_names_are_two_changes() -> None:
    exchanged = copy.deepcopy(SCHEMA)
    exchanged["fields"][2]["name"], exchanged["fields"][3]["name"] = "pvm", "pituus"
    kinds = {kind for kind, _, _ in found(contract(), contract(exchanged))}
    assert "type-changed" in kinds


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"distributions": ["csv"]}, ("format-dropped", "BREAKING", "json")),
        ({}, {"distributions": ["csv", "json", "xlsx"]}, ("format-added", "COMPATIBLE", "xlsx")),
        (
            {},
            {
                "distributions": [
                    {"format": "csv", "resource_id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"},
                    "json",
                ]
            },
            ("resource-moved", "BREAKING", "csv"),
        ),
        ({}, {"datastore": False}, ("datastore-off", "BREAKING", "")),
        ({"datastore": False}, {}, ("datastore-on", "COMPATIBLE", "")),
        ({"licence": "CC0-1.0"}, {}, ("licence-restricted", "BREAKING", "licence")),
        ({}, {"licence": "CC0-1.0"}, ("licence-opened", "COMPATIBLE", "licence")),
        ({}, {"licence": "other-open"}, ("licence-restricted", "BREAKING", "licence")),
        ({"licence": "other-open"}, {}, ("licence-restricted", "BREAKING", "licence")),
        (
            {"licence": "other-open"},
            {"licence": "CC0-1.0"},
            ("licence-opened", "COMPATIBLE", "licence"),
        ),
        ({}, {"name": "liikenne"}, ("name-changed", "BREAKING", "name")),
        (
            {},
            {"name": "liikenne", "former_names": ["traffic-counts"]},
            ("name-forwarded", "EDITORIAL", "name"),
        ),
    ],
)
def test_each_change_of_the_whole(
    before: dict[str, Any], after: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    assert found(contract(**before), contract(**after)) == [expected]


def test_places() -> None:
    gk25 = {"geometry": {"crs": "EPSG:3879", "x": "id", "y": "pituus"}}
    wgs84 = {"geometry": {"crs": "EPSG:4326", "x": "id", "y": "pituus"}}
    swapped = {"geometry": {"crs": "EPSG:3879", "x": "pituus", "y": "id"}}
    assert found(contract(**gk25), contract(**wgs84)) == [("crs-changed", "BREAKING", "id, pituus")]
    assert found(contract(**gk25), contract(**swapped)) == [
        ("places-moved", "BREAKING", "geometry")
    ]
    assert found(contract(), contract(**gk25)) == [("places-added", "COMPATIBLE", "id, pituus")]
    assert found(contract(**gk25), contract()) == [("places-removed", "BREAKING", "id, pituus")]


def test_an_api() -> None:
    moved = api(endpoint="https://api.hel.fi/v2/")
    assert found(api(), moved) == [("endpoint-moved", "BREAKING", "API")]
    assert found(api(), api(key_required=True)) == [("key-asked", "BREAKING", "API")]
    assert found(api(key_required=True), api()) == [("key-not-asked", "COMPATIBLE", "API")]


def tables(*names: str, stops: dict[str, Any] | None = None) -> Contract:
    declared = {name: it for name, it in DECLARATION.items() if name != "distributions"}
    own = [{"name": name, "schema": "a.json", "distributions": ["csv"]} for name in names]
    several = Dataset.model_validate(
        {**declared, "schema": None, "source": FILE, "tables": own, "distributions": []}
    )
    schemas = {part.id: SCHEMA for part in several.parts()}
    return contract_of(several, schemas | {"traffic-counts/stops": stops or SCHEMA})


def test_several_tables() -> None:
    both, one = tables("stops", "routes"), tables("stops")
    assert found(both, both) == []
    assert found(both, one) == [("table-removed", "BREAKING", "routes")]
    assert found(one, both) == [("table-added", "COMPATIBLE", "routes")]
    changed_stops = tables("stops", "routes", stops=changed([FIELD, 2]))
    assert found(both, changed_stops) == [("field-removed", "BREAKING", "stops: pituus")]
    assert Contract.from_json(both.to_json()) == both
    kinds = {kind for kind, _, _ in found(contract(), both)}
    assert kinds == {"table-removed", "table-added"}


def test_a_format_that_could_not_be_made_is_not_promised() -> None:
    whole = contract()
    (json_id,) = whole.resource_ids() - contract(distributions=["csv"]).resource_ids()
    assert whole.without([json_id]) == contract(distributions=["csv"])


def test_foreign_keys() -> None:
    key = {"fields": "tila", "reference": {"resource": "", "fields": "id"}}
    linked = contract({**SCHEMA, "foreignKeys": [key]})
    where = 'tila → "" (id)'
    assert found(contract(), linked) == [("reference-added", "COMPATIBLE", where)]
    assert found(linked, contract()) == [("reference-removed", "BREAKING", where)]


@pytest.mark.parametrize(
    ("schema", "version", "stops", "advice"),
    [
        (SCHEMA, "1.0", False, None),
        (SCHEMA, "1.1", False, None),
        (changed([FIELD, 2, "title"], "x"), "1.0", False, None),
        (changed([FIELD, 4], {"name": "uusi"}), "1.0", False, "1.1"),
        (changed([FIELD, 4], {"name": "uusi"}), "1.1", False, None),
        (changed([FIELD, 2]), "1.0", True, "2.0"),
        (changed([FIELD, 2]), "1.1", True, "2.0"),
        (changed([FIELD, 2]), "2.0", False, None),
        (changed([FIELD, 2]), "2.1", False, None),
        (SCHEMA, "0.9", True, "1.0"),
    ],
)
def test_which_version_announces_what(
    schema: dict[str, Any], version: str, stops: bool, advice: str | None
) -> None:
    change = change_between(contract(), contract(schema, version=version))
    assert (change.stops, change.advice) == (stops, advice)


def test_the_minor_version_has_more_than_one_digit() -> None:
    old, new = contract(version="1.9"), contract(changed([FIELD, 4], {"name": "uusi"}))
    assert change_between(old, new).stops, "1.0 is earlier than 1.9"
    later = contract(changed([FIELD, 4], {"name": "uusi"}), version="1.10")
    assert (change_between(old, later).stops, change_between(old, later).advice) == (False, None)


def test_a_break_is_refused_with_both_ways_out() -> None:
    with pytest.raises(BreaksContract) as refused:
        require_kept(change_between(contract(), contract(changed([FIELD, 2]))))
    assert str(refused.value) == (
        "traffic-counts: what is declared breaks version 1.0 for those who use it: Column `pituus`"
        " goes: programs that read it stop working. — undo it, or announce version 2.0 ahead and"
        " declare it on its day (docs/lifecycle.md)"
    )


def test_a_version_that_goes_back_is_refused() -> None:
    with pytest.raises(BreaksContract, match=r"version 1\.2 is declared, and 1\.10 is published"):
        require_kept(change_between(contract(version="1.10"), contract(version="1.2")))


def test_a_first_version_breaks_nothing() -> None:
    change = change_between(None, contract(version="3.4"))
    require_kept(change)
    assert (change.level, change.advice, change.differences) == (None, None, ())


def test_the_record_of_a_contract_gives_it_back() -> None:
    whole = contract(geometry={"crs": "EPSG:3879", "x": "id", "y": "pituus"}, former_names=["abc"])
    assert Contract.from_json(whole.to_json()) == whole


def dataset(**more: Any) -> Dataset:
    declared = {**DECLARATION, "source": FILE, "distributions": ["csv", "json"], **more}
    return Dataset.model_validate(declared)


PACKAGE = {
    "name": "traffic-counts",
    "license_id": "CC-BY-4.0",
    "resources": [
        {"id": dataset().resource_id("csv"), "format": "CSV"},
        {"id": dataset().resource_id("json"), "format": "JSON"},
        {"id": "of-a-steward", "format": "HTML"},
    ],
}
COLUMNS = {dataset().resource_id("csv"): ["_id", "id", "tila", "vanha"]}


def test_where_the_record_is_lost_the_catalogue_shows_names_and_formats() -> None:
    before = contract_shown(dataset(), PACKAGE, COLUMNS)
    after = contract(distributions=["csv", "xlsx"])
    assert found(before, after) == [
        ("format-dropped", "BREAKING", "json"),
        ("field-removed", "BREAKING", "vanha"),
        ("format-added", "COMPATIBLE", "xlsx"),
        ("field-added", "COMPATIBLE", "pituus"),
        ("field-added", "COMPATIBLE", "pvm"),
    ]


def test_a_catalogue_without_a_table_says_nothing_of_columns() -> None:
    assert found(contract_shown(dataset(), PACKAGE, {}), contract()) == []


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_difference_has_a_sentence_in_each_language(kind: str) -> None:
    sentences = SENTENCES[kind].translations()
    assert set(sentences) == set(LANGUAGES)
    holes = [
        {hole for _, hole, _, _ in string.Formatter().parse(text) if hole}
        for text in sentences.values()
    ]
    assert holes[0] == holes[1] == holes[2] <= {"where", "before", "after"}
    assert all(text.endswith(".") for text in sentences.values())


def test_the_page_of_versions_gives_the_level_of_every_difference() -> None:
    page = (PROJECT / "docs" / "versions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*`) \| (breaking|compatible|editorial) \|$", page, re.M)
    levels = {kind: level for kinds, level in rows for kind in re.findall("`([a-z-]+)`", kinds)}
    assert set(levels) == set(SENTENCES)
    seen = {kind: level.lower() for kind, level in every_difference_in_these_tests()}
    assert seen.items() <= levels.items()
    assert len(seen) > 30


def every_difference_in_these_tests() -> Iterator[tuple[str, str]]:
    """Yield (kind, level) of what the contracts above differ by."""
    places = {"geometry": {"crs": "EPSG:3879", "x": "id", "y": "pituus"}}
    pairs = [
        *((contract(), contract(changed(place, value))) for place, value in CHANGES),
        (contract(), contract(licence="CC0-1.0", name="abc", datastore=False)),
        (contract(), contract(name="abc", former_names=["traffic-counts"])),
        (contract(), contract(distributions=["csv"], **places)),
        (contract(**places), contract(geometry={**places["geometry"], "crs": "EPSG:4326"})),
        (contract(**places), contract(geometry={**places["geometry"], "x": "pituus", "y": "id"})),
        (api(), api(endpoint="https://api.hel.fi/v2/", key_required=True)),
        (tables("stops", "routes"), tables("stops")),
    ]
    for one, other in pairs:
        for difference in [*compare(one, other), *compare(other, one)]:
            yield difference.kind, difference.level.name


CHANGES: list[tuple[list[str | int], Any]] = [
    ([FIELD, 2], None),
    ([FIELD, 2, "name"], "mitta"),
    ([FIELD, 2, TYPE], "string"),
    ([FIELD, 2, "unit"], "cm"),
    ([FIELD, 0, "unit"], "kpl"),
    ([FIELD, 2, "title"], "Mitta"),
    ([FIELD, 2, "decimalChar"], ","),
    ([FIELD, 1, "format"], "uri"),
    ([FIELD, 0, CONSTRAINTS, "required"], None),
    ([FIELD, 1, CONSTRAINTS, "enum"], ["avoin"]),
    (["primaryKey"], None),
    (["uniqueKeys"], [["tila", "pvm"]]),
    (["foreignKeys"], [{"fields": "tila", "reference": {"resource": "", "fields": "id"}}]),
]
names = st.text("abcdef", min_size=1, max_size=2)
fields = st.builds(
    lambda kind, constraints, words: {"type": kind, "constraints": constraints, **words},
    st.sampled_from(["string", "integer", "number", "date", "boolean"]),
    st.fixed_dictionaries(
        {},
        optional={
            "required": st.booleans(),
            "minimum": st.integers(-3, 3),
            "exclusiveMinimum": st.integers(-3, 3),
            "maximum": st.integers(-3, 3),
            "maxLength": st.integers(0, 3),
            "pattern": st.sampled_from(["a", "b"]),
            "enum": st.lists(st.sampled_from("xyz"), min_size=1, unique=True),
        },
    ),
    st.fixed_dictionaries({}, optional={"title": names, "unit": st.sampled_from(["m", "cm"])}),
)
schemas = st.dictionaries(names, fields, min_size=1, max_size=5).map(
    lambda named: {"fields": [{"name": name, **field} for name, field in named.items()]}
)


@settings(deadline=None)
@given(schemas)
def test_identical_contracts_never_differ(schema: dict[str, Any]) -> None:
    change = change_between(contract(schema), contract(copy.deepcopy(schema)))
    assert (change.differences, change.level, change.stops) == ((), None, False)


@settings(deadline=None)
@given(schemas, schemas)
def test_a_field_that_is_gone_is_always_breaking(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    kept = {field["name"] for field in after["fields"]}
    gone = [field["name"] for field in before["fields"] if field["name"] not in kept]
    found_of = {each.where: each.level for each in compare(contract(before), contract(after))}
    assert all(found_of[name] is Level.BREAKING for name in gone)


@settings(deadline=None)
@given(schemas, schemas)
def test_a_change_is_as_grave_as_its_gravest_part(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    change = change_between(contract(before), contract(after))
    levels = [each.level for each in change.differences]
    assert change.level == max(levels, default=None)
    assert levels == sorted(levels, reverse=True)
    assert change.stops is (Level.BREAKING in levels)


@settings(deadline=None)
@given(schemas, schemas)
def test_what_breaks_one_way_was_promised_before(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    there = {each.where for each in compare(contract(before), contract(after))}
    back = {each.where for each in compare(contract(after), contract(before))}
    assert bool(there) is bool(back), "a difference is seen from both sides"
