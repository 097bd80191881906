"""The mark of a visit: the latest change seen, and when everything was read the last time.

A moment in the future is no mark: one meeting entered for the year 2104 would otherwise end all
asking until then. What does not belong here: asking (rest, open311).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.extract.pages import Place
from pipelines.model.sources.changes import ChangedSince

HELSINKI = ZoneInfo("Europe/Helsinki")
"""A moment without an offset is the agency's local time."""


class HighWater:
    """The latest moment of change among the records of a visit."""

    def __init__(self, now: dt.datetime, start: str | None = None) -> None:
        self._now = now
        self._start = start
        self._latest = dt.datetime.fromisoformat(start) if start else None

    def see(self, found: Any, place: Place, number: int) -> None:
        """Raise the mark to a record's moment of change; null and empty say nothing.

        `number` is the record's on its page. Raises NotTheDeclaredFile where it is no moment, or
        some have an offset and some not.
        """
        if found is None or found == "":
            return
        moment = _moment(found)
        if moment is None:
            raise place.refusal(
                f"record {number}: its moment of change is none in ISO 8601",
                "correct the JMESPath in `source.changes.modified`",
            )
        if self._latest and (moment.tzinfo is None) != (self._latest.tzinfo is None):
            raise place.refusal(
                f"record {number}: its moment of change has an offset and others have none, or"
                " reversed",
                "tell the agency; until it is mended, remove `source.changes`",
            )
        if moment <= self._ours(moment) and (self._latest is None or moment > self._latest):
            self._latest = moment

    def mark(self, full: dt.datetime) -> dict[str, Any]:
        """Return the snapshot's mark; `full` is when everything was read the last time."""
        if self._latest is None:
            return {}
        return {"changed": self._latest.isoformat(), "full": full.isoformat()}

    def _ours(self, moment: dt.datetime) -> dt.datetime:
        if moment.tzinfo is not None:
            return self._now
        return self._now.astimezone(HELSINKI).replace(tzinfo=None)


def last_full(
    mark: Mapping[str, Any], changes: ChangedSince, now: dt.datetime
) -> dt.datetime | None:
    """Return when everything was read, None where everything must be read now."""
    if "changed" not in mark or "full" not in mark:
        return None
    full = dt.datetime.fromisoformat(mark["full"])
    # A visit a few minutes earlier in the day than the last full one is still a week later.
    due = full + dt.timedelta(days=changes.full_every_days) - dt.timedelta(hours=1)
    return full if full <= now < due else None


def asked_from(mark: Mapping[str, Any], changes: ChangedSince) -> dt.datetime:
    """Return from when on changes are asked for, in the source's own kind of time."""
    latest = dt.datetime.fromisoformat(mark["changed"])
    return latest - dt.timedelta(minutes=changes.overlap_minutes)


def written(moment: dt.datetime) -> str:
    """Return a moment as a parameter holds it: whole seconds, UTC as `Z`, local time as it is."""
    whole = moment.replace(microsecond=0)
    if whole.tzinfo is None:
        return whole.isoformat()
    return whole.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def in_utc(moment: dt.datetime) -> dt.datetime:
    """Return the moment in UTC."""
    local = moment if moment.tzinfo else moment.replace(tzinfo=HELSINKI)
    return local.astimezone(dt.UTC)


def _moment(value: Any) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
