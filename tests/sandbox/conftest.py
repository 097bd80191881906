"""A portal of these tests' own, apart from the one that other tests and people use."""

import os
from collections.abc import Iterator

import pytest
from ckanapi import RemoteCKAN

from sandbox import Sandbox
from sandbox.layout import CKAN_VERSIONS, default_home


@pytest.fixture(scope="session")
def portal() -> Iterator[Sandbox]:
    """An empty running portal; removed afterwards."""
    version = os.environ.get("HRI_SANDBOX_CKAN") or CKAN_VERSIONS[0]
    sandbox = Sandbox(default_home(), "sandbox-tests", version)
    sandbox.reset()
    sandbox.up()
    yield sandbox
    sandbox.reset()


@pytest.fixture
def publisher(portal: Sandbox) -> Iterator[RemoteCKAN]:
    """The publishing user's API."""
    token = portal.folder.token.read_text(encoding="utf-8").strip()
    with RemoteCKAN(portal.status()["url"], apikey=token) as catalogue:
        yield catalogue
