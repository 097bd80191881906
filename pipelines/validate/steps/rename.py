"""`rename`: columns that get another name.

What does not belong here: any row; names stand in the header alone.
"""

from __future__ import annotations

from pipelines.model.step import Rename
from pipelines.validate.steps.bound import Bound, Count
from pipelines.validate.steps.header import Header


def bind(step: Rename, header: Header, _count: Count) -> Bound:
    """Return the step at the columns' places. Raises NotTheDeclaredFile."""
    labels = list(header.labels)
    for old, new in step.columns.items():
        labels[header.one(old)] = new
    return Bound(labels)
