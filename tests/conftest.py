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
from sandbox.layout import CKAN_VERSIONS, default_home
from sandbox.replica import Replica
from sandbox.replica.replica import real_data_folder

# A busy machine makes examples slow; that says nothing of the properties.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

ONE_PORTAL = ("tests/end_to_end/", "tests/faults/")
"""Where the tests stand that publish to the one CKAN of a run."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Run the tests of one portal in one process, the others module by module in the rest."""
    return OnePortal(config, log)


class OnePortal(LoadFileScheduling):  # type: ignore[misc]  # xdist tells no types
    """As `--dist loadfile`, with the tests of one portal taken for one file."""

    def _split_scope(self, nodeid: str) -> str:
        of_the_portal = nodeid.startswith(ONE_PORTAL)
        return "portal" if of_the_portal else str(super()._split_scope(nodeid))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests of the portal, which take the longest."""
    items.sort(key=lambda item: not item.nodeid.startswith(ONE_PORTAL))


@pytest.fixture(autouse=True)
def no_other_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take every setting away, so that a test names the catalogue that it means."""
    for name in [n for n in os.environ if n.startswith(("HRI_", "CKAN_", "DAGSTER_"))]:
        if name not in ("HRI_SANDBOX_HOME", "HRI_SANDBOX_CKAN", "HRI_REAL_DATA", "HRI_TESTS"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HRI_SANDBOX_SETTINGS", str(tmp_path / "no-sandbox.json"))


@pytest.fixture(scope="session")
def public_portal() -> Iterator[Sandbox]:
    """An empty CKAN for the tests that publish; removed afterwards."""
    version = os.environ.get("HRI_SANDBOX_CKAN") or CKAN_VERSIONS[0]
    # Of each version one of its own, so that tests of both may run at once.
    sandbox = Sandbox(default_home(), f"tests-{version.replace('.', '-')}", version)
    sandbox.reset()
    sandbox.up()
    yield sandbox
    sandbox.reset()


@pytest.fixture(scope="session")
def agencies() -> Iterator[Replica]:
    """The agencies' systems, with the real files where they exist."""
    with Replica(real_data_folder()) as replica:
        yield replica
