"""Bars that lie: label and value above each, and an upright rule at its target.

What does not belong here: whose bars they are, and in which order (gallery).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from pipelines.site.dashboard.charts import palette
from pipelines.site.dashboard.figures import Number

ROW_HEIGHT, BAR_HEIGHT, VALUE_WIDTH = 48, 16, 110


@dataclass(frozen=True)
class Bar:
    """One bar, and what is written above it."""

    label: str
    value: Number
    written: str
    target: Number | None = None


def bars(shown: Sequence[Bar], longest: Number, width: int, ticks: Sequence[Number] = ()) -> Any:
    """Return the bars; `longest` is the value of the longest that could be, such as 100 %."""
    values = [{"place": place, **vars(bar)} for place, bar in enumerate(shown)]
    axis = alt.Axis(values=list(ticks)) if ticks else None
    scale = alt.Scale(domain=[0, max(longest, 1)], nice=False)
    x = alt.X("value:Q", title=None, axis=axis, scale=scale)
    y = alt.Y("place:O", axis=None)
    chart = alt.Chart(alt.InlineData(values=values))
    aims = alt.Chart(alt.InlineData(values=[it for it in values if it["target"] is not None]))
    # Above the bar is half a bar up from its middle, and some room for the letters and the rule.
    above = -(BAR_HEIGHT / 2 + 12)
    return alt.layer(
        chart.mark_bar(color=palette.COAT, size=BAR_HEIGHT).encode(x=x, y=y),
        aims.mark_tick(color=palette.TEXT, thickness=3, size=BAR_HEIGHT + 6, opacity=1).encode(
            x=alt.X("target:Q"), y=y
        ),
        chart.mark_text(align="left", dy=above, limit=width - VALUE_WIDTH).encode(
            x=alt.value(0), y=y, text="label:N"
        ),
        chart.mark_text(align="right", dy=above, fontWeight="bold").encode(
            x=alt.value(width), y=y, text="written:N"
        ),
    ).properties(width=width, height=ROW_HEIGHT * max(len(shown), 1))
