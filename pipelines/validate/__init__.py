"""The second stage: a raw file and its Table Schema become a report and a typed Arrow table.

`steps` does what is declared between the file and the schema, `verdict` validates by the engine in
`columnar`, which `resource` gives to any Frictionless resource. `report` sums up for the person who
must mend the file; `rendering`, `page` and `quarantine` write it out in Finnish, Swedish and
English, and `keeping` keeps it for her. `types` says which Arrow type each Table Schema type
becomes, `privacy` looks for personal data in what is left, `references` looks up foreign keys in a
dataset's other tables, and `checks` looks at the valid table beyond its schema. The verdict is
frictionless' own; what is converted is exactly what was validated. What does not belong here: how a
format is read (formats), what happens to an invalid dataset (orchestration), or any other stage.
"""

from __future__ import annotations

from pipelines.validate.acceptance import LeftOut, left_out
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
from pipelines.validate.keeping import Kept, Reports
from pipelines.validate.privacy import require_no_personal_data
from pipelines.validate.references import require_referred_rows
from pipelines.validate.rendering import render, render_kept
from pipelines.validate.report import public_summary
from pipelines.validate.resource import convert_resource, validate_resource
from pipelines.validate.steward_report import StewardReport
from pipelines.validate.undeclared import Guess, undeclared
from pipelines.validate.verdict import Validation, require_valid, validate

__all__ = [
    "Baselines",
    "Checked",
    "Guess",
    "Kept",
    "LeftOut",
    "Proposal",
    "Reports",
    "Results",
    "StewardReport",
    "Validation",
    "Wanted",
    "check_table",
    "convert_resource",
    "counted",
    "left_out",
    "public_summary",
    "render",
    "render_kept",
    "require_no_personal_data",
    "require_referred_rows",
    "require_unblocked",
    "require_valid",
    "undeclared",
    "validate",
    "validate_resource",
    "wanted_checks",
]
