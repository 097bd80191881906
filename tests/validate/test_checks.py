"""The declared checks, each by values worked out by hand: when it fails, where, and how many."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from pipelines.model import LANGUAGES, Dataset
from pipelines.validate import wanted_checks
from pipelines.validate.checks.check import Found, Subject, check_named
from tests.validate.conftest import CSV, DECLARATION

NOON = dt.datetime(2024, 5, 31, 9, 0, tzinfo=dt.UTC)
"""Noon in Helsinki."""
GK25 = {"crs": "EPSG:3879", "x": "ita", "y": "pohjoinen"}


def found(
    check: dict[str, Any],
    table: dict[str, Any],
    baseline: dict[str, Any] | None = None,
    *,
    now: dt.datetime = NOON,
    **more: Any,
) -> list[Found]:
    source = {"type": "file", "url": "https://www.hel.fi/a.csv", **CSV}
    dataset = Dataset.model_validate({**DECLARATION, "source": source, "checks": [check], **more})
    (declared,) = dataset.checks
    look = check_named(declared.check).look
    assert look is not None
    return list(look(Subject(dataset, {}, pa.table(table), now, baseline or {}), declared))


@pytest.mark.parametrize(
    ("rows", "before", "passes"),
    [(90, 100, True), (110, 100, True), (89, 100, False), (111, 100, False), (5, None, True)],
)
def test_row_count(rows: int, before: int | None, passes: bool) -> None:
    baseline = {} if before is None else {"rows": before}
    problems = found({"check": "row-count"}, {"a": list(range(rows))}, baseline)
    assert (problems == []) is passes


def test_row_count_says_both_numbers() -> None:
    (problem,) = found({"check": "row-count", "tolerance": "0.5%"}, {"a": [1, 2]}, {"rows": 200})
    assert problem.facts == {"now": "2", "before": "200", "tolerance": "0.5 %"}


def test_null_share_against_a_limit() -> None:
    table = {"a": [1, None, 3, None]}
    assert found({"check": "null-share", "column": "a", "maximum": "50%"}, table) == []
    (problem,) = found({"check": "null-share", "column": "a", "maximum": "49%"}, table)
    assert (problem.column, problem.count, problem.positions) == ("a", 2, (1, 3))
    assert problem.facts == {"share": "50 %", "allowed": "≤ 49 %"}


@pytest.mark.parametrize(
    ("before", "passes"), [(0.25, True), (0.15, True), (0.14, False), (0.36, False), (None, True)]
)
def test_null_share_against_the_last_version(before: float | None, passes: bool) -> None:
    check = {"check": "null-share", "column": "a", "tolerance": "10%"}
    baseline = {} if before is None else {"null-share/a": before}
    assert (found(check, {"a": [1, 2, 3, None]}, baseline) == []) is passes


def test_an_empty_table_has_no_empty_cells() -> None:
    check = {"check": "null-share", "column": "a", "maximum": "0%"}
    assert found(check, {"a": pa.array([], pa.int64())}) == []


def test_new_and_vanished_categories() -> None:
    check = {"check": "categories", "column": "laji"}
    table = {"laji": ["koivu", "mänty", None, "saarni", "saarni"]}
    assert found(check, table) == []
    (problem,) = found(check, table, {"categories/laji": ["koivu", "kuusi", "mänty"]})
    assert problem.values == {"new": ["saarni"], "vanished": ["kuusi"]}
    assert (problem.count, problem.positions) == (2, (3, 4))
    assert problem.facts == {"change": "+1 −1"}, "no cell outside `values`"
    assert found(check, table, {"categories/laji": ["koivu", "mänty", "saarni"]}) == []


def test_categories_of_numbers_are_compared_as_texts() -> None:
    (problem,) = found(
        {"check": "categories", "column": "a"}, {"a": [1, 2]}, {"categories/a": ["1"]}
    )
    assert problem.values == {"new": ["2"], "vanished": []}


def test_a_column_of_a_thousand_and_one_values_is_none_of_categories() -> None:
    (problem,) = found({"check": "categories", "column": "a"}, {"a": list(range(1001))})
    assert problem.count == 1001


def test_sortedness() -> None:
    check = {"check": "sortedness", "columns": ["vuosi", "alue"]}
    in_order = {"vuosi": [2019, 2019, 2020, 2020], "alue": ["a", "b", "a", None]}
    assert found(check, in_order) == []
    (problem,) = found(check, {"vuosi": [2019, 2019, 2020, 2019], "alue": ["b", "a", "a", "c"]})
    assert (problem.count, problem.positions) == (2, (1, 3))
    (problem,) = found({**check, "order": "descending"}, in_order)
    assert problem.positions == (1, 2)
    assert found(check, {"vuosi": [2019], "alue": ["a"]}) == []


def test_the_places_of_many_rows_are_capped_and_their_number_is_not() -> None:
    (problem,) = found({"check": "sortedness", "columns": ["a"]}, {"a": list(range(100, 0, -1))})
    assert (problem.count, len(problem.positions), problem.positions[-1]) == (99, 20, 20)


def test_sortedness_over_chunks() -> None:
    chunked = pa.chunked_array([[1, 2], [], [3, 2], [5]])
    (problem,) = found({"check": "sortedness", "columns": ["a"]}, {"a": chunked})
    assert problem.positions == (3,)


def test_places_within_a_municipality() -> None:
    # The Central Railway Station; a point in Tampere; the station with its axes exchanged.
    table = {"ita": [25496900.0, None, 25432000.0], "pohjoinen": [6673000.0, 1.0, 6820000.0]}
    check = {"check": "within-area", "areas": ["Helsinki"]}
    (problem,) = found(check, table, geometry=GK25)
    assert (problem.column, problem.count, problem.positions) == ("ita", 1, (2,))
    exchanged = {"ita": [6673000.0], "pohjoinen": [25496900.0]}
    assert found(check, exchanged, geometry=GK25)[0].count == 1


def test_places_within_declared_bounds_and_several_areas() -> None:
    degrees = {"crs": "EPSG:4326", "x": "lon", "y": "lat"}
    table = {"lon": [24.94, 24.66, 25.04], "lat": [60.17, 60.21, 60.29]}
    espoo_too = {"check": "within-area", "areas": ["Helsinki", "Espoo"]}
    assert found(espoo_too, table, geometry=degrees) == []
    centre = {"check": "within-area", "bounds": [24.9, 60.15, 25.0, 60.2]}
    assert found(centre, table, geometry=degrees)[0].positions == (1, 2)


def test_a_geometry_lies_inside_only_as_a_whole() -> None:
    shapes = [
        '{"type": "Point", "coordinates": [24.94, 60.17]}',
        '{"type": "LineString", "coordinates": [[24.94, 60.17], [23.76, 61.5]]}',
        None,
    ]
    geometry = {"crs": "EPSG:4326", "column": "sijainti"}
    check = {"check": "within-area", "areas": ["Helsinki"]}
    (problem,) = found(check, {"sijainti": shapes}, geometry=geometry)
    assert (problem.column, problem.positions) == ("sijainti", (1,))


def test_dates_in_the_future() -> None:
    table = {
        "pvm": pa.array([dt.date(2024, 5, 31), dt.date(2024, 6, 1), None]),
        "hetki": pa.array(
            [dt.datetime(2024, 5, 31, 11, 59), dt.datetime(2024, 5, 31, 12, 1), None],
            pa.timestamp("us"),
        ),
        "utc": pa.array(
            [dt.datetime(2024, 5, 31, 9, 0), dt.datetime(2024, 5, 31, 9, 1), None],
            pa.timestamp("us", tz="UTC"),
        ),
        "vuosi": [3000, 3000, 3000],
    }
    problems = found({"check": "future-dates"}, table)
    assert [(each.column, each.positions) for each in problems] == [
        ("pvm", (1,)),
        ("hetki", (1,)),
        ("utc", (1,)),
    ]
    assert found({"check": "future-dates", "days_ahead": 1}, table) == []
    (problem,) = found({"check": "future-dates", "columns": ["utc"]}, table)
    assert problem.column == "utc"


def test_today_is_helsinkis() -> None:
    # At 22:30 UTC it is the next day in Helsinki already.
    late = dt.datetime(2024, 5, 31, 22, 30, tzinfo=dt.UTC)
    table = {"pvm": pa.array([dt.date(2024, 6, 1)])}
    assert found({"check": "future-dates"}, table, now=late) == []
    assert found({"check": "future-dates"}, table)[0].positions == (0,)


def test_duplicate_rows() -> None:
    table = {"a": [1, 1, None, None, 1, 2], "b": ["x", "x", None, None, "x", "x"]}
    (problem,) = found({"check": "duplicate-rows"}, table)
    assert (problem.column, problem.count, problem.positions) == (None, 3, (3, 4))
    (problem,) = found({"check": "duplicate-rows", "columns": ["b"]}, table)
    assert (problem.column, problem.count, problem.positions) == ("b", 4, (3, 5))
    assert found({"check": "duplicate-rows"}, {"a": [1, 2]}) == []


def test_column_sum() -> None:
    check = {"check": "column-sum", "total": "kaikki", "parts": ["miehet", "naiset"]}
    table = {"kaikki": [3, 5, None, 7], "miehet": [1, 2, 1, None], "naiset": [2, 2, 1, 7]}
    (problem,) = found(check, table)
    assert (problem.column, problem.count, problem.positions) == ("kaikki", 1, (1,))
    assert found({**check, "tolerance": 1}, table) == []


def test_column_sum_forgives_the_noise_of_floats_and_no_more() -> None:
    check = {"check": "column-sum", "total": "c", "parts": ["a", "b"]}
    assert found(check, {"a": [0.1], "b": [0.2], "c": [0.3]}) == []
    assert found(check, {"a": [0.1], "b": [0.2], "c": [0.30001]})[0].count == 1
    exact = pa.array([Decimal("0.30")], pa.decimal128(38, 2))
    assert found(check, {"a": [0.1], "b": [0.2], "c": exact}) == []


@pytest.mark.parametrize("name", ["row-count", "null-share", "categories"])
def test_a_check_that_compares_speaks_of_the_baseline_in_every_language(name: str) -> None:
    remedy = check_named(name).remedy.translations()
    words = {"fi": "vertailutaso", "sv": "jämförelsenivå", "en": "baseline"}
    assert all(words[language] in remedy[language] for language in LANGUAGES)


def test_every_check_of_a_dataset_has_a_name_that_dagster_takes() -> None:
    checks = [
        {"check": "row-count"},
        {"check": "row-count", "tolerance": "50%", "severity": "blocking"},
        {"check": "null-share", "column": "Väestö (kpl)", "maximum": "5%"},
        {"check": "column-sum", "total": "a", "parts": ["b", "c"]},
        {"check": "leading-zeros", "severity": "off"},
        {"check": "loose-date", "severity": "blocking"},
    ]
    source = {"type": "file", "url": "https://www.hel.fi/a.csv", **CSV}
    several = Dataset.model_validate(
        {
            **{name: it for name, it in DECLARATION.items() if name != "schema"},
            "source": source,
            "distributions": [],
            "tables": [
                {"name": n, "schema": "a.json", "distributions": ["csv"], "checks": checks}
                for n in ("stops", "stop-times")
            ],
        }
    )
    wanted = [each for part in several.parts() for each in wanted_checks(part)]
    labels = [each.label for each in wanted]
    assert labels[:4] == [
        "stops_row_count",
        "stops_row_count_2",
        "stops_null_share_vaesto_kpl",
        "stops_column_sum_a",
    ]
    assert "stop_times_row_count" in labels
    assert len(set(labels)) == len(labels) == 2 * (4 + 9)
    severities = {each.label: each.severity for each in wanted}
    assert severities["stops_reading_loose_date"] == "blocking"
    assert severities["stops_row_count_2"] == "blocking"
