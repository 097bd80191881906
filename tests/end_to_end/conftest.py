"""A desk per test, on the tests' portal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.replica import Replica
from tests.end_to_end.desk import Desk


@pytest.fixture
def desk(
    tmp_path: Path, public_portal: Sandbox, agencies: Replica, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    made = Desk(tmp_path, public_portal, agencies)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    yield made
    agencies.clear_faults()
    agencies.restore()
