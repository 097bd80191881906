"""Days: a value is as of the end of a day in Helsinki.

What does not belong here: which days are sealed (model: Programme).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")


def day_in_helsinki(moment: dt.datetime) -> dt.date:
    """Return the day in Helsinki of a moment that carries its zone."""
    return moment.astimezone(HELSINKI).date()


def end_of(day: dt.date) -> dt.datetime:
    """Return the moment at which the day is over."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), HELSINKI)


def month_ends(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield the last day of each month from that of `first` on, none after `last`."""
    day = end_of_month(first)
    while day <= last:
        yield day
        day = end_of_month(day + dt.timedelta(days=1))


def end_of_month(day: dt.date) -> dt.date:
    """Return the last day of the day's month."""
    following = day.replace(day=28) + dt.timedelta(days=4)
    return following - dt.timedelta(days=following.day)
