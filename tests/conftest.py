"""A portal and a replica of the tests' own; whatever the environment says, no other is touched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from sandbox import Sandbox
from sandbox.replica import Replica
from sandbox.replica.replica import real_data_folder
from tests.portals import new_portal

# A busy machine makes examples slow; that says nothing of the properties.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

ON_PORTALS = ("tests/end_to_end/", "tests/faults/")
"""Where the tests stand that publish to a CKAN; each process has one of its own."""
ON_THE_FIRST = ("adoption", "crashes", "lifecycle", "loading", "main_job")
"""Modules that take about half of their time; so two processes end together."""
ON_ITS_OWN = "tests/sandbox/"
"""Where the tests stand that start and kill a portal themselves; one process has it."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Run the tests on portals in two processes, the others module by module after them."""
    return TwoPortals(config, log)


class TwoPortals(LoadFileScheduling):  # type: ignore[misc]  # xdist tells no types
    """As `--dist loadfile`, with the tests of each portal taken for one file."""

    def _split_scope(self, nodeid: str) -> str:
        module = str(super()._split_scope(nodeid))
        if nodeid.startswith(ON_ITS_OWN):
            return ON_ITS_OWN
        if not nodeid.startswith(ON_PORTALS):
            return module
        first = Path(module).stem.removeprefix("test_") in ON_THE_FIRST
        return "the first portal" if first else "the second portal"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests on portals, which take the longest."""
    items.sort(key=lambda item: not item.nodeid.startswith(ON_PORTALS))


@pytest.fixture(autouse=True)
def no_other_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take every setting away, so that a test names the catalogue that it means."""
    for name in [n for n in os.environ if n.startswith(("HRI_", "CKAN_", "DAGSTER_"))]:
        if name not in ("HRI_SANDBOX_HOME", "HRI_SANDBOX_CKAN", "HRI_REAL_DATA", "HRI_TESTS"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HRI_SANDBOX_SETTINGS", str(tmp_path / "no-sandbox.json"))


@pytest.fixture(scope="session")
def public_portal() -> Iterator[Sandbox]:
    """An empty CKAN for the tests that publish."""
    with new_portal("tests") as portal:
        yield portal


@pytest.fixture(scope="session")
def agencies() -> Iterator[Replica]:
    """The agencies' systems, with the real files where they exist."""
    with Replica(real_data_folder()) as replica:
        yield replica
