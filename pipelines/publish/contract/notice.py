"""What breaks is told long enough ahead: the day of the announcement held against the break's.

What does not belong here: what is told and since when (announcement), and what breaks (comparison).
"""

from __future__ import annotations

import datetime as dt

from pipelines.errors import BreaksContract
from pipelines.publish.announcement import SUNSET, WITHDRAWAL, Told, major_of
from pipelines.publish.contract.difference import Level
from pipelines.publish.contract.gate import Change


def require_in_time(name: str, told: Told, days: int) -> None:
    """Raise BreaksContract where what is announced comes sooner than `days` after it was told.

    A withdrawal is nobody's promise, and may come at once.
    """
    earliest = told.since + dt.timedelta(days=days)
    if told.what.kind == WITHDRAWAL or told.what.on >= earliest:
        return
    place = "sunset.on" if told.what.kind == SUNSET else "announced.on"
    raise BreaksContract(
        f"{name}: `{place}` is {told.what.on}, and what breaks is told {days} days ahead;"
        f" this is told since {told.since}",
        remedy=f"declare {earliest} or a later day; until then everything stays as it is",
    )


def require_told(name: str, change: Change | None, known: Told | None, days: int, today: dt.date
) -> None:  # fmt: skip
    """Raise BreaksContract where a breaking change was not announced, or its day has not come.

    `change` is one that its version allows (`require_kept`); where `days` is 0, nothing is asked.
    """
    if change is None or change.before is None or change.level is not Level.BREAKING or not days:
        return
    now, then = change.before.version, change.after.version
    back = f"go back to version {now}, with its schema, until then"
    if known is None or not _is_of(known, then):
        earliest = today + dt.timedelta(days=days)
        raise BreaksContract(
            f"{name}: version {then} breaks {now} for those who use it, and they were not told",
            remedy=f"go back to version {now}, with its schema, and declare `announced:"
            f' {{version: "{then}", on: {earliest}, text: …}}`; version {then} follows on that day',
        )
    day = max(known.what.on, known.since + dt.timedelta(days=days))
    if today < day:
        raise BreaksContract(f"{name}: version {then} is announced for {day}", remedy=back)


def _is_of(known: Told, version: str) -> bool:
    announced = known.what.version
    return announced is not None and major_of(announced) == major_of(version)
