"""One indicator by month: a dashed line where it was reconstructed, a solid one where counted.

Values that stand for themselves have a mark whose shape tells how they came about; reported
figures are marks alone. Months with days that nobody counted have a cross at the upper edge.
What does not belong here: choosing the months (figures).
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import altair as alt

from pipelines.site.dashboard.charts import palette
from pipelines.site.dashboard.figures import Point, Series
from pipelines.site.dashboard.wording import said, say
from pipelines.site.language import LanguageCode

HEIGHT, UPPER_EDGE = 280, 6
DASHES = {True: [5, 4], False: [1, 0]}
YEARS_BETWEEN = {palette.WIDE: 16, palette.NARROW: 4}
"""Width of the plot → how many years its axis names."""
Mark = dict[str, Any]


def over_time(
    series: Series,
    missing: Collection[dt.date],
    half_years: Collection[dt.date],
    language: LanguageCode,
    width: int,
) -> Any:
    """Return the months of a series, with marks on its half-years and on single values."""
    marks = _marks(series, half_years, language)
    crosses = _crosses(missing, language)
    x, y = _axes(series, width)
    lines = (
        alt.Chart(alt.InlineData(values=_line(series)))
        .mark_line(strokeWidth=2)
        .encode(
            x=x,
            y=y,
            detail="stretch:O",
            color=alt.Color("colour:N", scale=None),
            strokeDash=alt.StrokeDash("dash:N", scale=None),
        )
    )
    labels = alt.Chart(alt.InlineData(values=[mark for mark in marks if mark["written"]]))
    text = labels.mark_text(dy=-14, fontWeight="bold").encode(x=x, y=y, text="written:N")
    looks = _looks([*marks, *crosses], language)
    points = [
        _points(drawn, looks, x, place, width)
        for drawn, place in ((marks, y), (crosses, alt.value(UPPER_EDGE)))
        if drawn
    ]
    layers = [*_new_definitions(series, x, language), lines, *points, text]
    return alt.layer(*layers).properties(width=width, height=HEIGHT)


def place_of(day: dt.date) -> float:
    """Return where the end of a day stands on an axis of years: 2014-12-31 is 2015.0."""
    days = 366 if calendar.isleap(day.year) else 365
    return round(day.year + day.timetuple().tm_yday / days, 4)


def _axes(series: Series, width: int) -> tuple[alt.X, alt.Y]:
    places = [place_of(point.day) for point in (*series.points, *series.reported)]
    first, last = math.floor(min(places) - 0.5), math.ceil(max(places) + 0.25)
    step = math.ceil((last - first) / YEARS_BETWEEN[width])
    years = alt.Axis(values=list(range(first, last + 1, step)), format="d", grid=False)
    x = alt.X("x:Q", title=None, axis=years, scale=alt.Scale(domain=[first, last], nice=False))
    most = max((point.value or 0 for point in (*series.points, *series.reported)), default=0)
    scale = alt.Scale(domain=[0, max(most, 1) * 1.15], nice=True)
    y = alt.Y(
        "value:Q",
        title=None,
        axis=alt.Axis(format=",d", tickMinStep=1, tickCount=5),
        scale=scale,
    )
    return x, y


def _line(series: Series) -> list[Mark]:
    return [
        {
            "x": place_of(point.day),
            "value": point.value,
            "stretch": point.stretch,
            "colour": palette.COAT if point.reconstructed else palette.BUS,
            "dash": DASHES[point.reconstructed],
        }
        for point in series.points
        if point.value is not None
    ]


def _marks(series: Series, half_years: Collection[dt.date], language: LanguageCode) -> list[Mark]:
    known = [point for point in series.points if point.value is not None]
    alone = Counter(point.stretch for point in known)
    marks = [
        _mark(point, language, labelled=point is known[-1])
        for point in known
        if point.kind in ("sealed", "provisional")
        or point.day in half_years
        or point is known[-1]
        or alone[point.stretch] == 1
    ]
    return marks + [_mark(point, language, labelled=True) for point in series.reported]


def _mark(point: Point, language: LanguageCode, *, labelled: bool) -> Mark:
    written = said(point.value, language, qualifier=point.qualifier) if labelled else ""
    return {
        "x": place_of(point.day),
        "value": point.value,
        "kind": say(f"kind_{point.kind}", language),
        "written": written,
    }


def _crosses(missing: Collection[dt.date], language: LanguageCode) -> list[Mark]:
    """Return a cross for each month of which days were not counted, on the axis."""
    kind = say("kind_missing", language)
    months = sorted({day.replace(day=15) for day in missing})
    return [{"x": place_of(day), "value": 0, "kind": kind, "written": ""} for day in months]


def _looks(marks: Sequence[Mark], language: LanguageCode) -> list[tuple[str, str, str, bool]]:
    """Return (name of a kind, colour, shape, filled) of the kinds that the marks have."""
    shown = {mark["kind"] for mark in marks}
    names = {say(f"kind_{kind}", language): look for kind, look in palette.KINDS.items()}
    return [(name, *look) for name, look in names.items() if name in shown]


def _points(
    marks: Sequence[Mark],
    looks: Sequence[tuple[str, str, str, bool]],
    x: alt.X,
    y: Any,
    width: int,
) -> Any:
    names = [name for name, _, _, _ in looks]
    columns = 3 if width == palette.WIDE else 1
    # Wide apart, for the typeface that a browser takes may be wider.
    legend = alt.Legend(title=None, orient="bottom", columns=columns, columnPadding=60)
    strokes = [colour for _, colour, _, _ in looks]
    fills = [colour if filled else palette.GROUND for _, colour, _, filled in looks]
    shapes = [shape for _, _, shape, _ in looks]
    return (
        alt.Chart(alt.InlineData(values=list(marks)))
        .mark_point(size=70, strokeWidth=2, opacity=1)
        .encode(
            x=x,
            y=y,
            stroke=_by_kind(alt.Stroke, names, strokes, legend),
            fill=_by_kind(alt.Fill, names, fills, legend),
            shape=_by_kind(alt.Shape, names, shapes, legend),
        )
    )


def _by_kind(channel: Any, names: list[str], looks: list[str], legend: alt.Legend) -> Any:
    return channel("kind:N", scale=alt.Scale(domain=names, range=looks), legend=legend)


def _new_definitions(series: Series, x: alt.X, language: LanguageCode) -> list[Any]:
    """Return an upright dashed rule, with its words, where the definition changed."""
    if not series.definition_changes:
        return []
    values = [{"x": place_of(day), "value": 0} for day in series.definition_changes]
    chart = alt.Chart(alt.InlineData(values=values))
    rule = chart.mark_rule(color=palette.QUIET_TEXT, strokeDash=[2, 3], strokeWidth=2).encode(x=x)
    words = chart.mark_text(align="right", dx=-6, color=palette.QUIET_TEXT).encode(
        x=x, y=alt.value(8), text=alt.value(say("new_definition", language))
    )
    return [rule, words]
