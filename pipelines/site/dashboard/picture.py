"""A picture of the dashboard: a chart that is told, drawn twice and written as a table.

One that has nothing to show is no chart, but says why.
What does not belong here: which pictures there are (gallery, comparisons).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines.site.dashboard import charts
from pipelines.site.dashboard.charts import NARROW, WIDE, Bar
from pipelines.site.dashboard.reasons import reason_in
from pipelines.site.dashboard.tables import Table
from pipelines.site.dashboard.wording import say
from pipelines.site.language import LanguageCode

MOST_BARS = 20
"""Bars in a chart; its table has all."""


@dataclass(frozen=True)
class Picture:
    """One chart, told, drawn twice and written as a table."""

    name: str
    """In its files' names: `<name>.svg`, `<name>-narrow.svg`, `<name>.csv`."""
    title: str
    table: Table
    description: str = ""
    """What a reader who does not see it is told."""
    wide: str = ""
    """SVG; empty where there is nothing to draw."""
    narrow: str = ""
    reason: str = ""
    """Why there is nothing to draw."""


def drawn(
    picture: Picture,
    chart: Callable[[int], Any],
    language: LanguageCode,
    *,
    there_is: bool,
    reason: str = "",
) -> Picture:
    """Return the picture with its chart, or with the reason why there is none."""
    if not there_is:
        why = reason_in(reason, language)[0] if reason else say("nothing_yet", language)
        return replace(picture, reason=say("no_chart", language, reason=why))
    wide, narrow = (
        charts.svg(chart(width), picture.title, picture.description, language)
        for width in (WIDE, NARROW)
    )
    return replace(picture, wide=wide, narrow=narrow)


def barred(
    name: str,
    table: Table,
    shown: Sequence[Bar],
    longest: float,
    ticks: Sequence[int],
    language: LanguageCode,
    reason: str = "",
) -> Picture:
    """Return a picture of bars; `longest` is the value of the longest that could be."""
    bars = shown[:MOST_BARS]
    told = "; ".join(f"{bar.label} {bar.written}" for bar in bars)
    if len(shown) > len(bars):
        told += f"; {say('more', language, count=len(shown) - len(bars))}"
    return drawn(
        Picture(name, say(f"chart_{name}", language), table, told),
        lambda width: charts.bars(bars, longest, width, ticks),
        language,
        there_is=bool(bars),
        reason=reason,
    )


def titled(
    ids: Sequence[str], titles: Sequence[str], language: LanguageCode
) -> list[tuple[str, str]]:
    """Return the columns of a table: their ids, and their titles in the language."""
    return [(name, say(title, language)) for name, title in zip(ids, titles, strict=True)]
