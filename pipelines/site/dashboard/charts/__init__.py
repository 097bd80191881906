"""Figures as Altair charts, a file for each sort of chart, and charts as SVG.

A chart is wide, or narrow for a phone. No meaning hangs on a colour alone.
What does not belong here: which charts there are (gallery), and the page around them (page).
"""

from __future__ import annotations

from pipelines.site.dashboard.charts.bars import Bar, bars
from pipelines.site.dashboard.charts.drawing import svg
from pipelines.site.dashboard.charts.half_years import half_years
from pipelines.site.dashboard.charts.over_time import over_time
from pipelines.site.dashboard.charts.palette import NARROW, WIDE

__all__ = ["NARROW", "WIDE", "Bar", "bars", "half_years", "over_time", "svg"]
