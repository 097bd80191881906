"""A dataset before the catalogue: planned, published, read back.

    published/<id>/latest.json   what the last publish did, where the data came from (`source`),
                                 what was promised (`contract`), the declared `fields` as they were
                                 published, and the marks by which edits in the portal and
                                 new data are known (`own`, `marks`)

What does not belong here: Dagster (assets), the stages before (steps), what a plan holds (publish).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from pipelines.errors import CatalogueDiffers, CatalogueMoved, ConversionFailed, HriError
from pipelines.model import Dataset
from pipelines.orchestration import (
    announcing,
    applies,
    dataset_lock,
    dated_versions,
    failures,
    last_version,
    lifecycle,
)
from pipelines.orchestration.editions import (
    conversion_failures,
    editions_of,
    rows_of,
    source_of,
)
from pipelines.orchestration.news import marks_of
from pipelines.orchestration.records import Record
from pipelines.orchestration.served import facts_of
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import (
    Editions,
    Plan,
    Remembered,
    apply,
    digests,
    find_package,
    keep_loaded,
    plan_dataset,
    plan_organisations,
    read_back,
    repair,
    require_unmoved,
)
from pipelines.versions import require_released

FEW = 20
"""Up to so many datasets, each is asked for by itself."""


def organisations(work: Workplace, datasets: Mapping[str, Dataset]) -> Plan:
    """Create or rename the organisations that the datasets stand in, and those above them."""
    with dataset_lock.alone(work, "organisations"):
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
    plan = plan_organisations(wanted.values(), work.ckan, work.portal)
    if plan.writes and work.ckan.forget(*wanted):
        return plan_organisations(wanted.values(), work.ckan, work.portal)
    return plan


def planned(work: Workplace, dataset: Dataset, at: dt.datetime | None = None) -> Plan:
    """Return what publishing the latest conversion would write, at that moment: now unless said.

    At the dataset's end, that is the tombstone. Where a copy of the catalogue says that something
    is to be done, the catalogue itself is asked. Raises Withheld where it was withdrawn by command.
    """
    lifecycle.require_not_withdrawn(work.state, dataset)
    if dataset.has_ended(work.today()):
        return lifecycle.planned_end(work, dataset)
    plan = _planned(work, dataset, at)
    series = dataset.series.name if dataset.series else None
    if plan.writes and work.ckan.forget(plan.package_id, series):
        return _planned(work, dataset, at)
    return plan


def _planned(work: Workplace, dataset: Dataset, at: dt.datetime | None) -> Plan:
    editions = editions_of(work, dataset) if dataset.has_table else {}
    plan = plan_dataset(
        announcing.with_addresses(work, dataset),
        editions,
        work.ckan,
        at or work.now(),
        portal=work.portal,
        by_copy=work.database is not None,
        remembered=remembered(work, dataset),
    )
    return dataclasses.replace(plan, contract=last_version.contract_change(work, dataset))


def remembered(work: Workplace, dataset: Dataset) -> Remembered:
    """Return what was published the last time, and what unfinished attempts may have left."""
    record = work.state.read_json(last_version.published_key(dataset)) or {}
    attempted = tuple(applies.attempted(work.state, dataset))
    return Remembered(record.get("fields", {}), attempted, record.get("own", {}))


def published(work: Workplace, dataset: Dataset, run: Mapping[str, str]) -> Record:
    """Plan the publishing of the latest conversion and carry the plan out (see `carried_out`).

    Where somebody changes the package meanwhile, it is planned anew, once.
    """
    work.progress(dataset.name, "publish")
    with dataset_lock.in_turn(work, dataset.id):
        try:
            return carried_out(work, dataset, planned(work, dataset), run)
        except CatalogueMoved:
            return carried_out(work, dataset, planned(work, dataset), run)


def carried_out(work: Workplace, dataset: Dataset, plan: Plan, run: Mapping[str, str]) -> Record:
    """Carry a plan out, check that nothing is left to write, and record it.

    `run` says who or what ran it: plain words for the record. Raises CatalogueRefused where a
    second plan is not empty, ConversionFailed (after the others are published) where a
    distribution could not be made, OnHold and BreaksContract before anything is written,
    CatalogueBusy and CatalogueMoved where others write the same package, and what `plan_dataset`
    and `apply` raise.
    """
    require_released(work.state, dataset)
    if dataset.has_ended(work.today()):
        lifecycle.require_not_withdrawn(work.state, dataset)
        return lifecycle.end(work, dataset, run)
    announcing.require_allowed(work, dataset, plan.contract)
    with _alone(work, dataset, plan):
        attempt = applies.begun(work, dataset, plan, run)
        try:
            stands = _written(work, dataset, plan)
        except HriError as error:
            applies.failed(work, attempt, error)
            raise
        missing = conversion_failures(work.state, dataset) if dataset.has_table else {}
        record = _keep_record(work, dataset, plan, stands, {**run}, missing)
        announcing.keep(work, dataset)
        lifecycle.served_again(work.state, dataset)
        last_version.move_baselines(work, dataset)
        dated_versions.leave_version(work, dataset, plan.writes)
        applies.finished(work, dataset, stands, rows_of(work.state, dataset))
    if missing:
        raise ConversionFailed("; ".join(missing.values()))
    failures.forget(work.state, dataset)
    return record


@contextmanager
def _alone(work: Workplace, dataset: Dataset, plan: Plan) -> Iterator[None]:
    """Keep out everybody else who writes the packages of the plan; nobody for an empty one."""
    with ExitStack() as held:
        held.enter_context(dataset_lock.in_turn(work, dataset.id))
        if plan.writes:
            for name in _written_by(dataset):
                held.enter_context(dataset_lock.alone(work, name))
            require_unmoved(plan, work.ckan)
        yield


def _written_by(dataset: Dataset) -> list[str]:
    """Return the names of the packages that a publish may write: the dataset's, its series'."""
    return [dataset.id, *([f"series {dataset.series.name}"] if dataset.series else [])]


def _written(work: Workplace, dataset: Dataset, plan: Plan) -> Plan:
    """Send the plan's calls, and return the plan over what stands then, which is empty.

    What an earlier run wrote and could not check any more is checked now.
    """
    send(work, plan)
    if not plan.writes and not applies.is_unfinished(work.state, dataset):
        return plan
    stands = planned(work, dataset)
    require_nothing_left(dataset, stands)
    verified(work, dataset)
    return stands


def send(work: Workplace, plan: Plan) -> None:
    """Send the plan's calls, and keep what the tables hold after them. Raises what `apply` does."""
    apply(plan, work.ckan, work.database)
    for part, load in plan.loads.items():
        keep_loaded(work.state, part, load)


