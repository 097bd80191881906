"""What counts as a dataset and as an API, and for whom; every figure is counted by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pipelines.measure import count
from pipelines.measure.marks import normalised
from pipelines.model import Publisher, PublisherKind, Text

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def publisher(name: str, **more: Any) -> Publisher:
    fields = {"kind": PublisherKind.AGENCY, "counted": True, "valid_from": dt.date(2010, 1, 1)}
    return Publisher(name=name, title=Text(fi=name), **{**fields, **more})


REGISTER = {
    entry.name: entry
    for entry in (
        publisher("kymp"),
        publisher("kuva"),
        publisher("hsl", counted=False),
        publisher("hkr", valid_to=dt.date(2017, 5, 31), successor="kymp"),
        publisher("tuleva", valid_from=dt.date(2030, 1, 1)),
    )
}


def package(number: int, organisation: str, **more: Any) -> dict[str, Any]:
    return {"id": f"p{number}", "organization": {"name": organisation}, "type": "dataset", **more}


def api(number: int, organisation: str, *urls: str, **more: Any) -> dict[str, Any]:
    resources = [{"endpoint_url": url} for url in urls]
    more = {"collections": ["rajapinnat"], "resources": resources, **more}
    return package(number, organisation, **more)


def values(packages: list[dict[str, Any]], indicator: str) -> dict[str | None, int | None]:
    rows = count(packages, REGISTER, NOON)
    return {row.publisher: row.value for row in rows if row.indicator == indicator}


def test_datasets_are_counted_per_organisation_and_in_total() -> None:
    packages = [package(1, "kymp"), package(2, "kymp"), package(3, "kuva"), package(4, "hsl")]
    assert values(packages, "open_datasets") == {None: 3, "kymp": 2, "kuva": 1, "hsl": 1}


def test_an_agency_that_shows_nothing_has_a_zero() -> None:
    assert values([], "open_datasets") == {None: 0, "kymp": 0, "kuva": 0}


@pytest.mark.parametrize(
    "mark",
    [
        {"private": True},
        {"state": "deleted"},
        {"type": "showcase"},
        {"type": "dataset_series"},
        {"withdrawn_on": "2026-10-01"},
        {"extras": [{"key": "withdrawn_on", "value": "2026-10-01"}]},
        {"extras": [{"key": "harvest_source_id", "value": "x"}]},
        {"extras": [{"key": "harvest_object_id", "value": "x"}]},
    ],
)
def test_what_is_no_dataset_of_the_citys_own_is_not_counted(mark: dict[str, Any]) -> None:
    assert values([package(1, "kymp"), package(2, "kymp", **mark)], "open_datasets")[None] == 1


def test_an_api_never_adds_to_the_datasets() -> None:
    packages = [package(1, "kymp"), api(2, "kymp", "https://api.hel.fi/a/")]
    assert values(packages, "open_datasets")[None] == 1
    assert values(packages, "open_apis")[None] == 1


def test_versions_and_collections_of_one_api_are_one() -> None:
    packages = [
        api(
            1, "kymp", "https://api.hel.fi/servicemap/v1/", "https://API.hel.fi/servicemap/v2/unit/"
        ),
        api(2, "kuva", "https://api.hel.fi:443/servicemap?format=json"),
        api(3, "kuva", "https://api.hel.fi/linkedevents/v1/event/"),
    ]
    # Two APIs in all; the Service Map is on both agencies' lists and counts once in the total.
    assert values(packages, "open_apis") == {None: 2, "kymp": 1, "kuva": 2}


def test_an_api_that_needs_a_key_is_counted_apart() -> None:
    packages = [
        api(1, "kymp", "https://api.hel.fi/a/", api_key_required=True),
        api(
            2,
            "kymp",
            "https://api.hel.fi/b/",
            extras=[{"key": "api_key_required", "value": "True"}],
        ),
        api(3, "kymp", "https://api.hel.fi/c/", api_key_required=False),
    ]
    assert values(packages, "open_apis")[None] == 1
    assert values(packages, "open_apis_with_key")[None] == 2


def test_the_mark_of_an_api_may_stand_in_the_extras() -> None:
    extras = [{"key": "collections", "value": "rajapinnat"}]
    packages = [api(1, "kymp", "https://api.hel.fi/a/", collections=[], extras=extras)]
    assert values(packages, "open_datasets")[None] == 0
    assert values(packages, "open_apis")[None] == 1


def test_what_is_no_url_is_no_api_and_stops_no_count() -> None:
    packages = [api(1, "kymp", "https://a.hel.fi:x/", "https://[a/", "wfs", "https://a.hel.fi/b")]
    assert values(packages, "open_apis")[None] == 1


def test_a_merged_agencys_datasets_go_to_its_successor() -> None:
    packages = [package(1, "hkr"), package(2, "kymp")]
    assert values(packages, "open_datasets") == {None: 2, "kymp": 2, "kuva": 0}


def test_an_organisation_out_of_the_register_is_shown_and_not_in_the_total() -> None:
    rows = count([package(1, "outo"), package(2, "tuleva")], REGISTER, NOON)
    odd = {row.publisher: row for row in rows if row.indicator == "open_datasets"}
    assert (odd["outo"].value, odd["outo"].counted) == (1, False)
    assert (odd["tuleva"].value, odd["tuleva"].counted) == (1, False)
    assert odd[None].value == 0


def test_the_day_is_helsinkis() -> None:
    late = dt.datetime(2026, 11, 24, 22, 30, tzinfo=dt.UTC)  # 00:30 on the 25th in Helsinki
    row = count([], REGISTER, late)[0]
    assert row.as_of == dt.date(2026, 11, 25)
    assert row.status == "provisional"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Api.Hel.fi:443/x/?a=1#b", "https://api.hel.fi/x"),
        ("http://api.hel.fi:8080/x/v2.1", "http://api.hel.fi:8080/x"),
        ("https://api.hel.fi/vuosi/", "https://api.hel.fi/vuosi"),
    ],
)
def test_endpoints_are_normalised(url: str, expected: str) -> None:
    assert normalised(url) == expected
