"""What a new version is compared with: the baseline and the contract of the published one.

What does not belong here: how the comparing is done (validate), and when (steps).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pipelines.errors import NotInCatalogue
from pipelines.formats.merged import Raw
from pipelines.model import Dataset
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import (
    Change,
    Contract,
    change_between,
    contract_of,
    contract_shown,
    find_package,
)
from pipelines.validate import Baselines, Checked, Validation, check_table


def checked(
    work: Workplace, dataset: Dataset, raw: Raw, validation: Validation, snapshot_sha256: str
) -> Checked:
    """Make the checks beyond the schema, and propose a new baseline where comparing ones fail."""
    schema = work.declarations.schema_of(dataset)
    done = check_table(dataset, schema, raw, validation, work.state, work.now())
    if validation.table is not None:
        Baselines(work.state, dataset.id).propose(
            done.results.measures, done.results.failed_measures, snapshot_sha256, work.now()
        )
    return done


def move_baselines(work: Workplace, dataset: Dataset) -> None:
    """Take what was just published as what the next version is compared with."""
    for part in dataset.parts():
        table = work.state.read_json(f"validated/{part.id}/latest.json") or {}
        if "measures" in table:
            Baselines(work.state, part.id).publish(
                table["measures"], table["failed_measures"], table["fingerprint"], work.now()
            )


def contract_change(work: Workplace, dataset: Dataset) -> Change:
    """Return what the declared contract changes of the published one.

    The published one stands in the publishing record; where that is lost, or older than contracts,
    what the catalogue shows of it. Raises what reading the catalogue raises.
    """
    schemas = {part.id: work.declarations.schema_of(part) for part in dataset.parts()}
    record = work.state.read_json(published_key(dataset)) or {}
    kept = record.get("contract")
    before = Contract.from_json(kept) if kept else _shown(work, dataset)
    return change_between(before, contract_of(dataset, schemas))


def published_contract(change: Change | None, failed: Collection[str]) -> dict[str, Any] | None:
    """Return the contract to keep with the publishing record, once all has been written.

    `failed` are the ids of resources that could not be made: promised only if there before.
    """
    if change is None:
        return None
    before = change.before.resource_ids() if change.before else set()
    return change.after.without(set(failed) - before).to_json()


def published_key(dataset: Dataset) -> str:
    """Return the state's key of the record of the last publish."""
    return f"published/{dataset.id}/latest.json"


def _shown(work: Workplace, dataset: Dataset) -> Contract | None:
    package = find_package(dataset, work.ckan)
    # Nobody relies on what was never shown: a first publish that stopped midway.
    if package is None or package.get("private"):
        return None
    tables = [each["id"] for each in package["resources"] if each.get("datastore_active")]
    return contract_shown(dataset, package, {each: _columns(work, each) for each in tables})


def _columns(work: Workplace, resource: str) -> list[str]:
    try:
        fields = work.ckan.read("datastore_search", resource_id=resource, limit=0)["fields"]
    except NotInCatalogue:
        return []
    return [str(field["id"]) for field in fields]
