"""`pad`: codes that have lost their leading zeros.

What does not belong here: other written forms of a value (`normalise`).
"""

from __future__ import annotations

from typing import Any

from pipelines.model.step import Pad
from pipelines.validate.steps.bound import Bound, Count
from pipelines.validate.steps.cells import text_of
from pipelines.validate.steps.header import Header
from pipelines.validate.steps.rewriting import rewriting


def bind(step: Pad, header: Header, count: Count) -> Bound:
    """Return the step at the columns' places. Raises NotTheDeclaredFile."""
    width, character = step.width, step.character

    def padded(cell: Any) -> Any:
        text = text_of(cell)
        return text.rjust(width, character) if text else cell

    return rewriting(step.columns, header, count, padded)
