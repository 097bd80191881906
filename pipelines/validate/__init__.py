"""The second stage: a raw file and its Table Schema become a report and a typed Arrow table.

`verdict` validates, `report` sums up for the person who must mend the file and keeps the report,
`rendering` writes it out in Finnish, Swedish and English; `types` says which Arrow type each Table
Schema type becomes. `steps` does what is declared between the file and the schema, `privacy` looks
for personal data in what is left, and `checks` looks at the valid table beyond its schema. The
verdict is frictionless' own; what is converted is exactly what was validated. What does not belong
here: how a format is read (formats), what happens to an invalid dataset (orchestration), or any
other stage.
"""

from __future__ import annotations

from pipelines.validate.checked import Checked, check_table
from pipelines.validate.checks import (
    Baselines,
    Proposal,
    Results,
    Wanted,
    counted,
    require_unblocked,
    wanted_checks,
)
from pipelines.validate.privacy import require_no_personal_data
from pipelines.validate.rendering import render
from pipelines.validate.report import store
from pipelines.validate.verdict import Validation, require_valid, validate

__all__ = [
    "Baselines",
    "Checked",
    "Proposal",
    "Results",
    "Validation",
    "Wanted",
    "check_table",
    "counted",
    "render",
    "require_no_personal_data",
    "require_unblocked",
    "require_valid",
    "store",
    "validate",
    "wanted_checks",
]
