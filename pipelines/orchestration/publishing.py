"""A dataset before the catalogue: planned, published, read back.

    published/<id>/latest.json   what the last publish did, where the data came from (`source`) and
                                 what was promised (`contract`)

What does not belong here: Dagster (assets), the stages before (steps), what a plan holds (publish).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from pipelines.errors import CatalogueDiffers, ConversionFailed
from pipelines.model import Dataset
from pipelines.orchestration import announcing, failures, last_version, lifecycle
from pipelines.orchestration.editions import conversion_failures, editions_of, source_of
from pipelines.orchestration.records import Record
from pipelines.orchestration.served import facts_of
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import (
    Plan,
    apply,
    find_package,
    keep_loaded,
    plan_dataset,
    plan_organisations,
    read_back,
    repair,
)


def organisations(work: Workplace, datasets: Mapping[str, Dataset]) -> Plan:
    """Create or rename the organisations that the datasets stand in, and those above them."""
    plan = planned_organisations(work, datasets)
    apply(plan, work.ckan)
    return plan


def planned_organisations(work: Workplace, datasets: Mapping[str, Dataset]) -> Plan:
    """Return the plan for the organisations, parents first."""
    wanted = {
        publisher.name: publisher
        for dataset in datasets.values()
        for publisher in work.declarations.ancestors(dataset.publisher)
    }
    return plan_organisations(wanted.values(), work.ckan)


def planned(work: Workplace, dataset: Dataset) -> Plan:
    """Return what publishing the latest conversion would write; at its end, the tombstone.

    Raises Withheld where it was withdrawn by command.
    """
    lifecycle.require_not_withdrawn(work.state, dataset)
    if dataset.has_ended(work.today()):
        return lifecycle.planned_end(work, dataset)
    editions = editions_of(work, dataset) if dataset.has_table else {}
    at, by_copy = work.now(), work.database is not None
    told = announcing.with_addresses(work, dataset)
    plan = plan_dataset(told, editions, work.ckan, at, portal=work.portal, by_copy=by_copy)
    return dataclasses.replace(plan, contract=last_version.contract_change(work, dataset))


def published(work: Workplace, dataset: Dataset, run: Mapping[str, str]) -> Record:
    """Publish the latest conversion, check that nothing is left to write, and record it.

    `run` says who or what ran it: plain words for the record. Raises CatalogueRefused where a
    second plan is not empty, ConversionFailed (after the others are published) where a
    distribution could not be made, BreaksContract before anything is written, and what
    `plan_dataset` and `apply` raise.
    """
    if dataset.has_ended(work.today()):
        lifecycle.require_not_withdrawn(work.state, dataset)
        return lifecycle.end(work, dataset, run)
    work.progress(dataset.name, "publish")
    plan = planned(work, dataset)
    announcing.require_allowed(work, dataset, plan.contract)
    apply(plan, work.ckan, work.database)
    for part, load in plan.loads.items():
        keep_loaded(work.state, part, load)
    if plan.writes:
        _check_nothing_is_left(work, dataset)
    missing = conversion_failures(work.state, dataset) if dataset.has_table else {}
    key = last_version.published_key(dataset)
    before = work.state.read_json(key) or {}
    record = {
        "name": dataset.name,
        "url": f"{work.catalogue.url}/dataset/{dataset.name}",
        "checked": work.now().isoformat(),
        "written": work.now().isoformat() if plan.writes else before.get("written"),
        "writes": plan.writes,
        "kept_resources": list(plan.kept),
        "source": source_of(work.state, dataset) if dataset.has_table else None,
        "contract": last_version.published_contract(plan.contract, missing),
        **facts_of(work, dataset, plan, before),
        **run,
    }
    work.state.write_json(key, record)
    announcing.keep(work, dataset)
    lifecycle.served_again(work.state, dataset)
    last_version.move_baselines(work, dataset)
    if missing:
        raise ConversionFailed("; ".join(missing.values()))
    failures.forget(work.state, dataset)
    return record


def _check_nothing_is_left(work: Workplace, dataset: Dataset) -> None:
    left = planned(work, dataset)
    if left.writes:
        what = "; ".join(call.reason for call in left.calls)
        raise CatalogueDiffers(
            f"{dataset.name}: CKAN did not keep what was written: {what}",
            remedy="the portal's schema or an extension changes these fields",
        )
    verified(work, dataset)


def verified(work: Workplace, dataset: Dataset) -> None:
    """Read back what CKAN serves of a published dataset.

    Raises CatalogueDiffers where it is not what was published; the next run then repairs it.
    """
    package = find_package(dataset, work.ckan)
    if not dataset.has_table or package is None:
        return
    differences = read_back(dataset, editions_of(work, dataset), package, work.ckan)
    if differences:
        apply(repair(dataset, differences), work.ckan)
        what = "; ".join(difference.what for difference in differences)
        raise CatalogueDiffers(
            f"{dataset.name}: CKAN serves something else than was published: {what}",
            remedy="it is published once more at the next run; where it lasts, see who changes it",
        )
