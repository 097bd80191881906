"""One value of one indicator, with all that a reader needs to trust it.

What does not belong here: where values come from (indicators) and where they are kept (ledger).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any, Self

Number = int | float
Key = tuple[str, int, str, str, str, int]

STATUSES = ("reported", "computed", "reconstructed", "provisional", "n/a")


@dataclass(frozen=True)
class IndicatorRow:
    """A row of the ledger."""

    indicator: str
    """The id of the indicator, such as `open_datasets`."""
    definition_version: int
    publisher: str | None
    """The organisation's name; None for the total of all that count."""
    as_of: dt.date
    """The value is that of the end of this day in Helsinki."""
    value: Number | None
    """None where the status is `n/a`."""
    numerator: Number | None
    denominator: Number | None
    """None where the indicator is a count."""
    unit: str
    status: str
    """One of STATUSES."""
    computed_at: dt.datetime
    """Of a reported figure: when it was entered into the ledger."""
    counted: bool = True
    """Whether the row is part of the total."""
    revision: int = 1
    qualifier: str = ""
    """≈, < or > of an inexact reported figure."""
    reason: str = ""
    """Why it cannot be known, or why it was corrected."""
    by: str = ""
    """Who reported or corrected it."""
    source: str = ""
    """What shows a reported figure, and how it is cited."""

    @property
    def key(self) -> Key:
        """Return what a row is kept under; the publisher of a total is the empty text."""
        return (
            self.indicator,
            self.definition_version,
            self.publisher or "",
            self.as_of.isoformat(),
            self.status,
            self.revision,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the record: dates as ISO 8601, everything else as it is."""
        moments = {"as_of": self.as_of.isoformat(), "computed_at": self.computed_at.isoformat()}
        return {**dataclasses.asdict(self), **moments}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Self:
        """Return the row of a record that `to_json` made."""
        moments = {
            "as_of": dt.date.fromisoformat(record["as_of"]),
            "computed_at": dt.datetime.fromisoformat(record["computed_at"]),
        }
        return cls(**{**record, **moments})

    def same_but_for_the_moment(self, other: IndicatorRow) -> bool:
        """Tell whether two rows say the same, whenever each was computed."""
        return dataclasses.replace(self, computed_at=other.computed_at) == other
