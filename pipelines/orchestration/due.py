"""When a source is looked at next, and when its frequency lets expect new data.

What does not belong here: the schedules themselves (schedules), and what is late (measure).
"""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from pipelines.model import Frequency
from pipelines.orchestration.schedules import CADENCE, ZONE

DAYS = {Frequency.DAILY: 1, Frequency.WEEKLY: 7}
MONTHS = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.BIANNUAL: 6,
    Frequency.ANNUAL: 12,
}
HOUR = dt.timedelta(hours=1)
LONGEST = 32 * 24
"""Hours within which every schedule comes round."""


def expected(frequency: Frequency, changed: dt.date) -> dt.date | None:
    """Return the day by which new data are expected after those of a day; None where it is open."""
    if frequency in DAYS:
        return changed + dt.timedelta(days=DAYS[frequency])
    if frequency not in MONTHS:
        return None
    count = changed.year * 12 + changed.month - 1 + MONTHS[frequency]
    year, month = count // 12, count % 12 + 1
    return dt.date(year, month, min(changed.day, calendar.monthrange(year, month)[1]))


def next_look(frequency: Frequency, now: dt.datetime) -> dt.datetime:
    """Return when the schedule of that frequency comes round next, in Helsinki's time."""
    minute, hour, day, _, weekday = CADENCE[frequency].split()
    at = now.astimezone(dt.UTC).replace(minute=int(minute), second=0, microsecond=0)
    for hours in range(LONGEST):
        candidate = (at + hours * HOUR).astimezone(ZoneInfo(ZONE))
        if candidate > now and _fits(candidate, hour, day, weekday):
            return candidate
    raise AssertionError(f"no schedule comes round: {CADENCE[frequency]}")


def _fits(moment: dt.datetime, hour: str, day: str, weekday: str) -> bool:
    return (
        hour in ("*", str(moment.hour))
        and day in ("*", str(moment.day))
        and weekday in ("*", str(moment.isoweekday() % 7))
    )
