"""The fifth stage: what CKAN shows becomes indicator rows, and the rows become a history.

`count` counts plain packages into rows, `History` keeps them in the state, `describe` says the
headline. `marks` knows which package is what, `publishers` whose it is on which day, `endpoints`
when two URLs are one API; an indicator is one module of `indicators`, found by its name.
What does not belong here: asking CKAN (catalogue), what we meant to publish, or any other stage.
"""

from __future__ import annotations

from pipelines.measure.counting import Count, count
from pipelines.measure.headline import describe
from pipelines.measure.history import History
from pipelines.measure.rows import IndicatorRow, status_of

__all__ = ["Count", "History", "IndicatorRow", "count", "describe", "status_of"]
