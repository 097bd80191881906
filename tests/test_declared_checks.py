"""Checks and versions as a steward writes them: what is taken, and where a mistake is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.model import NullShare, RowCount, StrictReading
from tests.declared import TRAMS, Desk

LINES = len(TRAMS.splitlines())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def faults(desk: Desk, more: str) -> list[str]:
    """Return the errors of trams.yaml with more lines at its end, the first of them line 36."""
    desk.write("trams.yaml", TRAMS + more)
    return [fault for fault in desk.faults() if ": warning: " not in fault]


def test_checks_are_read_as_written(desk: Desk) -> None:
    more = """\
version: "2.1"
checks:
  - {check: row-count, tolerance: 12.5%, severity: blocking}
  - {check: null-share, column: nimi, maximum: "5 %"}
  - {check: within-area, areas: [Helsinki, Espoo]}
  - {check: leading-zeros, severity: off}
"""
    assert faults(desk, more.replace("severity: off", 'severity: "off"')) == []
    dataset = desk.load().named("hel-trams")
    assert dataset.version == "2.1"
    rows, nulls, _, reading = dataset.checks
    assert isinstance(rows, RowCount)
    assert (rows.tolerance, rows.severity) == (0.125, "blocking")
    assert isinstance(nulls, NullShare)
    assert (nulls.maximum, nulls.tolerance, nulls.severity) == (0.05, None, "warning")
    assert isinstance(reading, StrictReading)


def test_off_needs_no_quotes(desk: Desk) -> None:
    """YAML 1.2, as it is read here, has no boolean called `off`."""
    assert faults(desk, "checks: [{check: leading-zeros, severity: off}]\n") == []


@pytest.mark.parametrize(
    ("check", "field", "message"),
    [
        ("{check: row-cuont}", "checks.0.check", "Did you mean 'row-count'?"),
        ("{tolerance: 5%}", "checks.0.check", "the name of a check, such as `row-count`"),
        ("{check: row-count, tolernace: 5%}", "checks.0.tolernace", "'tolerance'"),
        ("{check: row-count, tolerance: 0.1}", "checks.0.tolerance", "a percentage such as 10%"),
        ("{check: row-count, severity: error}", "checks.0.severity", "'warning' or 'blocking'"),
        ("{check: null-share, column: nimi}", "checks.0", "`maximum` or `tolerance` is expected"),
        ("{check: categories, column: nmi}", "checks.0.column", "Did you mean 'nimi'?"),
        ("{check: sortedness, columns: [ita, x]}", "checks.0.columns.1", "'x' is no field"),
        ("{check: column-sum, total: ita, parts: [ita]}", "checks.0.parts", "at least"),
        (
            "{check: column-sum, total: ita, parts: [pohjoinen, nimi]}",
            "checks.0.parts.1",
            "needs a field of type `integer` or `number`; 'nimi' is `string`",
        ),
        ("{check: future-dates, columns: [ita]}", "checks.0.columns.0", "`date` or `datetime`"),
        ("{check: within-area}", "checks.0", "either `areas` or `bounds` is expected"),
        ("{check: within-area, areas: [Helsingfors]}", "checks.0.areas.0", "'Helsinki'"),
        ("{check: within-area, bounds: [25, 60, 24, 61]}", "checks.0", "west, south, east, north"),
        ("{check: lenient-number, severity: of}", "checks.0.severity", "Did you mean 'off'?"),
    ],
)
def test_a_mistake_is_shown_with_its_line(desk: Desk, check: str, field: str, message: str) -> None:
    (fault,) = faults(desk, f"checks:\n  - {check}\n")
    assert fault.startswith(f"trams.yaml:{LINES + 2}: {field}: ")
    assert message in fault


def test_places_are_looked_at_only_where_there_are_any(desk: Desk) -> None:
    text = TRAMS.partition("geometry:")[0] + "distributions: [csv]\n"
    desk.write("trams.yaml", text + "checks: [{check: within-area, areas: [Helsinki]}]\n")
    (fault,) = [each for each in desk.faults() if ": warning: " not in each]
    assert "`within-area` needs `geometry`" in fault


def test_coordinates_that_are_texts_are_a_fault_at_the_geometry(desk: Desk) -> None:
    desk.change("trams.json", ('"ita", "type": "number"', '"ita", "type": "string"'))
    (fault,) = faults(desk, "checks: [{check: within-area, areas: [Helsinki]}]\n")
    assert fault.startswith(f"trams.yaml:{TRAMS.splitlines().index('  x: ita') + 1}: geometry.x: ")


@pytest.mark.parametrize("version", ["1.0", '"1"', '"v1.0"', '"1.0.0"'])
def test_a_version_is_a_text_of_two_numbers(desk: Desk, version: str) -> None:
    (fault,) = faults(desk, f"version: {version}\n")
    assert fault.startswith(f"trams.yaml:{LINES + 1}: version: ")
    assert "quotes" in fault


def test_an_api_has_no_checks_and_a_version(desk: Desk) -> None:
    desk.change("events.yaml", ("licence: CC0-1.0\n", 'licence: CC0-1.0\nversion: "3.0"\n'))
    assert [each for each in desk.faults() if ": warning: " not in each] == []
    desk.change("events.yaml", ('"3.0"\n', '"3.0"\nchecks: [{check: row-count}]\n'))
    (fault,) = [each for each in desk.faults() if ": warning: " not in each]
    assert "checks: an API has no such field" in fault
