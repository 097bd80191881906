"""One stage of one dataset: takes what the stage before left in the state, leaves its own there.

    validated/<id>/latest.json   {fingerprint, table, table_sha256, rows, columns, left_out,
                                  snapshot, report, changed,
                                  steps: [{step, type, rows, cells, dropped}],
                                  source: where the snapshot came from}
    converted/<id>/latest.json   {fingerprint, files: {format: {key, sha256, bytes, rows}},
                                  failures: {format: why}}
    published/<id>/latest.json   what the last publish did, and where the data came from (`source`)

A step whose input did not change gives back what it left the last time.
What does not belong here: Dagster (assets), how a stage does its work, why one failed (failures).
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines.convert import Converted, convert
from pipelines.errors import (
    CatalogueDiffers,
    ConversionFailed,
    InvalidData,
    SettingError,
)
from pipelines.extract import (
    Health,
    Snapshot,
    Snapshots,
    check_health,
    extract,
    provenance,
    raw_files,
)
from pipelines.formats import format_named
from pipelines.measure import History, IndicatorRow, count
from pipelines.model import Dataset, FormatName
from pipelines.orchestration import failures
from pipelines.orchestration.finished import done_before, fingerprint_of, finish, sha256_of
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import (
    Edition,
    Editions,
    File,
    Plan,
    apply,
    find_package,
    keep_loaded,
    last_loaded,
    plan_dataset,
    plan_organisations,
    read_back,
    repair,
)
from pipelines.state import State
from pipelines.validate import (
    Reports,
    StewardReport,
    require_no_personal_data,
    require_valid,
    validate,
)

Record = dict[str, Any]

WORK_VERSION = 2
"""Counted up when a stage makes something else of the same input, so that it is made anew."""


def extracted(work: Workplace, dataset: Dataset) -> Snapshot:
    """Check the source and keep what is new. Raises what `extract` raises."""
    work.progress(dataset.name, "extract")
    return extract(dataset, work.web, work.state, work.now)


def endpoint_health(work: Workplace, dataset: Dataset) -> Health:
    """Ask an open API how it is; never raises for an API that is not well."""
    work.progress(dataset.name, "health")
    return check_health(dataset, work.web, work.state, work.now)


def validated(work: Workplace, dataset: Dataset) -> list[Record]:
    """Validate the latest snapshot's tables and keep them typed.

    Raises InvalidData for all, and PersonalDataFound before anything is kept of that table.
    """
    snapshot = _snapshot(work.state, dataset)
    records: list[Record] = []
    failures: list[InvalidData] = []
    for part in dataset.parts():
        try:
            records.append(_validated_table(work, part, snapshot))
        except InvalidData as invalid:
            failures.append(invalid)
    if len(failures) > 1:
        message = "; ".join(invalid.message for invalid in failures)
        raise InvalidData(message, remedy=failures[0].remedy, report=failures[0].report)
    if failures:
        raise failures[0]
    return records


def _validated_table(work: Workplace, dataset: Dataset, snapshot: Snapshot) -> Record:
    schema = work.declarations.schema_of(dataset)
    source = dataset.source.model_dump_json()
    rules = [step.model_dump_json() for step in dataset.steps]
    rules += [_allowed(dataset), dataset.on_invalid.model_dump_json() if dataset.on_invalid else ""]
    fingerprint = fingerprint_of(WORK_VERSION, snapshot.sha256, schema, source, rules)
    latest = f"validated/{dataset.id}/latest.json"
    if (done := done_before(work.state, latest, fingerprint)) is not None:
        return done
    work.progress(dataset.name, "validate")
    with tempfile.TemporaryDirectory(prefix="hri-") as name:
        folder = Path(name)
        raw = raw_files(snapshot, dataset, work.state, folder)[0]
        validation = validate(dataset, schema, raw)
        told = StewardReport(dataset, schema, raw, validation)
        report = _reports_of(work, dataset).keep(told, snapshot.sha256, work.now()).report
        table = require_valid(dataset, validation, report)
        row_of = validation.prepared.rows_of_table(validation.invalid)
        require_no_personal_data(dataset, table, row_of, work.state, snapshot.sha256, work.now())
        path = folder / "table.parquet"
        write = format_named(FormatName.PARQUET).write
        assert write is not None  # noqa: S101 - Parquet is written
        write(table, path)
        key = f"validated/{dataset.id}/{fingerprint}/table.parquet"
        work.state.put(path, key)
        sha256 = sha256_of(path)
    record = {
        "fingerprint": fingerprint,
        "table": key,
        "table_sha256": sha256,
        "rows": table.num_rows,
        "left_out": told.summary.get("left_out"),
        "columns": len(schema["fields"]),
        "steps": validation.prepared.counts,
        "report": report,
        "snapshot": snapshot.sha256,
        "source": provenance(snapshot),
        "changed": (snapshot.source_modified or snapshot.first_fetched).isoformat(),
    }
    finish(work.state, latest, record)
    return record


def _reports_of(work: Workplace, dataset: Dataset) -> Reports:
    days, language = work.settings.report_days, work.settings.report_language
    return Reports(dataset.id, work.state, days=days, language=language)


def converted(work: Workplace, dataset: Dataset) -> list[Record]:
    """Make every declared distribution of the validated tables.

    A format that fails stands in `failures`; the others are made. The records name them all.
    """
    return [_converted_table(work, part) for part in dataset.parts()]


def _converted_table(work: Workplace, dataset: Dataset) -> Record:
    table = _needed(work.state, f"validated/{dataset.id}/latest.json", dataset)
    geometry = dataset.geometry.model_dump_json() if dataset.geometry else ""
    formats = [item.format.value for item in dataset.distributions]
    fingerprint = fingerprint_of(WORK_VERSION, table["fingerprint"], geometry, formats)
    latest = f"converted/{dataset.id}/latest.json"
    if (done := done_before(work.state, latest, fingerprint)) is not None:
        return done
    work.progress(dataset.name, "convert")
    with tempfile.TemporaryDirectory(prefix="hri-") as folder:
        whole = pq.read_table(work.state.file(table["table"]))
        conversion = convert(dataset, whole, Path(folder))
        files = {
            item.format.value: _keep(work.state, f"converted/{dataset.id}/{fingerprint}", item)
            for item in conversion.distributions
        }
    failures = {name.value: str(error) for name, error in conversion.failures.items()}
    record = {"fingerprint": fingerprint, "files": files, "failures": failures}
    finish(work.state, latest, record)
    return record


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
    """Return what publishing the latest conversion would write."""
    editions = {} if dataset.is_api else editions_of(work, dataset)
    by_copy = work.database is not None
    return plan_dataset(dataset, editions, work.ckan, work.now(), by_copy=by_copy)


def published(work: Workplace, dataset: Dataset, run: Mapping[str, str]) -> Record:
    """Publish the latest conversion, check that nothing is left to write, and record it.

    `run` says who or what ran it: plain words for the record. Raises CatalogueRefused where a
    second plan is not empty, ConversionFailed (after the others are published) where a
    distribution could not be made, and what `plan_dataset` and `apply` raise.
    """
    work.progress(dataset.name, "publish")
    plan = planned(work, dataset)
    apply(plan, work.ckan, work.database)
    for part, load in plan.loads.items():
        keep_loaded(work.state, part, load)
    if plan.writes:
        _check_nothing_is_left(work, dataset)
    key = f"published/{dataset.id}/latest.json"
    before = work.state.read_json(key) or {}
    record = {
        "name": dataset.name,
        "url": f"{work.catalogue.url}/dataset/{dataset.name}",
        "checked": work.now().isoformat(),
        "written": work.now().isoformat() if plan.writes else before.get("written"),
        "writes": plan.writes,
        "kept_resources": list(plan.kept),
        "source": None if dataset.is_api else source_of(work.state, dataset),
        **run,
    }
    work.state.write_json(key, record)
    missing = [] if dataset.is_api else conversion_failures(work.state, dataset)
    if missing:
        raise ConversionFailed("; ".join(missing))
    failures.forget(work.state, dataset)
    return record


def source_of(state: State, dataset: Dataset) -> Record | None:
    """Return the provenance of the snapshot that was validated: of what is published."""
    first = _needed(state, f"validated/{dataset.parts()[0].id}/latest.json", dataset)
    return first.get("source")


def measured(work: Workplace) -> list[IndicatorRow]:
    """Count what the catalogue shows, append it to the history and return today's rows."""
    now = work.now()
    rows = count(work.ckan.packages(), work.declarations.publishers, now)
    history = History(work.state)
    history.append(rows)
    return history.latest(now)


