"""The portals that tests start: one instance for a purpose, a CKAN version and a test process.

Not here: which tests share a portal (the fixtures say so), nor in which process they run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox import Sandbox
from sandbox.layout import CKAN_VERSIONS, default_home


@contextmanager
def new_portal(purpose: str, *, loads_uploads: bool = False) -> Iterator[Sandbox]:
    """Run an empty portal of ``HRI_SANDBOX_CKAN``'s version; it is removed afterwards.

    No two processes get the same, so that one never resets what the other publishes to.
    """
    version = os.environ.get("HRI_SANDBOX_CKAN") or CKAN_VERSIONS[0]
    process = os.environ.get("PYTEST_XDIST_WORKER", "")
    name = "-".join(filter(None, [purpose, version.replace(".", "-"), process]))
    portal = Sandbox(default_home(), name, version, loads_uploads=loads_uploads)
    portal.reset()
    portal.up()
    try:
        yield portal
    finally:
        portal.reset()
