"""A town per test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.town import Town, lived_in, town


@pytest.fixture
def empty_town(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def helsinki(empty_town: Town) -> Town:
    return lived_in(empty_town)
