"""One value of one indicator, with all that a reader needs to trust it.

What does not belong here: where values come from (counting) and where they are kept (history).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class IndicatorRow:
    """A row of the history; its key is indicator, definition version, publisher and as-of date."""

    indicator: str
    """The id of the indicator, such as `open_datasets`."""
    definition_version: int
    publisher: str | None
    """The organisation's name; None for the total of all that count."""
    as_of: dt.date
    value: int | None
    numerator: int | None
    denominator: int | None
    """None where the indicator is a count."""
    unit: str
    status: str
    """`provisional` while the day lasts in Helsinki, then `computed`."""
    computed_at: dt.datetime
    counted: bool
    """Whether the row's datasets are part of the total."""

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
