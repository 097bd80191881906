"""Which versions may go: a plan over names and days, which removes nothing by itself.

What does not belong here: removing (store), and the raw files, which follow their versions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from pipelines.model import Retention
from pipelines.versions.version import age, day_of


def superseded(
    names: Iterable[str], rule: Retention, today: dt.date, needed: Collection[str] = ()
) -> list[str]:
    """Return the names of the versions that the rule lets go, the oldest first.

    The newest never goes, nor one of `needed`: what is served, and what a rollback stands on. What
    is left after removing these is what the rule asks for: a second look removes nothing.
    """
    ordered = sorted(names, key=age)
    last_of_month = {day_of(name).strftime("%Y-%m"): name for name in ordered}
    kept = {*ordered[-rule.keep :], *needed}
    kept |= {
        name for name in last_of_month.values() if 0 <= (today - day_of(name)).days < rule.days
    }
    return [name for name in ordered if name not in kept]
