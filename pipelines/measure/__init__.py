"""Measure: what the catalogue shows becomes indicator rows, and the rows a ledger.

`evidence` holds what is known, `indicators/` computes, `ledger/` keeps what was computed for good,
`connectors/` read files of other systems. It never counts what we meant to publish. What does not
belong here: asking CKAN (catalogue) or Dagster (orchestration), and showing figures (cli).
"""

from __future__ import annotations

from pipelines.measure.backfill import backfill, backfill_days
from pipelines.measure.connectors import read_all
from pipelines.measure.evidence import (
    Application,
    Evidence,
    Incident,
    LinkCheck,
    NotKnown,
    Outage,
    PublishingRecord,
    RunRecord,
    Use,
    Verdict,
)
from pipelines.measure.explanations import Explanation, explain
from pipelines.measure.final import final
from pipelines.measure.goals import GoalState, judge
from pipelines.measure.half_year import half_year
from pipelines.measure.indicators import indicators
from pipelines.measure.ledger import (
    BlockStore,
    DatabaseBlocks,
    KnownAt,
    Ledger,
    StateBlocks,
    copy,
)
from pipelines.measure.measuring import measure, reconstruct
from pipelines.measure.membership import Member, members
from pipelines.measure.register import Register
from pipelines.measure.reported import enter, latest_reported
from pipelines.measure.rows import IndicatorRow
from pipelines.measure.sealing import Seal, correct, is_sealed, seal, seals
from pipelines.measure.standing import shown
from pipelines.measure.tally import Case, Indicator
from pipelines.measure.verification import verify

__all__ = [
    "Application",
    "BlockStore",
    "Case",
    "DatabaseBlocks",
    "Evidence",
    "Explanation",
    "GoalState",
    "Incident",
    "Indicator",
    "IndicatorRow",
    "KnownAt",
    "Ledger",
    "LinkCheck",
    "Member",
    "NotKnown",
    "Outage",
    "PublishingRecord",
    "Register",
    "RunRecord",
    "Seal",
    "StateBlocks",
    "Use",
    "Verdict",
    "backfill",
    "backfill_days",
    "copy",
    "correct",
    "enter",
    "explain",
    "final",
    "half_year",
    "indicators",
    "is_sealed",
    "judge",
    "latest_reported",
    "measure",
    "members",
    "read_all",
    "reconstruct",
    "seal",
    "seals",
    "shown",
    "verify",
]
