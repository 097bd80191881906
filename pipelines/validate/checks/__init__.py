"""Checks beyond the Table Schema: of the table as a whole, and stricter readings of its cells.

Each check is one small file, found by its name, that holds how it looks and in which words it
speaks in Finnish, Swedish and English. `check` says what a check is given and what it finds,
`running` makes those of a dataset and `result` tells what came of them, `texts` gives the cells as
they were written, `baseline` keeps what the comparing ones need of the last published version.

Nothing here changes frictionless' verdict: checks look at tables that are valid already. What does
not belong here: what a steward declares (model), and what happens to a dataset whose blocking
check failed (orchestration).
"""

from __future__ import annotations

from pipelines.validate.checks.baseline import Baselines, Proposal, counted
from pipelines.validate.checks.check import Subject
from pipelines.validate.checks.result import Result, Results, Wanted
from pipelines.validate.checks.running import require_unblocked, run_checks, wanted_checks

__all__ = [
    "Baselines",
    "Proposal",
    "Result",
    "Results",
    "Subject",
    "Wanted",
    "counted",
    "require_unblocked",
    "run_checks",
    "wanted_checks",
]