def editions_of(work: Workplace, dataset: Dataset) -> Editions:
    """Return what is ready to be published of a dataset that has data.

    Raises SettingError where the data came from a replica and the catalogue is a real portal.
    """
    snapshot = _snapshot(work.state, dataset)
    if snapshot.fetched_from != snapshot.url and not work.catalogue.is_sandbox:
        raise SettingError(
            f"{dataset.name}: the snapshot came from a replica, not from {snapshot.url}",
            remedy="unset HRI_REPLICA and run again with an HRI_STATE of the portal's own",
        )
    return {part.id: _edition_of(work, part) for part in dataset.parts()}


def _edition_of(work: Workplace, dataset: Dataset) -> Edition:
    table = _needed(work.state, f"validated/{dataset.id}/latest.json", dataset)
    files = _needed(work.state, f"converted/{dataset.id}/latest.json", dataset)["files"]
    return Edition(
        loaded=last_loaded(work.state, dataset.id),
        files={
            FormatName(name): File(work.state.file(file["key"]), file["sha256"])
            for name, file in files.items()
        },
        table=work.state.file(table["table"]),
        table_sha256=table["table_sha256"],
        schema=work.declarations.schema_of(dataset),
        changed=dt.datetime.fromisoformat(table["changed"]),
        left_out=table["left_out"],
    )


