"""`recode`: values that are written another way.

What does not belong here: other written forms of the same value (`normalise`, `pad`).
"""

from __future__ import annotations

from pipelines.model.step import Recode
from pipelines.validate.steps.bound import Bound, Count
from pipelines.validate.steps.cells import text_of
from pipelines.validate.steps.header import Header
from pipelines.validate.steps.rewriting import rewriting


def bind(step: Recode, header: Header, count: Count) -> Bound:
    """Return the step at the columns' places. Raises NotTheDeclaredFile."""
    values = step.values
    return rewriting(step.columns, header, count, lambda cell: values.get(text_of(cell), cell))
