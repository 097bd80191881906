"""The desk of the end-to-end tests, and the count of the points that were tried."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.conftest import desk

__all__ = ["desk", "tried_points"]

POINTS = "fault points"


@pytest.fixture
def tried_points(record_property: Callable[[str, object], None]) -> Callable[[int], None]:
    """Return what a test tells how many points it tried."""
    return lambda number: record_property(POINTS, number)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [each for found in terminalreporter.stats.values() for each in found]
    told = [
        int(number)
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, number in report.user_properties
        if name == POINTS and isinstance(number, int)
    ]
    if told:
        terminalreporter.write_line(f"{sum(told)} fault points")
    if os.environ.get("HRI_FAULT_COUNT"):
        Path(os.environ["HRI_FAULT_COUNT"]).write_text(str(sum(told)), encoding="utf-8")
