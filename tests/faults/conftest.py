"""The desk of the end-to-end tests, and the count of the points that were tried."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.end_to_end.conftest import desk

__all__ = ["desk", "points"]

COUNT = pytest.StashKey[list[int]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[COUNT] = [0]


@pytest.fixture
def points(request: pytest.FixtureRequest) -> list[int]:
    """Return the counter that a test adds its points to."""
    return request.config.stash[COUNT]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    (tried,) = config.stash[COUNT]
    if tried:
        terminalreporter.write_line(f"{tried} fault points")
    if os.environ.get("HRI_FAULT_COUNT"):
        Path(os.environ["HRI_FAULT_COUNT"]).write_text(str(tried), encoding="utf-8")
