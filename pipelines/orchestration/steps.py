"""A dataset up to its files: a stage takes what the one before left in the state, leaves its own.

    validated/<id>/latest.json   {fingerprint, table, table_sha256, rows, columns, snapshot, report,
                                  changed, steps: [{step, type, rows, cells, dropped}],
                                  source: where the snapshot came from,
                                  checks: [{label, check, severity, passed, count, why}],
                                  measures: {name: value}, failed_measures: [name]}
    converted/<id>/latest.json   {fingerprint, files: {format: {key, sha256, bytes, rows}},
                                  failures: {format: why}, extent: {box, days}}

A step whose input did not change gives back what it left the last time.
What does not belong here: Dagster (assets), how a stage does its work, why one failed (failures),
the catalogue (publishing).
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from pipelines.convert import convert, extent
from pipelines.errors import ChecksFailed, InvalidData
from pipelines.extract import (
    Health,
    Snapshot,
    check_health,
    extract,
    provenance,
    raw_table,
)
from pipelines.formats.merged import Merged
from pipelines.model import Dataset, LedgerSource, Noun
from pipelines.orchestration import failures, last_version, lifecycle
from pipelines.orchestration.ledger_export import export_closed_days
from pipelines.orchestration.records import (
    Record,
    done,
    fingerprint_of,
    finish,
    keep,
    keep_table,
    needed,
    snapshot_of,
)
from pipelines.orchestration.referred_tables import ReferredTables
from pipelines.orchestration.workplace import Workplace
from pipelines.validate import (
    Reports,
    Results,
    StewardReport,
    require_no_personal_data,
    require_referred_rows,
    require_unblocked,
    require_valid,
    validate,
)

WORK_VERSION = 3
"""Counted up when a stage makes something else of the same input, so that it is made anew."""


def extracted(work: Workplace, dataset: Dataset) -> Snapshot:
    """Check the source and keep what is new; a frozen or ended dataset stays as it was.

    Raises Withheld where it was withdrawn by command, and what `extract` raises.
    """
    lifecycle.require_not_withdrawn(work.state, dataset)
    if not dataset.is_fetched(work.today()):
        return snapshot_of(work.state, dataset)
    work.progress(dataset.name, "extract")
    if isinstance(dataset.source, LedgerSource):
        export_closed_days(work)
    return extract(dataset, work.web, work.state, work.now)


def endpoint_health(work: Workplace, dataset: Dataset) -> Health:
    """Ask an open API or links how they are; never raises for what is not well."""
    work.progress(dataset.name, "health")
    return check_health(dataset, work.web, work.state, work.now)


def validated(work: Workplace, dataset: Dataset) -> list[Record]:
    """Validate and check the latest snapshot's tables, and keep them typed.

    Raises InvalidData or ChecksFailed, for all tables that are not as they should be, and
    PersonalDataFound before anything is kept of that table.
    """
    snapshot = snapshot_of(work.state, dataset)
    records: list[Record] = []
    unsound: list[InvalidData | ChecksFailed] = []
    for part in dataset.parts():
        try:
            records.append(_validated_table(work, part, snapshot))
        except (InvalidData, ChecksFailed) as failure:
            unsound.append(failure)
    if unsound:
        raise failures.as_one(unsound)
    return records


def _validated_table(work: Workplace, dataset: Dataset, snapshot: Snapshot) -> Record:
    """Validate one table, unless it was validated as it is now declared.

    The record is keyed by what the table is made of and by the declared checks, not by the
    baseline: the results are those against the version before, and stay so once this one is the
    baseline itself.
    """
    schema = work.declarations.schema_of(dataset)
    referred = ReferredTables(work.state, dataset).marks(schema)
    made_of = (snapshot.sha256, schema, _rules(dataset), referred)
    fingerprint = fingerprint_of(WORK_VERSION, *made_of)
    latest = f"validated/{dataset.id}/latest.json"
    if (before := done(work.state, latest, fingerprint)) is not None:
        return before
    work.progress(dataset.name, "validate")
    with tempfile.TemporaryDirectory(prefix="hri-") as name:
        folder = Path(name)
        raw = raw_table(snapshot, dataset, schema, work.state, folder)
        told, results, report = _judged(work, dataset, raw, snapshot)
        table = require_valid(dataset, told.validation, report)
        key = f"validated/{dataset.id}/{fingerprint}/table.parquet"
        sha256 = keep_table(work.state, table, folder / "table.parquet", key)
    record = {
        "fingerprint": fingerprint,
        "table": key,
        "table_sha256": sha256,
        "rows": table.num_rows,
        "left_out": told.summary.get("left_out"),
        "columns": len(schema["fields"]),
        "steps": told.validation.prepared.counts,
        "report": report,
        "snapshot": snapshot.sha256,
        "source": provenance(snapshot),
        "changed": (snapshot.source_modified or snapshot.first_fetched).isoformat(),
        "checks": results.as_record(),
        "measures": results.measures,
        "failed_measures": results.failed_measures,
    }
    finish(work.state, latest, record)
    return record


def _judged(
    work: Workplace, dataset: Dataset, raw: Merged, snapshot: Snapshot
) -> tuple[StewardReport, Results, str]:
    """Return what is told of a table that may go on, its checks, and the kept report's key.

    Raises InvalidData, PersonalDataFound and ChecksFailed, in this order.
    """
    schema = work.declarations.schema_of(dataset)
    validation = validate(dataset, schema, raw)
    told = StewardReport(dataset, schema, raw, validation)
    reports = _reports_of(work, dataset)
    report = reports.keep(told, snapshot.sha256, work.now()).report
    table = require_valid(dataset, validation, report)
    row_of = validation.prepared.rows_of_table(validation.invalid)
    require_no_personal_data(dataset, table, row_of, work.state, snapshot.sha256, work.now())
    referred = ReferredTables(work.state, dataset)
    require_referred_rows(dataset.id, schema, table, row_of, referred.table, report)
    # Only now: new categories are proposed as a baseline, and must be nobody's.
    checked = last_version.checked(work, dataset, raw, validation, snapshot.sha256)
    if checked.results.failed:
        told = StewardReport(dataset, schema, raw, checked.validation)
        reports.keep(told, snapshot.sha256, work.now())
    require_unblocked(dataset, checked.results, report)
    return told, checked.results, report


def _reports_of(work: Workplace, dataset: Dataset) -> Reports:
    days, language = work.settings.report_days, work.settings.report_language
    return Reports(dataset.id, work.state, days=days, language=language)


def converted(work: Workplace, dataset: Dataset) -> list[Record]:
    """Make every declared distribution of the validated tables.

    A format that fails stands in `failures`; the others are made. The records name them all.
    """
    return [_converted_table(work, part) for part in dataset.parts()]


def _converted_table(work: Workplace, dataset: Dataset) -> Record:
    table = needed(work.state, f"validated/{dataset.id}/latest.json", dataset)
    geometry = dataset.geometry.model_dump_json() if dataset.geometry else ""
    formats = [item.format.value for item in dataset.distributions]
    fingerprint = fingerprint_of(WORK_VERSION, table["fingerprint"], geometry, formats)
    latest = f"converted/{dataset.id}/latest.json"
    if (before := done(work.state, latest, fingerprint)) is not None:
        return before
    work.progress(dataset.name, "convert")
    with tempfile.TemporaryDirectory(prefix="hri-") as folder:
        whole = pq.read_table(work.state.file(table["table"]))
        conversion = convert(dataset, whole, Path(folder))
        covers = extent(dataset, whole, work.declarations.schema_of(dataset)).to_json()
        files = {
            item.format.value: keep(work.state, f"converted/{dataset.id}/{fingerprint}", item)
            for item in conversion.distributions
        }
    failures = {name.value: str(error) for name, error in conversion.failures.items()}
    record = {"fingerprint": fingerprint, "files": files, "failures": failures, "extent": covers}
    finish(work.state, latest, record)
    return record


def _rules(dataset: Dataset) -> list[str]:
    """Return everything declared that decides what becomes of a table's rows."""
    decision, geometry = dataset.access.privacy, dataset.geometry
    nouns: list[Noun] = [dataset.source, *dataset.steps, *dataset.checks]
    nouns += [decision.allowed] if decision else []
    nouns += [dataset.on_invalid] if dataset.on_invalid else []
    nouns += [geometry] if geometry and dataset.checks else []
    return [noun.model_dump_json() for noun in nouns]
