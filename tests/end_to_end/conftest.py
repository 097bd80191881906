"""A desk per test, on the tests' portal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox.replica import Replica
from tests.end_to_end.desk import Desk, desk_at


@pytest.fixture
def desk(
    tmp_path: Path, public_portal: Sandbox, agencies: Replica, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    with desk_at(public_portal, tmp_path, agencies, monkeypatch) as made:
        yield made
