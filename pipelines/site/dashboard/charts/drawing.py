"""Altair charts as SVG: the same chart is the same bytes, on every machine.

The texts stay texts, measured with the typeface that vl-convert brings along and shown with one of
the same widths. Nothing is loaded: charts carry their data.
What does not belong here: what a chart shows (charts).
"""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape

import altair as alt
import vl_convert

from pipelines.site.dashboard.charts.palette import GRID, GROUND, QUIET_TEXT, TEXT
from pipelines.site.language import LanguageCode, legal, number

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
CONFIG: dict[str, Any] = {
    "background": GROUND,
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": TEXT,
        "titleColor": QUIET_TEXT,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": QUIET_TEXT,
        "tickColor": QUIET_TEXT,
    },
    "legend": {"labelColor": TEXT, "labelFontSize": 13, "labelLimit": 320, "titleColor": TEXT},
    "text": {"color": TEXT, "fontSize": 13},
}
INNER_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
"""Vega describes every mark; the picture is one thing, with a title and a description."""
OPENING = re.compile(r"<svg [^>]*>")


def svg(chart: Any, title: str, description: str, language: LanguageCode) -> str:
    """Return an Altair chart as SVG with a title and a description for screen readers."""
    # Vega-Lite refuses what is no chart; checking by the schema first takes longer than drawing.
    specification = chart.to_dict(validate=False)
    drawn = vl_convert.vegalite_to_svg(
        _legal(specification),
        vl_version=_version(),
        config=CONFIG,
        show_warnings=False,
        allowed_base_urls=[],
        format_locale=_number_marks(language),
    )
    plain = INNER_ROLES.sub("", drawn)
    opening = OPENING.match(plain)
    if opening is None:
        raise ValueError("the chart was not drawn as SVG")
    told = (
        f'{opening[0][:-1]} role="img" lang="{language}">'
        f"<title>{escape(legal(title))}</title><desc>{escape(legal(description))}</desc>"
    )
    return told + plain[opening.end() :] + "\n"


def _legal(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _legal(it) for name, it in value.items()}
    if isinstance(value, list):
        return [_legal(it) for it in value]
    return legal(value) if isinstance(value, str) else value


def _version() -> str:
    """Return Altair's version of Vega-Lite as vl-convert names it: 6.1 of v6.1.0."""
    return ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])


def _number_marks(language: LanguageCode) -> dict[str, Any]:
    sample = number(1234567.5, language)
    return {
        "decimal": sample[-2],
        "thousands": sample[1],
        "grouping": [3],
        "currency": ["", ""],
        "minus": "−",
    }
