"""A catalogue that shows packages and nothing else; CKAN itself is in the end-to-end tests.

Not here: which packages there are (tests.measure.invented).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.measure.invented import CATALOGUE


class Shown:
    """What a visitor's search finds."""

    def __init__(self, packages: Iterable[dict[str, Any]] = CATALOGUE) -> None:
        self.shown = list(packages)

    def packages(self) -> list[dict[str, Any]]:
        return self.shown
