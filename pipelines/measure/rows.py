"""The indicator row: one value of one indicator, for one publisher or in total, on one day.

What does not belong here: how a value comes about (counting), and where it is kept (history).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")

Status = Literal["provisional", "computed"]
Key = tuple[str, int, str]


@dataclass(frozen=True)
class IndicatorRow:
    """One value, with everything that is needed to check it later."""

    indicator: str
    definition_version: int
    """Raised when the definition changes: values of different versions are never differenced."""
    publisher: str | None
    """The publisher's name in the register; None is the total of those that count."""
    as_of: dt.date
    """The value is the state at the end of this day in Helsinki."""
    value: int | None
    numerator: int | None
    denominator: int | None
    """None for counts."""
    unit: str
    status: Status
    computed_at: dt.datetime
    """With its zone."""
    counted: bool
    """Whether the value is within the total: False for companies, other cities and the state."""

    @property
    def key(self) -> Key:
        """Return what tells the rows of one day apart; the total sorts before the publishers."""
        return self.indicator, self.definition_version, self.publisher or ""

    def to_json(self) -> dict[str, Any]:
        """Return the record: the day and the moment as ISO 8601, everything else as it is."""
        moments = {"as_of": self.as_of.isoformat(), "computed_at": self.computed_at.isoformat()}
        return dataclasses.asdict(self) | moments

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Self:
        """Return the row of a record that `to_json` made."""
        as_of = dt.date.fromisoformat(record["as_of"])
        computed_at = dt.datetime.fromisoformat(record["computed_at"])
        return cls(**{**record, "as_of": as_of, "computed_at": computed_at})


def status_of(as_of: dt.date, computed_at: dt.datetime) -> Status:
    """Return `provisional` until the day has ended in Helsinki, then `computed`.

    Raises ValueError for a moment without its zone, and for a day that has not begun.
    """
    if computed_at.tzinfo is None:
        raise ValueError(f"computed_at has no time zone: {computed_at}")
    today = computed_at.astimezone(HELSINKI).date()
    if as_of > today:
        raise ValueError(f"{as_of} cannot be measured on {today}: it has not begun")
    return "provisional" if as_of == today else "computed"
