"""A validated table with its checks beyond the schema, which stand beside frictionless' verdict.

What does not belong here: the checks themselves (checks/), and the verdict (verdict).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.formats.merged import Raw
from pipelines.model import Dataset
from pipelines.state import State
from pipelines.validate.checks import Baselines, Results, Subject, run_checks
from pipelines.validate.verdict import Validation


@dataclass(frozen=True)
class Checked:
    """A validation with what its checks gave."""

    validation: Validation
    """As it was, with an entry for each finding in the summary's `checks`."""
    results: Results
    """Empty where the table is not valid: then nothing was checked."""


def check_table(
    dataset: Dataset,
    schema: Mapping[str, Any],
    raw: Raw,
    validation: Validation,
    state: State,
    now: dt.datetime,
) -> Checked:
    """Make the dataset's checks on the validated table, against the baseline in the state."""
    if validation.table is None:
        return Checked(validation, Results())
    baseline = Baselines(state, dataset.id).measures()
    results = run_checks(Subject(dataset, schema, validation.table, now, baseline), raw)
    entries = results.entries(schema, validation.prepared.rows_of_table(validation.invalid))
    summary = validation.summary | {"checks": [*validation.summary["checks"], *entries]}
    return Checked(dataclasses.replace(validation, summary=summary), results)
