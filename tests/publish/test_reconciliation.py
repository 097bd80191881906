"""What is found where the catalogue shows a dataset otherwise than it was left."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pipelines.model import Dataset
from pipelines.publish import Finding, metadata_findings, tombstone_findings
from pipelines.versions import Served
from tests.declared import Desk

NOON = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
SERVED = Served(
    version="2026-11-24",
    since=NOON,
    contents="",
    fields={"maintainer": "Testivirasto", "keywords": {"fi": ["a", "b"]}},
    resources={"r-1": {"id": "r-1", "format": "CSV"}},
    hashes={"r-1": "aa"},
    package="p-1",
)
PACKAGE: dict[str, Any] = {
    "id": "p-1",
    "maintainer": "Testivirasto",
    "extras": [{"key": "keywords", "value": '{"fi": ["b", "a"]}'}],
    "resources": [{"id": "r-1", "format": "csv", "hash": "aa", "size": 12}],
}


@pytest.fixture
def dataset(desk: Desk) -> Dataset:
    return desk.load().named("hel-trams")


def found(dataset: Dataset, **changed: Any) -> list[tuple[str, str]]:
    findings = metadata_findings(dataset, SERVED, {**PACKAGE, **changed})
    return [(each.kind, each.what) for each in findings]


def test_what_ckan_writes_otherwise_is_no_difference(dataset: Dataset) -> None:
    assert found(dataset) == []


def test_each_difference_is_told_by_its_field(dataset: Dataset) -> None:
    assert found(dataset, maintainer="Joku") == [
        ("metadata", "edited in the catalogue: maintainer")
    ]
    assert found(dataset, private=True) == [("hidden", "the dataset is hidden from visitors")]
    assert found(dataset, resources=[]) == [("resource", "CSV is gone")]
    other = [{"id": "r-1", "format": "PDF", "hash": "bb"}]
    assert found(dataset, resources=other) == [
        ("metadata", "CSV: edited in the catalogue: format"),
        ("file", "CSV: the catalogue shows another checksum"),
    ]


def test_an_undeclared_resource_is_worth_knowing_and_not_wrong(dataset: Dataset) -> None:
    more = [*PACKAGE["resources"], {"id": "r-2", "format": "PDF"}]
    (finding,) = metadata_findings(dataset, SERVED, {**PACKAGE, "resources": more})
    assert (finding.kind, finding.resource, finding.is_red) == ("undeclared", "r-2", False)


def test_a_tombstone_says_so_and_serves_nothing() -> None:
    tomb = {"withdrawn_on": "2026-11-01", "resources": [{"id": "r-9", "url": "https://a.fi"}]}
    assert list(tombstone_findings("a", tomb)) == []
    unsaid = list(tombstone_findings("a", {"resources": []}))
    assert unsaid == [Finding("a", "tombstone", "withdrawn, and the catalogue does not say so")]
    for served in ({"url_type": "upload"}, {"datastore_active": True}):
        risen = {**tomb, "resources": [{"id": "r-1", **served}]}
        (finding,) = tombstone_findings("a", risen)
        assert finding == Finding("a", "tombstone", "withdrawn, and data are served again", "r-1")