def _keep_record(
    work: Workplace,
    dataset: Dataset,
    plan: Plan,
    stands: Plan,
    run: Record,
    missing: Mapping[str, str],
) -> Record:
    key = last_version.published_key(dataset)
    before = work.state.read_json(key) or {}
    record = {
        "name": dataset.name,
        "url": f"{work.catalogue.url}/dataset/{dataset.name}",
        "checked": work.now().isoformat(),
        "written": work.now().isoformat() if plan.writes else before.get("written"),
        "writes": plan.writes,
        "kept_resources": list(plan.kept),
        "conflicts": [each.as_dict() for each in plan.conflicts],
        "kept_edits": [each.as_dict() for each in plan.edits],
        "source": source_of(work.state, dataset) if dataset.has_table else None,
        "contract": last_version.published_contract(plan.contract, missing),
        **facts_of(work, dataset, stands, before),
        **as_published(stands),
        **run,
    }
    work.state.write_json(key, record)
    return record


def as_published(stands: Plan) -> Record:
    """Return what the next plan needs to know of this one, over what now stands."""
    return {
        "fields": {at: dict(fields) for at, fields in stands.published.items()},
        "own": digests(stands.own),
        "marks": marks_of(stands),
    }


def require_nothing_left(dataset: Dataset, left: Plan) -> None:
    """Raise CatalogueDiffers where the plan over what was written is not empty."""
    if left.writes:
        what = "; ".join(call.reason for call in left.calls)
        raise CatalogueDiffers(
            f"{dataset.name}: CKAN did not keep what was written: {what}",
            remedy="the portal's schema or an extension changes these fields",
        )


def verified(work: Workplace, dataset: Dataset) -> None:
    """Read back what CKAN serves of a published dataset.

    Raises CatalogueDiffers where it is not what was published; the next run then repairs it.
    """
    with dataset_lock.alone(work, dataset.id):
        if dataset.has_table:
            remedy = "the next run publishes it once more; where it lasts, see who changes it"
            require_served(work, dataset, editions_of(work, dataset), remedy)


def require_served(work: Workplace, dataset: Dataset, editions: Editions, remedy: str) -> None:
    """Raise CatalogueDiffers where CKAN serves something else than the editions.

    What differs is marked, so that the next plan writes it again.
    """
    package = find_package(dataset, work.ckan)
    differences = read_back(dataset, editions, package, work.ckan) if package else []
    if differences:
        apply(repair(dataset, differences), work.ckan)
        what = "; ".join(difference.what for difference in differences)
        raise CatalogueDiffers(
            f"{dataset.name}: CKAN serves something else than was published: {what}", remedy=remedy
        )
