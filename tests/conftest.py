"""A portal and a replica of the tests' own; whatever the environment says, no other is touched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sandbox import Sandbox
from sandbox.layout import CKAN_VERSIONS, default_home
from sandbox.replica import Replica
from sandbox.replica.replica import real_data_folder

# A busy machine makes examples slow; that says nothing of the properties.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

PORTAL = "portal"
"""The group of the tests that publish to the one CKAN of a run."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run in one process what shares a portal or a module's fixtures; the longest first."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=lambda item: _group(item) != PORTAL)


def _group(item: pytest.Item) -> str:
    if "public_portal" in getattr(item, "fixturenames", ()):
        return PORTAL
    module = str(item.nodeid).split("::")[0]
    return "sandbox" if module.startswith("tests/sandbox/") else module


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
