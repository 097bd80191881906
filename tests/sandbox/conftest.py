"""A portal of these tests' own, apart from the one that other tests and people use."""

from collections.abc import Iterator

import pytest
from ckanapi import RemoteCKAN

from sandbox import Sandbox
from tests.portals import new_portal


@pytest.fixture(scope="session")
def portal() -> Iterator[Sandbox]:
    """An empty running portal."""
    with new_portal("sandbox-tests") as portal:
        yield portal


@pytest.fixture
def publisher(portal: Sandbox) -> Iterator[RemoteCKAN]:
    """The publishing user's API."""
    token = portal.folder.token.read_text(encoding="utf-8").strip()
    with RemoteCKAN(portal.status()["url"], apikey=token) as catalogue:
        yield catalogue
