"""Indicator 5: datasets whose data changed, or were confirmed at the source, in good time.

In good time is within 1.5 times the update interval. The date on which the description changed
(CKAN's `metadata_modified`) plays no part, and a dataset without any date is not timely.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure import marks
from pipelines.measure.days import end_of
from pipelines.measure.entries import Entry
from pipelines.measure.evidence import Evidence
from pipelines.measure.tally import Case, Indicator, share
from pipelines.model import IndicatorId, Text

TOLERANCE = 1.5
INTERVAL_DAYS = {
    "CONT": 1, "UPDATE_CONT": 1, "HOURLY": 1, "DAILY": 1, "WEEKLY": 7, "BIWEEKLY": 14,
    "MONTHLY": 31, "BIMONTHLY": 62, "QUARTERLY": 92, "ANNUAL_2": 184, "ANNUAL": 366,
    "BIENNIAL": 731, "TRIENNIAL": 1096,
}  # fmt: skip
"""Code of the EU's frequency vocabulary → the longest interval; what changes within a day is
looked at by the day. Other codes (IRREG, NEVER …) are not periodic."""


def interval_of(package: marks.Package) -> int | None:
    """Return a package's update interval in days; None where it has no periodic one."""
    uri = str(marks.value_of(package, "frequency") or "")
    return INTERVAL_DAYS.get(uri.rstrip("/").rsplit("/", 1)[-1].upper())


def _datasets(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    confirmed = {each.dataset: each.source_confirmed for each in evidence.publishing or ()}
    for publisher, entry in evidence.datasets(day):
        interval = interval_of(entry.package)
        if interval is not None:
            last = _last(entry, confirmed.get(entry.permanent_id), end_of(day))
            late = dt.timedelta(days=TOLERANCE * interval)
            timely = last is not None and end_of(day) - last <= late
            yield Case(publisher, entry.id, int(timely))


def _last(entry: Entry, confirmed: dt.datetime | None, end: dt.datetime) -> dt.datetime | None:
    """Return when the data changed or were confirmed for the last time by the end of the day."""
    changed = marks.day_of(entry.package, "data_changed") or marks.day_of(
        entry.package, "date_updated"
    )
    moments = [confirmed, end_of(changed) if changed else None]
    known = [min(each, end) for each in moments if each is not None]
    return max(known, default=None)


INDICATORS = (
    Indicator(
        id=IndicatorId.TIMELY_DATA,
        number="5",
        version=1,
        title=Text(fi="Ajantasainen data", sv="Aktuella data", en="Timely data"),
        unit="%",
        tally=share,
        cases=_datasets,
    ),
)
