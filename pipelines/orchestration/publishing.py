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
from pipelines.orchestration import dated_versions, failures, last_version
from pipelines.orchestration.editions import conversion_failures, editions_of, source_of
from pipelines.orchestration.records import Record
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
    require_kept,
)
from pipelines.versions import require_released

FEW = 20
"""Up to so many datasets, each is asked for by itself."""


def organisations(work: Workplace, datasets: Mapping[str, Dataset]) -> Plan:
    """Create or rename the organisations that the datasets stand in, and those above them."""
    plan = planned_organisations(work, datasets)
    apply(plan, work.ckan)
    return plan


def planned_organisations(work: Workplace, datasets: Mapping[str, Dataset]) -> Plan:
    """Return the plan for the organisations, parents first.

    It comes before the plans of the datasets; where those are many, a copy of the catalogue is
    taken for them all.
    """
    if len(datasets) > FEW:
        work.ckan.take_copy()
    wanted = {
        publisher.name: publisher
        for dataset in datasets.values()
        for publisher in work.declarations.ancestors(dataset.publisher)
    }
    plan = plan_organisations(wanted.values(), work.ckan)
    if plan.writes and work.ckan.forget(*wanted):
        return plan_organisations(wanted.values(), work.ckan)
    return plan


def planned(work: Workplace, dataset: Dataset) -> Plan:
    """Return what publishing the latest conversion would write.

    Where a copy of the catalogue says that something is to be done, the catalogue itself is asked.
    """
    plan = _planned(work, dataset)
    series = dataset.series.name if dataset.series else None
    if plan.writes and work.ckan.forget(plan.package_id, series):
        return _planned(work, dataset)
    return plan


def _planned(work: Workplace, dataset: Dataset) -> Plan:
    editions = editions_of(work, dataset) if dataset.has_table else {}
    at, by_copy = work.now(), work.database is not None
    plan = plan_dataset(dataset, editions, work.ckan, at, portal=work.portal, by_copy=by_copy)
    return dataclasses.replace(plan, contract=last_version.contract_change(work, dataset))


def published(work: Workplace, dataset: Dataset, run: Mapping[str, str]) -> Record:
    """Publish the latest conversion, check that nothing is left to write, and record it.

    `run` says who or what ran it: plain words for the record. Raises CatalogueRefused where a
    second plan is not empty, ConversionFailed (after the others are published) where a
    distribution could not be made, OnHold and BreaksContract before anything is written, and what
    `plan_dataset` and `apply` raise.
    """
    require_released(work.state, dataset)
    work.progress(dataset.name, "publish")
    plan = planned(work, dataset)
    require_kept(plan.contract)
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
        **run,
    }
    work.state.write_json(key, record)
    last_version.move_baselines(work, dataset)
    dated_versions.leave_version(work, dataset, plan.writes)
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
