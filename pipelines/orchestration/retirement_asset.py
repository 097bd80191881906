"""The asset `[catalogue, retirement]`: what is declared no longer, in a run of everything.

Dagster reads the annotations of these functions, so they are not postponed.
What does not belong here: what is retired (retirement), and when it is looked for (schedules).
"""

from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult, asset

from pipelines.orchestration.assets import RETIREMENT, do
from pipelines.orchestration.retirement import retired


def retirement() -> AssetsDefinition:
    """Return the asset of what is declared no longer: retired, and removed when it is due."""

    @asset(
        key=RETIREMENT,
        kinds={"ckan"},
        group_name="catalogue",
        description="What is declared no longer: served for its grace time, then a tombstone.",
        required_resource_keys={"workplace"},
    )
    def retired_from_the_catalogue(context: AssetExecutionContext) -> MaterializeResult[None]:
        record = do(context, retired, {"run": context.run.run_id})
        return MaterializeResult(metadata=record)

    return retired_from_the_catalogue
