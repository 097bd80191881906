"""Figures out of the small ledger, worked out by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from pipelines.measure import IndicatorRow, Ledger, correct, seals, shown
from pipelines.site.dashboard.figures import Figures, agencies_without_data
from tests.dashboard.ledgers import JUNE, PROGRAMME, REGISTER, TODAY, noon, small_ledger


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return small_ledger(tmp_path_factory.mktemp("state"))


def rows_of(ledger: Ledger) -> list[IndicatorRow]:
    return shown(ledger, ledger.rows(), PROGRAMME, TODAY)


def figures_of(ledger: Ledger, as_of: dt.date | None = None) -> Figures:
    sealed = [each.as_of for each in seals(ledger)]
    return Figures(rows_of(ledger), as_of=as_of, sealed=sealed, missing=ledger.missing_days())


@pytest.fixture(scope="module")
def figures(ledger: Ledger) -> Figures:
    return figures_of(ledger)


def test_the_last_day_that_was_counted_is_shown(figures: Figures) -> None:
    assert figures.as_of == TODAY
    assert figures.value("open_datasets") == 5
    assert figures.value("open_apis") == 2
    assert figures.value("open_datasets", "kymp") == 3
    assert figures.totals["open_datasets"].status == "provisional"
    assert figures.missing == (dt.date(2026, 11, 21), dt.date(2026, 11, 23))


def test_a_past_day_is_shown_as_it_was(ledger: Ledger) -> None:
    then = figures_of(ledger, JUNE)
    assert (then.as_of, then.value("open_datasets"), then.missing) == (JUNE, 3, ())
    assert then.value("timely_data") is None
    assert [point.day for point in then.series("open_datasets").points][-1] == JUNE


def test_a_series_has_a_point_a_month_and_tells_how_each_was_made(figures: Figures) -> None:
    points = figures.series("open_datasets").points
    assert [(str(each.day), each.value) for each in points] == [
        ("2015-12-31", 3),
        ("2016-01-31", 4),
        ("2016-02-29", 3),
        ("2016-03-31", 4),
        ("2016-04-30", 4),
        ("2016-05-31", 3),
        ("2016-06-30", 3),
        ("2016-07-31", 3),
        ("2026-11-24", 5),
    ]
    assert [each.kind for each in points[-3:]] == ["sealed", "reconstructed", "provisional"]
    assert [each.reconstructed for each in points[-3:]] == [True, True, False]
    # Ten years were not counted, so no line goes from 2016 to 2026.
    assert [each.stretch for each in points] == [0] * 8 + [1]


def test_reported_figures_stand_apart(figures: Figures) -> None:
    series = figures.series("open_datasets")
    assert [(str(each.day), each.value, each.kind) for each in series.reported] == [
        ("2014-12-31", 623, "reported")
    ]
    assert all(each.kind != "reported" for each in series.points)
    (feedback,) = figures.series("feedback_received").reported
    assert (feedback.value, feedback.qualifier) == (26000, "≈")


def test_a_new_definition_breaks_the_line_and_is_marked(ledger: Ledger) -> None:
    days = [dt.date(2026, 10, 31), dt.date(2026, 11, 24)]
    row = next(row for row in rows_of(ledger) if row.indicator == "open_datasets")
    rows = [
        dataclasses.replace(row, as_of=day, definition_version=version, status="computed")
        for version, day in enumerate(days, 1)
    ]
    series = Figures(rows).series("open_datasets")
    assert series.definition_changes == (days[1],)
    assert [each.stretch for each in series.points] == [0, 1]


def test_of_two_revisions_the_later_is_shown(tmp_path: Path) -> None:
    ledger = small_ledger(tmp_path)
    correct(ledger, ("open_datasets", None, JUNE), 2, "TTO", "counted twice", noon(24))
    point = figures_of(ledger).series("open_datasets").points[6]
    assert (point.day, point.value, point.reason) == (JUNE, 2, "counted twice")


def test_half_years_show_what_came_and_went(figures: Figures) -> None:
    # In spring 2016: loans-2015 and flash came, old-maps and flash went.
    assert [
        (str(each.day), each.published, each.withdrawn, each.net)
        for each in figures.half_years(PROGRAMME)
    ] == [("2015-12-31", 0, 0, 0), ("2016-06-30", 2, 2, 0), ("2026-11-24", 0, 0, 0)]


def test_publishers_of_the_day_and_those_without_data(figures: Figures) -> None:
    found = figures.publishers(REGISTER)
    assert [(each.publisher.name, each.value("open_datasets"), each.counted) for each in found] == [
        ("kymp", 3, True),
        ("kuva", 2, True),
        ("espoo", 1, False),
        ("helsinki", 0, True),
        ("hsl", None, False),
        ("museo", 0, True),
    ]
    # The city itself has no data either, but is no agency.
    assert [each.name for each in agencies_without_data(found)] == ["museo"]


def test_publishers_are_those_of_the_day(ledger: Ledger) -> None:
    found = figures_of(ledger, dt.date(2016, 2, 29)).publishers(REGISTER)
    # kymp had no dataset yet, but stands for both its predecessors with the API `maps`.
    assert [
        (each.publisher.name, each.value("open_datasets")) for each in found if each.counted
    ] == [
        ("hkr", 1),
        ("ksv", 1),
        ("kuva", 1),
        ("helsinki", 0),
        ("kymp", None),
        ("museo", 0),
    ]


def test_bands_are_shares_of_what_was_scored(figures: Figures) -> None:
    assert [(each.name, each.datasets, each.scored, each.share) for each in figures.bands()] == [
        ("excellent", 1, 4, 25),
        ("good", 2, 4, 50),
        ("sufficient", 0, 4, 0),
        ("bad", 1, 4, 25),
    ]


def test_what_is_not_known_says_why(figures: Figures) -> None:
    assert figures.unknown()["run_success"] == "no run records are kept here"
    assert "open_datasets" not in figures.unknown()


def test_nothing_counted_is_said(ledger: Ledger) -> None:
    reported = [row for row in rows_of(ledger) if row.status == "reported"]
    with pytest.raises(ValueError, match="nothing has been counted"):
        Figures(reported)
