"""Whether the valid rows go on without the invalid ones: only where the declaration says so.

Only faults of rows can be left out. Where the header, the encoding or the structure is at fault, or
a check of our own failed, nobody knows what the rows mean, and the dataset stops; so it does where
the validation did not see every row, and where a row may refer to one that would be left out.
What does not belong here: the verdict (verdict), and how it is said to visitors (publish).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pipelines.model import Dataset
from pipelines.validate.types import CHECKS

if TYPE_CHECKING:
    from pipelines.validate.verdict import Validation


@dataclass(frozen=True)
class LeftOut:
    """The invalid rows that a declaration lets be left out."""

    rows: int
    of: int
    """All rows of the file."""
    cap: str
    """The declared cap, such as `1%`."""

    def as_dict(self) -> dict[str, Any]:
        """Return it for records: {rows, of, cap}."""
        return asdict(self)


def left_out(dataset: Dataset, validation: Validation) -> LeftOut | None:
    """Return what is left out, or None: all rows are valid, or nothing of the file goes on."""
    declared = dataset.on_invalid
    if declared is None or validation.valid or not _only_rows(validation):
        return None
    invalid, rows = validation.invalid_rows, validation.rows
    if invalid == rows or not declared.allows(invalid, rows):
        return None
    return LeftOut(invalid, rows, declared.publish_valid_up_to)


def _only_rows(validation: Validation) -> bool:
    summary = validation.summary
    errors = [error for task in validation.report["tasks"] for error in task["errors"]]
    own = {check["check"] for check in summary["checks"]}
    return bool(
        validation.table is not None
        and summary["complete"]
        and own.isdisjoint(CHECKS)
        and not validation.report["errors"]
        and all("rowNumber" in error for error in errors)
        and not summary["references"]
    )
