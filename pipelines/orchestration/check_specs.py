"""The checks beyond the schema as Dagster's asset checks: one a declared check, one for readings.

Dagster is told counts and columns, never a cell. What does not belong here: making checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, AssetKey

from pipelines.model import Dataset
from pipelines.validate import Wanted, wanted_checks

READINGS = "strict_readings"
SEVERITIES = {"warning": AssetCheckSeverity.WARN, "blocking": AssetCheckSeverity.ERROR}

Record = Mapping[str, Any]


def check_specs_of(dataset: Dataset, key: AssetKey) -> list[AssetCheckSpec]:
    """Return the specifications of the dataset's own checks."""
    declared = [
        AssetCheckSpec(each.label, asset=key, description=each.check.what)
        for each in _declared(dataset)
    ]
    what = "Cells are written as their type says; docs/checks.md lists the strict readings."
    return [*declared, AssetCheckSpec(READINGS, asset=key, description=what)]


def check_results_of(
    dataset: Dataset, records: Sequence[Record], report: str
) -> Iterator[AssetCheckResult]:
    """Yield the results of the dataset's checks, from the records that `validated` keeps."""
    declared = {each.label for each in _declared(dataset)}
    for record in records:
        if record["label"] in declared:
            yield _result(record["label"], [record], report)
    yield _result(READINGS, [each for each in records if each["label"] not in declared], report)


def _declared(dataset: Dataset) -> list[Wanted]:
    wanted = [each for part in dataset.parts() for each in wanted_checks(part)]
    return [each for each in wanted if each.declared is not None]


def _result(name: str, records: Sequence[Record], report: str) -> AssetCheckResult:
    failed = [each for each in records if not each["passed"]]
    worst = "blocking" if any(each["severity"] == "blocking" for each in failed) else "warning"
    return AssetCheckResult(
        check_name=name,
        passed=not failed,
        severity=SEVERITIES[worst],
        description="; ".join(each["why"] for each in failed) or None,
        metadata={
            "count": sum(each["count"] for each in failed),
            **({"report": report} if failed else {}),
        },
    )
