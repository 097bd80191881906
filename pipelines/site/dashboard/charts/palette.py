"""The colours and widths of charts; the colours by the Helsinki Design System's published names.

Every mark stands on white with a contrast of 3:1 or more, every text with 4.5:1 or more; a test
computes them. No meaning hangs on a colour alone: shape, dash, side or a label says it, too.
What does not belong here: the page's own colours (indicators.css).
"""

from __future__ import annotations

from typing import Literal

from pipelines.site.dashboard.figures import Kind

WIDE, NARROW = 1000, 290
"""Pixels of a plot; its axis stands beside it. A narrow one is for a phone."""
GROUND = "#ffffff"
TEXT = "#1a1a1a"
QUIET_TEXT = "#525a65"
BUS, BRICK, TRAM, COAT, METRO = "#0000bf", "#bd2719", "#008741", "#0072c6", "#c84800"
"""Bus, brick, tram, coat of arms and metro; metro darker than published, for contrast."""
GRID = "#e6e6e6"
"""Decoration: what it says stands at the axis, too."""

KINDS: dict[Kind | Literal["missing"], tuple[str, str, bool]] = {
    "reported": (METRO, "diamond", True),
    "reconstructed": (COAT, "circle", False),
    "computed": (BUS, "circle", True),
    "provisional": (BUS, "triangle-up", False),
    "sealed": (TRAM, "square", True),
    "missing": (BRICK, "cross", True),
}
"""Kind of a value → its colour, its shape, and whether that is filled; `missing` is a month of
which days were not counted."""
MARKS = (BUS, BRICK, TRAM, COAT, METRO)
TEXTS = (TEXT, QUIET_TEXT)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours such as #0000bf by WCAG 2.1, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
