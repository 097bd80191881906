"""The names of the columns at the place of one step, and what each of them is found by.

What does not belong here: the header's own faults, which the validator names.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from pipelines.errors import NotTheDeclaredFile
from pipelines.validate.steps.cells import text_of


class Header:
    """The labels as the step before left them; names are found without the space around them."""

    def __init__(self, labels: Sequence[Any], step: str) -> None:
        self.labels = list(labels)
        """As they stand in the file, or as a step named them."""
        self._names = [text_of(label).strip() for label in labels]
        self._step = step

    def every(self, name: str) -> list[int]:
        """Return the positions of all columns of that name. Raises NotTheDeclaredFile for none."""
        found = [position for position, label in enumerate(self._names) if label == name]
        if not found:
            raise self._missing(name)
        return found

    def all_of(self, names: Sequence[str]) -> list[int]:
        """Return the positions of all columns of those names, ascending."""
        return sorted({position for name in names for position in self.every(name)})

    def one(self, name: str) -> int:
        """Return the position of the only column of that name. Raises NotTheDeclaredFile."""
        found = self.every(name)
        if len(found) > 1:
            raise NotTheDeclaredFile(
                f"{self._step}: the file has {len(found)} columns `{name}`",
                remedy="ask the source to name its columns apart",
            )
        return found[0]

    def has(self, name: str) -> bool:
        """Tell whether there is a column of that name."""
        return name in self._names

    def _missing(self, name: str) -> NotTheDeclaredFile:
        near = difflib.get_close_matches(name, self._names, n=1, cutoff=0.6)
        hint = f"did you mean `{near[0]}`? " if near else ""
        return NotTheDeclaredFile(
            f"{self._step}: the file has no column `{name}` there",
            remedy=f"{hint}correct the step, or ask the source why the column is gone",
        )
