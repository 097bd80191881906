"""Measure: what the catalogue shows becomes indicator rows, and the rows a history.

`marks` tells what a package is, `counting` counts, `history` keeps. It never counts what we meant
to publish. What does not belong here: asking CKAN (catalogue), and showing figures (cli).
"""

from __future__ import annotations

from pipelines.measure.counting import count
from pipelines.measure.history import History
from pipelines.measure.rows import IndicatorRow

__all__ = ["History", "IndicatorRow", "count"]
