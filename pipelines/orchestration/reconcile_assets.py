"""The scheduled look at the whole catalogue, and the upkeep of versions, as an asset and its job.

Dagster reads the annotations of these functions, so they are not postponed.
What does not belong here: comparing (reconciling), and which versions may go (versions).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSelection,
    Failure,
    MaterializeResult,
    MetadataValue,
    ScheduleDefinition,
    asset,
    define_asset_job,
    in_process_executor,
)

from pipelines.model import Dataset
from pipelines.orchestration import dated_versions
from pipelines.orchestration.assets import do
from pipelines.orchestration.reconciling import Reconciliation, reconciled
from pipelines.orchestration.workplace import Workplace

if TYPE_CHECKING:
    # What define_asset_job returns; Dagster gives the type no public name.
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )

RECONCILED = AssetKey(["catalogue", "reconciled"])
DAILY = "20 3 * * *"
"""Before the day's publishing, which mends what was found."""
SHOWN_FINDINGS = 50


def reconciliation(datasets: Mapping[str, Dataset]) -> AssetsDefinition:
    """Return the asset that compares the catalogue with what was published, and keeps order."""

    @asset(
        key=RECONCILED,
        kinds={"ckan"},
        group_name="catalogue",
        description="The whole catalogue against what was published; what differs is mended.",
        required_resource_keys={"workplace"},
    )
    def catalogue_reconciled(context: AssetExecutionContext) -> MaterializeResult[None]:
        work: Workplace = context.resources.workplace
        found = do(context, _reconciled, datasets)
        removed = sum(_tidied(work, dataset) for dataset in datasets.values())
        if not found.green:
            raise Failure(_told(found), metadata={"findings": _table(found)}, allow_retries=False)
        return MaterializeResult(
            metadata={
                "datasets": found.datasets,
                "files": found.files,
                "tables": found.tables,
                "findings": _table(found),
                "versions removed": removed,
            }
        )

    return catalogue_reconciled


def _reconciled(work: Workplace, datasets: Mapping[str, Dataset]) -> Reconciliation:
    return reconciled(work, list(datasets.values()), mend=True)


def _tidied(work: Workplace, dataset: Dataset) -> int:
    """Remove what is kept no longer, and bring the site to what is; return how many went."""
    if not dataset.has_table:
        return 0
    removed = len(dated_versions.prune(work, dataset))
    dated_versions.show_on_site(work, dataset)
    return removed


def _told(found: Reconciliation) -> str:
    red = [finding for finding in found.findings if finding.is_red]
    shown = "; ".join(f"{each.dataset}: {each.what}" for each in red[:SHOWN_FINDINGS])
    return f"the catalogue shows {len(red)} things otherwise than they were published: {shown}"


def _table(found: Reconciliation) -> MetadataValue:
    lines = ["| dataset | kind | what | resource |", "|---|---|---|---|"]
    lines += [
        f"| {each.dataset} | {each.kind} | {each.what} | {each.resource} |"
        for each in found.findings[:SHOWN_FINDINGS]
    ]
    return MetadataValue.md("\n".join(lines))


def reconcile_job(commit: str) -> "UnresolvedAssetJobDefinition":
    """Return the job of the look at the catalogue."""
    return define_asset_job(
        "reconcile",
        AssetSelection.assets(RECONCILED),
        description="Compare the whole catalogue with what was published.",
        tags={"hri/commit": commit},
        executor_def=in_process_executor,
    )


def reconcile_schedule(job: "UnresolvedAssetJobDefinition", zone: str) -> ScheduleDefinition:
    """Return its daily schedule."""
    return ScheduleDefinition(
        name="reconcile_daily", job=job, cron_schedule=DAILY, execution_timezone=zone
    )
