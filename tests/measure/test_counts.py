"""The invented catalogue, counted by hand: today and as of three past dates."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.measure import IndicatorRow, Outage, Register, measure, reconstruct
from pipelines.measure.marks import normalised
from pipelines.model import FormerPublisher, Programme, Text, Withdrawal
from tests.measure.invented import (
    CATALOGUE,
    NOON,
    PUBLISHERS,
    TODAY,
    WFS,
    api,
    evidence,
    package,
    publisher,
)

Values = dict[str | None, int | float | None]


def values(rows: list[IndicatorRow], indicator: str) -> Values:
    """{publisher: value}, those of zero left out, but not the total."""
    mine = [row for row in rows if row.indicator == indicator]
    return {row.publisher: row.value for row in mine if row.publisher is None or row.value}


def today(packages: list[dict[str, Any]], indicator: str, **more: Any) -> Values:
    return values(measure(evidence(packages, **more)), indicator)


def test_today() -> None:
    rows = measure(evidence())
    # hkr's and ksv's are kymp's since the merger; old-maps and flash are withdrawn.
    assert values(rows, "open_datasets") == {None: 5, "kymp": 3, "kuva": 2, "espoo": 1}
    # loans-2015 and loans-2016 are one series.
    assert values(rows, "open_datasets_series_once") == {None: 4, "kymp": 3, "kuva": 1, "espoo": 1}
    # 12 layers are one API, and so are two versions; the dead one is none.
    assert values(rows, "open_apis") == {None: 2, "kymp": 1, "kuva": 1, "hsl": 1}
    assert values(rows, "open_apis_with_key") == {None: 1, "kymp": 1}
    # Two agencies of the day, and both have datasets.
    assert values(rows, "publisher_coverage")[None] == 100
    assert values(rows, "net_change")[None] == 0


@pytest.mark.parametrize(
    ("day", "datasets", "once", "apis", "covered"),
    [
        # trees, plans, old-maps; transit is another's; hkr and ksv of hkr, ksv and kuva
        ("2013-12-31", {None: 3, "hkr": 1, "ksv": 2}, 3, {None: 0, "hsl": 1}, 66.7),
        # trees, plans and loans-2015; old-maps and flash are gone; maps, events and dead
        ("2016-06-30", {None: 3, "hkr": 1, "ksv": 1, "kuva": 1, "espoo": 1}, 3,
         {None: 3, "kymp": 1, "kuva": 2, "hsl": 1}, 100),
        # and loans-2016 and playgrounds, after the merger
        ("2018-06-30", {None: 5, "kymp": 3, "kuva": 2, "espoo": 1}, 4,
         {None: 3, "kymp": 1, "kuva": 2, "hsl": 1}, 100),
    ],
)  # fmt: skip
def test_as_of_past_dates(
    day: str, datasets: Values, once: int, apis: Values, covered: float
) -> None:
    rows = reconstruct(evidence(), dt.date.fromisoformat(day))
    assert values(rows, "open_datasets") == datasets
    assert values(rows, "open_datasets_series_once")[None] == once
    assert values(rows, "open_apis") == apis
    assert values(rows, "publisher_coverage")[None] == covered
    assert {row.status for row in rows} <= {"reconstructed", "n/a"}


def test_the_change_of_a_half_year_shows_both_parts() -> None:
    rows = reconstruct(evidence(), dt.date(2016, 6, 30))
    # Published: flash on 10 January and loans-2015; withdrawn: old-maps and flash.
    assert values(rows, "datasets_published") == {None: 2, "kuva": 2}
    assert values(rows, "datasets_withdrawn") == {None: 2, "ksv": 1, "kuva": 1}
    assert values(rows, "net_change") == {None: 0, "ksv": -1, "kuva": 1}


def test_a_withdrawal_counts_from_its_day_on() -> None:
    eve, day = (reconstruct(evidence(), dt.date(2016, *md)) for md in ((1, 31), (2, 1)))
    # trees, plans, old-maps and flash; old-maps goes.
    assert (values(eve, "open_datasets")[None], values(day, "open_datasets")[None]) == (4, 3)


def test_a_merger_changes_no_total() -> None:
    eve, day = (reconstruct(evidence(), dt.date(2017, *md)) for md in ((5, 31), (6, 1)))
    assert values(eve, "open_datasets") == {None: 4, "hkr": 1, "ksv": 1, "kuva": 2, "espoo": 1}
    assert values(day, "open_datasets") == {None: 4, "kymp": 2, "kuva": 2, "espoo": 1}


def test_a_moved_dataset_was_its_former_publishers() -> None:
    moved = [package("plans", "kymp", "2013-05-10")]
    day = dt.date(2014, 12, 31)
    # The register knows two predecessors, so the successor stands for them, and still counts.
    rows = reconstruct(evidence(moved), day)
    assert values(rows, "open_datasets") == {None: 1, "kymp": 1}
    former = [FormerPublisher(dataset="plans", publisher="ksv", until=dt.date(2017, 5, 31))]
    rows = reconstruct(evidence(moved, register=Register(PUBLISHERS, former)), day)
    assert values(rows, "open_datasets") == {None: 1, "ksv": 1}


def test_an_enterprise_that_became_a_company_counts_until_then() -> None:
    last = dt.date(2014, 12, 31)
    register = Register(
        {
            "energia": publisher("energia", valid_to=last, successor="helen"),
            "helen": publisher("helen", counted=False, valid_from=dt.date(2015, 1, 1)),
        }
    )
    known = evidence([package("kulutus", "helen", "2013-01-01")], register=register)
    assert values(reconstruct(known, last), "open_datasets") == {None: 1, "energia": 1}
    day_after = reconstruct(known, dt.date(2015, 1, 1))
    assert values(day_after, "open_datasets") == {None: 0, "helen": 1}


def test_a_removed_dataset_without_a_tombstone_is_declared() -> None:
    gone = Withdrawal(
        dataset="gone",
        publisher="kuva",
        released=dt.date(2012, 1, 1),
        withdrawn_on=dt.date(2014, 1, 1),
        reason=Text(fi="Poistettu"),
    )
    known = evidence([], programme=Programme(withdrawals=[gone]))
    counts = [
        values(reconstruct(known, dt.date(year, 1, 1)), "open_datasets")[None]
        for year in (2011, 2012, 2013, 2014)
    ]
    assert counts == [0, 1, 1, 0]


@pytest.mark.parametrize(
    "mark",
    [
        {"private": True},
        {"state": "deleted"},
        {"type": "showcase"},
        {"type": "dataset_series"},
        {"withdrawn_on": "2026-11-24"},
        {"extras": [{"key": "withdrawn_on", "value": "2026-10-01"}]},
        {"extras": [{"key": "harvest_object_id", "value": "x"}]},
    ],
)
def test_what_is_no_open_dataset_of_the_citys_own(mark: dict[str, Any]) -> None:
    packages = [package("a", "kuva"), package("b", "kuva", **mark)]
    assert today(packages, "open_datasets")[None] == 1


def test_what_is_seen_today_is_open_whatever_its_dates_say() -> None:
    packages = [package("a", "kuva", "2030-01-01"), package("b", "kuva", "pian"),
                package("c", "kuva", withdrawn_on="2030-01-01")]  # fmt: skip
    assert today(packages, "open_datasets")[None] == 3


def test_an_organisation_that_the_register_does_not_know_is_in_no_total() -> None:
    rows = measure(evidence([package("a", "outo")]))
    odd = next(r for r in rows if r.indicator == "open_datasets" and r.publisher == "outo")
    assert (odd.value, odd.counted) == (1, False)
    assert values(rows, "open_datasets")[None] == 0


def test_one_endpoint_on_two_lists_is_one_api_of_the_total() -> None:
    packages = [api(name, name, "2015-01-01", "https://api.hel.fi/x/") for name in ("kymp", "kuva")]
    assert today(packages, "open_apis") == {None: 1, "kymp": 1, "kuva": 1}


@pytest.mark.parametrize(("since", "counted"), [("2026-10-25", 0), ("2026-10-26", 1)])
def test_an_api_is_dead_after_thirty_days(since: str, counted: int) -> None:
    outage = Outage("https://api.hel.fi/x/", dt.date.fromisoformat(since))
    packages = [api("x", "kuva", "2015-01-01", "https://api.hel.fi/x/")]
    assert today(packages, "open_apis", outages=[outage])[None] == counted


def test_the_day_is_helsinkis() -> None:
    late = dt.datetime(2026, 11, 24, 22, 30, tzinfo=dt.UTC)  # 00:30 on the 25th in Helsinki
    row = measure(evidence(seen=late))[0]
    assert (row.as_of, row.status) == (dt.date(2026, 11, 25), "provisional")


def test_a_day_that_is_not_over_is_not_reconstructed() -> None:
    with pytest.raises(ValueError, match="not over"):
        reconstruct(evidence(), TODAY)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Api.Hel.fi:443/x/?a=1#b", "https://api.hel.fi/x"),
        ("http://api.hel.fi:8080/x/v2.1", "http://api.hel.fi:8080/x"),
        ("https://api.hel.fi/vuosi/", "https://api.hel.fi/vuosi"),
        (f"{WFS}/layer?x=1", WFS),
        ("https://stat.hel.fi/api/v1/fi/Aluesarjat/vaesto.px", "https://stat.hel.fi/api"),
        ("https://hri.fi/data/api/3/action/datastore_search?resource_id=x", None),
        ("wfs", None),
        ("https://a.hel.fi:x/", None),
    ],
)
def test_endpoints_are_normalised(url: str, expected: str | None) -> None:
    assert normalised(url) == expected


@given(st.randoms(use_true_random=False), st.dates(dt.date(2011, 1, 1), dt.date(2026, 11, 23)))
def test_the_order_of_the_packages_changes_nothing(draws: random.Random, day: dt.date) -> None:
    shuffled = [*CATALOGUE]
    draws.shuffle(shuffled)
    assert reconstruct(evidence(shuffled), day) == reconstruct(evidence(), day)
    total = {r.publisher: r.value or 0 for r in reconstruct(evidence(), day)
             if r.indicator == "open_datasets" and r.counted}  # fmt: skip
    assert total.pop(None) == sum(total.values())
    assert NOON.date() > day
