"""What came and went by half-year: published stands above the line, withdrawn hangs below it.

What does not belong here: counting them (measure).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from pipelines.site.dashboard.charts import palette
from pipelines.site.dashboard.figures import HalfYear
from pipelines.site.dashboard.wording import said, say
from pipelines.site.language import LanguageCode

SHOWN = {palette.WIDE: 14, palette.NARROW: 5}
"""Width of the plot → how many half-years it holds; tables hold all."""


def half_years(all_of_them: Sequence[HalfYear], language: LanguageCode, width: int) -> Any:
    """Return the last half-years, the one that is not over among them."""
    latest = all_of_them[-SHOWN[width] :]
    published = _column("published", 1, latest, language)
    withdrawn = _column("withdrawn", -1, latest, language)
    names = [say("published", language), say("withdrawn", language)]
    x = alt.X("half:O", sort=None, title=None, axis=alt.Axis(labelAngle=0, domain=False))
    count = alt.Axis(labelExpr="format(abs(datum.value), ',d')", tickMinStep=1, tickCount=6)
    most = max(1, *(amount for each in latest for amount in (each.published, each.withdrawn)))
    # Some room above and below for the figures at the columns' ends.
    scale = alt.Scale(domain=[-1.25 * most, 1.25 * most], nice=False)
    y = alt.Y("value:Q", title=None, axis=count, scale=scale)
    legend = alt.Legend(title=None, orient="bottom", columnPadding=60)
    edge = alt.Scale(domain=names, range=[palette.BUS, palette.BRICK])
    inner = alt.Scale(domain=names, range=[palette.BUS, palette.GROUND])
    columns = (
        alt.Chart(alt.InlineData(values=published + withdrawn))
        .mark_bar(strokeWidth=2, size=22)
        .encode(
            x=x,
            y=y,
            stroke=alt.Stroke("what:N", scale=edge, legend=legend),
            fill=alt.Fill("what:N", scale=inner, legend=legend),
        )
    )
    written = [
        alt.Chart(alt.InlineData(values=values))
        .mark_text(dy=away, fontWeight="bold")
        .encode(x=x, y=y, text="written:N")
        for values, away in ((published, -9), (withdrawn, 11))
    ]
    return alt.layer(columns, *written).properties(width=width, height=240)


def _column(
    what: str, side: int, shown: Sequence[HalfYear], language: LanguageCode
) -> list[dict[str, Any]]:
    return [
        {
            "half": f"{1 if each.day.month <= 6 else 2}/{each.day.year}",
            "what": say(what, language),
            "value": side * getattr(each, what),
            "written": said(getattr(each, what), language),
        }
        for each in shown
    ]
