"""The contract gate: what consumers rely on, and what a new version would break of it.

`terms` says what the contract of a dataset is, `comparison` finds what differs between two (fields,
constraints and keys in files of their own), `wording` says in Finnish, Swedish and English what
each difference means to those who use the data, `gate` holds it against the declared version, and
`notice` against the day on which it was announced.

A consumer reads. A promise that becomes stronger breaks nobody; one that becomes weaker breaks
whoever relied on it. So a constraint that is tightened is compatible and one that is relaxed is
breaking, an enum with a new value among the relaxed ones: code that lists the values meets one that
it does not know. Categories that grow by themselves are no promise, and belong into the check
`categories` rather than into an enum.

What does not belong here: how the table became what it is (validate), and writing to CKAN (apply).
"""

from __future__ import annotations

from pipelines.publish.contract.comparison import compare
from pipelines.publish.contract.difference import Difference, Level
from pipelines.publish.contract.gate import Change, change_between, require_kept
from pipelines.publish.contract.notice import require_in_time, require_told
from pipelines.publish.contract.shown import contract_shown
from pipelines.publish.contract.terms import Contract, contract_of

__all__ = [
    "Change",
    "Contract",
    "Difference",
    "Level",
    "change_between",
    "compare",
    "contract_of",
    "contract_shown",
    "require_in_time",
    "require_kept",
    "require_told",
]
