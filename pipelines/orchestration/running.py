"""`hri run`: the same assets in the same Dagster instance as the schedules, in this process.

What does not belong here: how a run is shown (cli), and what it does (assets).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dagster import (
    AssetCheckEvaluation,
    AssetCheckSeverity,
    DagsterInstance,
    ExecuteInProcessResult,
)

from pipelines.model import Dataset
from pipelines.orchestration import code_location
from pipelines.orchestration.assets import ORGANISATIONS, RETIREMENT, key_of
from pipelines.orchestration.schedules import STAGES, selection_of
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import Conflict, Edit
from pipelines.versions import Hold, held, require_released

if TYPE_CHECKING:
    # The payload of a failed step; Dagster gives the type no public name.
    from dagster._core.execution.plan.objects import StepFailureData

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Dagster keeps its own log of a run; the terminal belongs to the progress."""


@dataclass(frozen=True)
class Outcome:
    """What became of one dataset in a run."""

    dataset: str
    published: bool
    writes: int
    failures: tuple[str, ...]
    """Why it was not published, or not wholly; no cell of the data."""
    report: str | None = None
    """The state's key of the validation report, where it says why the dataset stopped."""
    incident: str | None = None
    """The state's key of the incident, where personal data were found."""
    warnings: tuple[str, ...] = ()
    """Checks beyond the schema that failed and did not stop it, and what was edited in the portal;
    no cell of the data."""
    held: str | None = None
    """Why it was left alone: somebody holds it."""

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome for `--json`."""
        texts = {"failures": list(self.failures), "warnings": list(self.warnings)}
        return {**vars(self), **texts}


@dataclass(frozen=True)
class RunResult:
    """What became of a run."""

    run_id: str
    outcomes: tuple[Outcome, ...]
    other_writes: int
    """Write calls that belong to no dataset: organisations, retirement."""
    failures: tuple[str, ...]
    """Failures that belong to no dataset: organisations, retirement, indicators, the site."""

    @property
    def green(self) -> bool:
        """Tell whether nothing failed."""
        return not self.failures and all(not outcome.failures for outcome in self.outcomes)

    @property
    def writes(self) -> int:
        """Return how many write calls the run planned and sent."""
        return self.other_writes + sum(outcome.writes for outcome in self.outcomes)


def materialise(
    work: Workplace, datasets: Sequence[Dataset], *, everything: bool = False
) -> RunResult:
    """Publish the datasets, then count and write the site, whatever failed.

    It is recorded in the instance at DAGSTER_HOME. `everything`: no names were asked for, so that
    those on hold are left alone, and their outcomes say so, and what is declared no longer is
    retired. Where one that was named is on hold, nothing is done. Raises OnHold then, and
    SettingError where the catalogue or the state is not settled, before anything is done.
    """
    if not everything:
        for dataset in datasets:
            require_released(work.state, dataset)
    on_hold = held(work.state)
    done = _materialised_all(
        work, [each for each in datasets if each.id not in on_hold], everything=everything
    )
    outcomes = {outcome.dataset: outcome for outcome in done.outcomes}
    return replace(
        done,
        outcomes=tuple(
            outcomes.get(each.name)
            or Outcome(
                each.name, published=False, writes=0, failures=(), held=_why_held(on_hold[each.id])
            )
            for each in datasets
        ),
    )


def _why_held(hold: Hold) -> str:
    by = f" by {hold.by}" if hold.by else ""
    serves = f"; version {hold.version} is served" if hold.version else ""
    return f"on hold since {hold.since:%Y-%m-%d}{by}: {hold.reason}{serves}"


def _materialised_all(
    work: Workplace, datasets: Sequence[Dataset], *, everything: bool
) -> RunResult:
    definitions = code_location.build(work)
    retirement = [RETIREMENT] if everything else []
    with DagsterInstance.get() as instance:
        publish = definitions.resolve_job_def("publish").execute_in_process(
            instance=instance,
            asset_selection=[*retirement, *selection_of(datasets, work.today())],
            raise_on_error=False,
            run_config=QUIET,
        )
        after = [
            definitions.resolve_job_def(name).execute_in_process(
                instance=instance, raise_on_error=False, run_config=QUIET
            )
            for name in ("measure", "site")
        ]
    failed = _failures(publish)
    own = {str(key.to_python_identifier()) for key in (ORGANISATIONS, RETIREMENT)}
    elsewhere = [text for step, text in failed if step in own]
    elsewhere += [text for job in after for _, text in _failures(job)]
    return RunResult(
        publish.run_id,
        tuple(_outcome(dataset, publish, failed) for dataset in datasets),
        sum(int(_metadata(publish, key).get("writes", 0)) for key in (ORGANISATIONS, RETIREMENT)),
        tuple(elsewhere),
    )


def _outcome(
    dataset: Dataset, result: ExecuteInProcessResult, failed: Sequence[tuple[str, str]]
) -> Outcome:
    key = key_of(dataset, "published")
    steps = {key_of(dataset, stage).to_python_identifier() for stage in STAGES}
    return Outcome(
        dataset=dataset.name,
        published=key in _materialised(result),
        writes=int(_metadata(result, key).get("writes", 0)),
        failures=tuple(text for step, text in failed if step in steps),
        report=_of_failed_check(dataset, result, "report"),
        incident=_of_failed_check(dataset, result, "incident"),
        warnings=(*_warnings(dataset, result), *_edited(_metadata(result, key))),
    )


def _warnings(dataset: Dataset, result: ExecuteInProcessResult) -> list[str]:
    failed = _failed_checks(dataset, result, AssetCheckSeverity.WARN)
    return [str(check.description) for check in failed]


def _edited(published: Mapping[str, Any]) -> list[str]:
    """Return what became of the edits that somebody made in the portal."""
    conflicts = [Conflict(**each).sentence() for each in published.get("conflicts", [])]
    return conflicts + [Edit(**each).sentence() for each in published.get("kept edits", [])]


def _of_failed_check(dataset: Dataset, result: ExecuteInProcessResult, what: str) -> str | None:
    for check in _failed_checks(dataset, result, AssetCheckSeverity.ERROR):
        found = check.metadata.get(what)
        return str(found.value) if found else None
    return None


def _failed_checks(
    dataset: Dataset, result: ExecuteInProcessResult, severity: AssetCheckSeverity
) -> list[AssetCheckEvaluation]:
    return [
        check
        for check in result.get_asset_check_evaluations()
        if check.asset_key == key_of(dataset, "validated")
        and not check.passed
        and check.severity == severity
    ]


def _failures(result: ExecuteInProcessResult) -> list[tuple[str, str]]:
    """Return (step, why) of the steps that failed for good, in order."""
    return [
        (str(event.step_key), _why(event.step_failure_data))
        for event in result.get_step_failure_events()
    ]


def _why(failure: StepFailureData) -> str:
    """Return a stage's own words; of a defect of ours, the innermost exception."""
    if failure.user_failure_data is not None:
        return str(failure.user_failure_data.description)
    error = failure.error
    while error is not None and error.cause is not None:
        error = error.cause
    return error.message.strip() if error is not None else "failed without a word"


def _materialised(result: ExecuteInProcessResult) -> set[Any]:
    return {event.asset_key for event in result.get_asset_materialization_events()}


def _metadata(result: ExecuteInProcessResult, key: Any) -> dict[str, Any]:
    for event in result.get_asset_materialization_events():
        if event.asset_key == key:
            found = event.materialization.metadata
            return {name: value.value for name, value in found.items()}
    return {}
