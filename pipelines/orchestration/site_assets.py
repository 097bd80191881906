"""The site as an asset: written after every publish and count, whatever failed in them.

Dagster reads the annotations of these functions, so they are not postponed.
What does not belong here: what the site tells (site_facts) and how (site).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dagster import (
    AssetExecutionContext,
    AssetsDefinition,
    AssetSelection,
    MaterializeResult,
    MetadataValue,
    asset,
    define_asset_job,
    in_process_executor,
)

from pipelines.model import Dataset
from pipelines.orchestration import half_years
from pipelines.orchestration.assets import PAGES, do, key_of
from pipelines.orchestration.site_facts import facts_of
from pipelines.orchestration.workplace import Workplace
from pipelines.site import Written, write_site

if TYPE_CHECKING:
    # What define_asset_job returns; Dagster gives the type no public name.
    from dagster._core.definitions.unresolved_asset_job_definition import (
        UnresolvedAssetJobDefinition,
    )


def pages_written(work: Workplace) -> Written | None:
    """Write the site; None where the settings name no place for it.

    Raises CatalogueUnavailable, CatalogueRefused.
    """
    if work.site is None:
        return None
    written = write_site(work.site, facts_of(work))
    half_years.show_editions(work)
    return written


def pages(datasets: Mapping[str, Dataset]) -> AssetsDefinition:
    """Return the asset of the site's pages, lists and feeds."""

    @asset(
        key=PAGES,
        group_name="site",
        deps=[key_of(dataset, "published") for dataset in datasets.values()],
        description="The public pages, lists and feeds: how each dataset stands and what changed.",
        required_resource_keys={"workplace"},
    )
    def site_pages(context: AssetExecutionContext) -> MaterializeResult[None]:
        written = do(context, pages_written)
        work: Workplace = context.resources.workplace
        if written is None or work.site is None:
            return MaterializeResult(metadata={"site": "HRI_SITE is not set: nothing was written"})
        address = MetadataValue.url(work.site.address("index.html"))
        return MaterializeResult(metadata={"address": address, **vars(written)})

    return site_pages


def site_job(commit: str) -> "UnresolvedAssetJobDefinition":
    """Return the job of the site, which also runs after a publish that failed in part."""
    return define_asset_job(
        "site",
        AssetSelection.assets(PAGES),
        description="Write the public pages that changed.",
        tags={"hri/commit": commit},
        executor_def=in_process_executor,
    )
