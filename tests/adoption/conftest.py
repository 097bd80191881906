"""A steward's desk with a small sound catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.declared import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
