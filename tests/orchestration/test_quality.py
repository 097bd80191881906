"""Links are tried once a day, and datasets scored by what the catalogue shows and they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.declarations import load
from pipelines.measure import LinkCheck
from pipelines.model import Programme
from pipelines.orchestration.measuring import measured
from pipelines.orchestration.quality import link_checks, links_of, try_links, verdicts
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import PROJECT, Catalogue, read_settings
from pipelines.state import State
from tests.extract.origin import Answer, Origin, serving
from tests.measure.invented import NOON, PUBLISHERS, TODAY, api, package
from tests.orchestration.shown import Shown

At = Callable[..., Workplace]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def origin() -> Iterator[Origin]:
    with serving() as server:
        yield server


@pytest.fixture
def at(tmp_path: Path, origin: Origin) -> At:
    shown, state = Shown([]), State(tmp_path)
    declared = load(PROJECT / "datasets", PROJECT / "schemas")

    def workplace(moment: dt.datetime = NOON) -> Workplace:
        settings = read_settings({})
        made = type(declared)(publishers=PUBLISHERS, programme=Programme())
        work = Workplace(settings, made, now=lambda: moment)
        catalogue = Catalogue(origin.url, "x", is_sandbox=True)
        vars(work).update(ckan=shown, state=state, catalogue=catalogue)
        return work

    return workplace


@pytest.fixture
def packages(at: At, origin: Origin) -> list[dict[str, Any]]:
    """Two datasets that share a link, one of which has a dead one, and an API, which has none."""
    page, file = origin.at("/page", Answer(b"<html>")), origin.at("/a.csv", Answer(b"a;b\n"))
    dead = origin.at("/gone.csv", Answer(b"", status=404))
    good = {"access_url": page, "download_url": file, "url": file, "format": "CSV"}
    bad = {"access_url": page, "download_url": dead, "format": "CSV", "url": "not a link"}
    found = [
        package("ours", "kymp", global_id="hel-ours", resources=[good]),
        package("theirs", "kuva", resources=[bad]),
        package("gone", "kuva", withdrawn_on="2026-11-01", resources=[bad]),
        api("maps", "kymp", "2014-09-01", f"{origin.url}/api"),
    ]
    at().ckan.shown.extend(found)  # type: ignore[attr-defined]
    return found


def asked(origin: Origin) -> list[str]:
    return sorted(request.path for request in origin.requests)


def test_each_link_is_tried_once_a_dead_one_twice_and_no_api(
    at: At, origin: Origin, packages: list[dict[str, Any]]
) -> None:
    links = try_links(at(), packages)
    assert asked(origin) == ["/a.csv", "/gone.csv", "/gone.csv", "/page"]
    assert link_checks(packages, links, TODAY) == [
        LinkCheck("hel-ours", f"{origin.url}/a.csv", works=True),
        LinkCheck("hel-ours", f"{origin.url}/page", works=True),
        LinkCheck("id-theirs", f"{origin.url}/gone.csv", works=False),
        LinkCheck("id-theirs", f"{origin.url}/page", works=True),
    ]


def test_what_answered_is_left_alone_for_a_day_and_what_did_not_is_tried_again(
    at: At, origin: Origin, packages: list[dict[str, Any]]
) -> None:
    try_links(at(), packages)
    origin.requests.clear()
    origin.at("/gone.csv", Answer(b"a\n"))
    links = try_links(at(NOON + HOUR), packages)
    assert asked(origin) == ["/gone.csv"]
    assert links[f"{origin.url}/gone.csv"]["works"]
    origin.requests.clear()
    try_links(at(NOON + 24 * HOUR), packages)
    assert asked(origin) == ["/a.csv", "/gone.csv", "/page"]


def test_a_link_that_is_gone_from_the_catalogue_is_forgotten(
    at: At, origin: Origin, packages: list[dict[str, Any]]
) -> None:
    try_links(at(), packages)
    try_links(at(NOON + HOUR), packages[:1])
    assert sorted(links_of(at().state)) == [f"{origin.url}/a.csv", f"{origin.url}/page"]


def test_a_dead_download_costs_its_points_and_nothing_is_known_before_the_first_try(
    at: At, packages: list[dict[str, Any]]
) -> None:
    assert verdicts(packages, {}, TODAY) is None
    ours, theirs = verdicts(packages, try_links(at(), packages), TODAY) or []
    assert (ours.dataset, theirs.dataset) == ("hel-ours", "id-theirs")
    # The download URL works: 30 points; all else is the same.
    assert (ours.score or 0) - (theirs.score or 0) == 30
    assert (ours.dcat_ap_valid, ours.high_value_valid) == (False, None)


def test_a_high_value_dataset_needs_its_category(at: At, packages: list[dict[str, Any]]) -> None:
    file_types = "http://publications.europa.eu/resource/authority/file-type"
    resource = {
        **packages[0]["resources"][0],
        "format_uri": f"{file_types}/CSV",
        "media_type_uri": "https://www.iana.org/assignments/media-types/text/csv",
    }
    law = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
    described: dict[str, Any] = {
        "title": "T", "notes": "N", "maintainer": "K", "license_id": "CC-BY-4.0",
        "applicable_legislation": [law], "resources": [resource],
    }  # fmt: skip
    without = package("a", "kymp", **described)
    whole = package("b", "kymp", hvd_category=["http://data.europa.eu/bna/c_dd313021"], **described)
    found = verdicts([without, whole], try_links(at(), [without, whole]), TODAY) or []
    assert [each.dcat_ap_valid for each in found] == [True, True]
    assert [each.high_value_valid for each in found] == [False, True]


@pytest.mark.usefixtures("packages")
def test_measuring_fills_the_indicators_of_quality(at: At) -> None:
    rows = {row.indicator: row for row in measured(at()) if row.publisher is None}
    links, scored = rows["links_working"], rows["metadata_quality"]
    assert (links.numerator, links.denominator, links.value) == (2, 3, 66.7)
    assert (scored.denominator, scored.reason) == (2, "")
    assert rows["dcat_ap_valid"].value == 0
    assert rows["high_value"].status == "n/a"
