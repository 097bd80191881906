"""Measure: what the catalogue shows becomes indicator rows, and the rows a ledger.

`evidence` holds what is known, `indicators/` computes, `ledger/` keeps what was computed for good.
It never counts what we meant to publish. What does not belong here: asking CKAN (catalogue) or
Dagster (orchestration), and showing figures (cli).
"""

from __future__ import annotations

from pipelines.measure.evidence import Evidence
from pipelines.measure.indicators import indicators
from pipelines.measure.measuring import measure, reconstruct
from pipelines.measure.register import Register
from pipelines.measure.rows import IndicatorRow

__all__ = ["Evidence", "IndicatorRow", "Register", "indicators", "measure", "reconstruct"]
