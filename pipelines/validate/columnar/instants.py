"""ISO 8601 dates with times, read column by column in the forms that agencies write.

A datetime is microseconds since 1970: in UTC where it carries an offset, else as its own clock
shows. What does not belong here: formats of `strptime` and other readings (the exact reader's).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

DATE = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
FRACTION = r"\.[0-9]{1,6}"
OFFSET = r"[+-](?:0[0-9]|1[0-4]):[0-5][0-9]"
PARTS = re.compile(rf"{DATE}([T ]){TIME}({FRACTION})?(Z|{OFFSET})?")
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Form:
    """One way to write a datetime."""

    separator: str
    fraction: bool
    zone: str
    """`Z`, `offset`, or nothing for a datetime without one."""

    @property
    def aware(self) -> bool:
        """Whether such datetimes are moments, not only what a clock shows."""
        return bool(self.zone)

    def matches(self, text: str) -> bool:
        """Tell whether the text may be of this form."""
        return re.fullmatch(self._pattern(), text) is not None

    def read(self, text: pl.Expr) -> pl.Expr:
        """Return microseconds since 1970 for whatever polars takes for a datetime, else null."""
        zone = {"": "", "Z": "Z", "offset": "%:z"}[self.zone]
        fraction = "%.f" if self.fraction else ""
        return text.str.to_datetime(
            f"%Y-%m-%d{self.separator}%H:%M:%S{fraction}{zone}",
            time_unit="us",
            time_zone="UTC" if self.zone == "offset" else None,
            strict=False,
            cache=False,
        ).cast(pl.Int64)

    def accepts(self, text: pl.Expr, read: pl.Expr) -> pl.Expr:
        """Return whether the text is of this form and one of Python's datetimes."""
        return text.str.contains(f"^{self._pattern()}$") & (read >= YEAR_ONE)

    def _pattern(self) -> str:
        zone = {"": "", "Z": "Z", "offset": OFFSET}[self.zone]
        return DATE + self.separator + TIME + (FRACTION if self.fraction else "") + zone


def form_of(texts: Iterable[str]) -> Form | None:
    """Return the form of the first text that has one."""
    for text in texts:
        if found := PARTS.fullmatch(text):
            separator, fraction, zone = found.groups()
            kind = zone if zone in (None, "Z") else "offset"
            return Form(separator, fraction is not None, kind or "")
    return None


def microseconds(value: dt.datetime) -> int:
    """Return the microseconds since 1970 of a datetime, in UTC if it is aware."""
    moment = value if value.utcoffset() is not None else value.replace(tzinfo=dt.UTC)
    return (moment - EPOCH) // dt.timedelta(microseconds=1)


YEAR_ONE = microseconds(dt.datetime.min)
"""The earliest datetime of Python; chrono reads the year 0 as well."""