def conversion_failures(state: State, dataset: Dataset) -> list[str]:
    """Return why distributions are missing from what the last conversion left."""
    records = (_needed(state, f"converted/{part.id}/latest.json", part) for part in dataset.parts())
    return [why for record in records for why in record["failures"].values()]


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
    if dataset.is_api or package is None:
        return
    differences = read_back(dataset, editions_of(work, dataset), package, work.ckan)
    if differences:
        apply(repair(dataset, differences), work.ckan)
        what = "; ".join(difference.what for difference in differences)
        raise CatalogueDiffers(
            f"{dataset.name}: CKAN serves something else than was published: {what}",
            remedy="it is published once more at the next run; where it lasts, see who changes it",
        )


def _allowed(dataset: Dataset) -> str:
    decision = dataset.access.privacy
    return decision.allowed.model_dump_json() if decision else ""


def _snapshot(state: State, dataset: Dataset) -> Snapshot:
    snapshot = Snapshots(dataset.id, state).latest()
    if snapshot is None:
        raise InvalidData(f"{dataset.name} has not been extracted yet", remedy="run it from there")
    return snapshot


def _needed(state: State, key: str, dataset: Dataset) -> Record:
    record = state.read_json(key)
    if record is None:
        stage = key.split("/")[0]
        raise InvalidData(f"{dataset.name} has not been {stage} yet", remedy="run it from there")
    return dict(record)


def _keep(state: State, folder: str, item: Converted) -> Record:
    key = f"{folder}/{item.path.name}"
    state.put(item.path, key)
    return {"key": key, "sha256": item.sha256, "bytes": item.bytes, "rows": item.rows}
