"""A declaration becomes assets: extracted → validated → converted → published, with their checks.

Dagster reads the annotations of these functions, so they are not postponed.
Keys are `[<permanent id>, <stage>]`, so a renamed dataset keeps its history. What a step says to
Dagster are counts, ids and checksums, never a cell.
What does not belong here: what a step does (steps), and when it runs (schedules).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    Failure,
    MaterializeResult,
    MetadataValue,
    RetryRequested,
    asset,
)

from pipelines.addresses import host
from pipelines.errors import (
    ChecksFailed,
    HriError,
    InvalidData,
    PermanentError,
    PersonalDataFound,
    TransientError,
)
from pipelines.extract import Snapshot
from pipelines.model import Dataset
from pipelines.orchestration import failures, publishing, steps
from pipelines.orchestration.check_specs import check_results_of, check_specs_of
from pipelines.orchestration.workplace import Workplace

COMMIT_TAG = "hri/commit"
ORGANISATIONS = AssetKey(["catalogue", "organisations"])
INDICATORS = AssetKey(["programme", "indicators"])
PAST_INDICATORS = AssetKey(["programme", "reconstructed_indicators"])
DASHBOARD = AssetKey(["site", "dashboard"])
RETRIES = 2
VALID, PRIVATE = "rows_are_valid", "no_personal_data"
"""The asset checks that every dataset with data has."""
SHOWN_REQUESTS = 50
"""Requests of a snapshot that Dagster shows; the snapshot's record holds them all."""

T = TypeVar("T")


def key_of(dataset: Dataset, stage: str) -> AssetKey:
    """Return the asset key of a dataset's stage."""
    return AssetKey([dataset.id.replace("-", "_"), stage])


def assets_of(dataset: Dataset) -> list[AssetsDefinition]:
    """Return the assets of one dataset, or of one that is only described (an API, links)."""
    if not dataset.has_table:
        return [_published(dataset, [ORGANISATIONS])]
    return [
        _extracted(dataset),
        _validated(dataset),
        _converted(dataset),
        _published(dataset, [key_of(dataset, "converted"), ORGANISATIONS]),
    ]


def _asset(
    dataset: Dataset,
    stage: str,
    kinds: set[str],
    deps: Sequence[AssetKey],
    checks: Sequence[AssetCheckSpec] = (),
    pool: str | None = None,
) -> Callable[[Callable[..., Any]], AssetsDefinition]:
    """Return the decorator for one stage of a dataset."""
    title, text = dataset.title, dataset.description
    return asset(
        key=key_of(dataset, stage),
        deps=list(deps),
        check_specs=list(checks),
        group_name=dataset.publisher.replace("-", "_"),
        owners=[dataset.contact.email],
        kinds=kinds,
        tags={
            "hri/dataset": dataset.id,
            "hri/frequency": dataset.frequency.value,
            "hri/stage": stage,
        },
        description=f"{title.en or title.fi} — {stage}. {text.en or text.fi}",
        required_resource_keys={"workplace"},
        pool=pool,
    )


def pool_of(dataset: Dataset) -> str | None:
    """Return the pool of the host that the dataset comes from; None where it names no host.

    It bounds nothing until `concurrency.pools` of the instance sets a limit (see dagster.yaml).
    """
    return host(urlsplit(dataset.source.address)) or None


def _extracted(dataset: Dataset) -> AssetsDefinition:

    @_asset(dataset, "extracted", {dataset.source.type}, [], pool=pool_of(dataset))
    def extracted(context: AssetExecutionContext) -> MaterializeResult[None]:
        snapshot = do(context, steps.extracted, dataset)
        return MaterializeResult(
            metadata={
                "outcome": snapshot.outcome,
                "bytes": snapshot.bytes,
                "sha256": snapshot.sha256,
                "source": MetadataValue.url(snapshot.url),
                "requests": _requests_table(snapshot),
                "data changed": MetadataValue.timestamp(snapshot.first_fetched),
                "source last checked": MetadataValue.timestamp(snapshot.last_checked),
            }
        )

    return extracted


def _requests_table(snapshot: Snapshot) -> MetadataValue:
    """Return which requests brought the content, when, how many records each, with checksums."""
    lines = ["| asked | status | records | bytes | sha256 | url |", "|---|---|---|---|---|---|"]
    for request in snapshot.requests[:SHOWN_REQUESTS]:
        asked = request.asked.isoformat(timespec="seconds")
        facts = (asked, request.status, request.records, request.bytes, request.sha256[:12])
        cells = ["" if fact is None else str(fact) for fact in facts]
        lines.append(f"| {' | '.join(cells)} | {request.url} |")
    if len(snapshot.requests) > SHOWN_REQUESTS:
        lines.append(f"| … | | | | | {len(snapshot.requests)} requests in all |")
    return MetadataValue.md("\n".join(lines))


def _validated(dataset: Dataset) -> AssetsDefinition:
    key = key_of(dataset, "validated")
    valid = AssetCheckSpec(VALID, asset=key, description="Every row satisfies the Table Schema.")
    private = AssetCheckSpec(
        PRIVATE,
        asset=key,
        description="No identity code, address, phone or account number stands in any text.",
    )
    specs = [valid, private, *check_specs_of(dataset, key)]
    deps = [key_of(dataset, "extracted")]

    @_asset(dataset, "validated", {"frictionless"}, deps, specs)
    def validated(context: AssetExecutionContext) -> Iterator[Any]:
        try:
            records = do(context, steps.validated, dataset)
        except Failure as failure:
            # The failed check is recorded and nothing is materialised: the last good table stays.
            yield from _failed_checks(dataset, failure.__cause__)
            raise
        counts = {
            "dagster/row_count": sum(record["rows"] for record in records),
            "columns": sum(record["columns"] for record in records),
        }
        reports = ", ".join(record["report"] for record in records)
        incomplete = [record for record in records if record["left_out"]]
        if incomplete:
            counts["invalid rows left out"] = sum(each["left_out"]["rows"] for each in incomplete)
        yield AssetCheckResult(
            check_name=VALID,
            passed=not incomplete,
            # The declaration lets the other rows be published; that some are invalid is said.
            severity=AssetCheckSeverity.WARN if incomplete else AssetCheckSeverity.ERROR,
            metadata={**counts, "report": (incomplete or records)[0]["report"]},
        )
        yield AssetCheckResult(check_name=PRIVATE, passed=True)
        made = [check for record in records for check in record["checks"]]
        yield from check_results_of(dataset, made, reports)
        touched = _touched(dataset, records)
        yield MaterializeResult(metadata={**counts, "report": reports, **touched})

    return validated


def _failed_checks(dataset: Dataset, cause: object) -> Iterator[AssetCheckResult]:
    """Yield what is known of the checks where `validated` failed: up to the one that stopped it."""
    if isinstance(cause, InvalidData):
        metadata = {"report": cause.report}
        yield AssetCheckResult(check_name=VALID, passed=False, metadata=metadata)
    if isinstance(cause, PersonalDataFound):
        yield AssetCheckResult(check_name=VALID, passed=True)
        found = {"incident": cause.incident, "where": cause.message}
        yield AssetCheckResult(check_name=PRIVATE, passed=False, metadata=found)
    if isinstance(cause, ChecksFailed):
        yield AssetCheckResult(check_name=VALID, passed=True)
        yield AssetCheckResult(check_name=PRIVATE, passed=True)
        yield from check_results_of(dataset, cause.results, cause.report)


def _touched(dataset: Dataset, records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what each declared step touched: {`<table> step 1 (keep)`: rows, cells, dropped}."""
    return {
        f"{part.name} step {each['step']} ({each['type']})": each
        for part, record in zip(dataset.parts(), records, strict=True)
        for each in record["steps"]
    }


def _converted(dataset: Dataset) -> AssetsDefinition:
    key = key_of(dataset, "converted")
    check = AssetCheckSpec(
        "all_formats_read_back_equal",
        asset=key,
        description="Every declared distribution was made and holds the validated values.",
    )
    kinds = {item.format.value for part in dataset.parts() for item in part.distributions}

    @_asset(dataset, "converted", set(sorted(kinds)[:3]), [key_of(dataset, "validated")], [check])
    def converted(context: AssetExecutionContext) -> Iterator[Any]:
        records = do(context, steps.converted, dataset)
        failures = {
            f"{part.name} {name}": why
            for part, record in zip(dataset.parts(), records, strict=True)
            for name, why in record["failures"].items()
        }
        yield AssetCheckResult(
            check_name=check.name,
            passed=not failures,
            severity=AssetCheckSeverity.ERROR,
            metadata=failures,
        )
        files = [file for record in records for file in record["files"].values()]
        rows = sum(
            max((file["rows"] for file in record["files"].values()), default=0)
            for record in records
        )
        size = sum(file["bytes"] for file in files)
        metadata = {"dagster/row_count": rows, "files": len(files), "bytes": size}
        yield MaterializeResult(metadata=metadata)

    return converted


def _published(dataset: Dataset, deps: list[AssetKey]) -> AssetsDefinition:
    key = key_of(dataset, "published")
    health = AssetCheckSpec("endpoint_answers", asset=key, description="What is described answers.")
    checks = [] if dataset.has_table else [health]

    @_asset(dataset, "published", {"ckan"}, deps, checks)
    def published(context: AssetExecutionContext) -> Iterator[Any]:
        if not dataset.has_table:
            yield _health_check(context, dataset, health.name)
        run = {"run": context.run.run_id, "commit": context.run.tags.get(COMMIT_TAG, "")}
        record = do(context, publishing.published, dataset, run)
        yield MaterializeResult(
            metadata={
                "writes": record["writes"],
                "page": MetadataValue.url(record["url"]),
                **_source_of(record),
                "resources kept though undeclared": len(record["kept_resources"]),
            }
        )

    return published


def _source_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return where the published data came from; nothing for an API."""
    source = record["source"]
    if source is None:
        return {}
    return {"source": MetadataValue.url(source["address"]), "snapshot": source["snapshot"]}


def _health_check(context: AssetExecutionContext, dataset: Dataset, name: str) -> AssetCheckResult:
    """Return the health of an API or of links; a sick one warns, and is published all the same."""
    health = do(context, steps.endpoint_health, dataset)
    return AssetCheckResult(
        check_name=name,
        passed=health.healthy,
        severity=AssetCheckSeverity.WARN,
        metadata={"status": health.status or 0, "problem": health.problem},
    )


def organisations(datasets: Mapping[str, Dataset]) -> AssetsDefinition:
    """Return the asset of the organisations that the datasets stand in."""

    @asset(
        key=ORGANISATIONS,
        kinds={"ckan"},
        group_name="catalogue",
        description="The publishers of the register as organisations in the city's tree.",
        required_resource_keys={"workplace"},
    )
    def publisher_organisations(context: AssetExecutionContext) -> MaterializeResult[None]:
        plan = do(context, publishing.organisations, datasets)
        return MaterializeResult(metadata={"writes": plan.writes})

    return publisher_organisations


def do(context: AssetExecutionContext, step: Callable[..., T], *arguments: Any) -> T:
    """Run a step: a permanent error fails at once, a transient one is tried again.

    Anything else is a defect of ours and goes up as it is.
    """
    work: Workplace = context.resources.workplace
    try:
        return step(work, *arguments)
    except PermanentError as error:
        _keep_failure(work, step, arguments, error)
        raise Failure(description=str(error), allow_retries=False) from error
    except TransientError as error:
        if context.retry_number >= RETRIES:
            _keep_failure(work, step, arguments, error)
            raise Failure(description=str(error), allow_retries=False) from error
        wait = error.retry_after or work.retry_seconds * 2**context.retry_number
        context.log.warning("%s; trying again in %.0f s", error, wait)
        raise RetryRequested(max_retries=RETRIES, seconds_to_wait=wait) from error


def _keep_failure(
    work: Workplace, step: Callable[..., Any], arguments: tuple[Any, ...], error: HriError
) -> None:
    """Leave for `hri status` why a dataset's step failed."""
    for dataset in arguments[:1]:
        if isinstance(dataset, Dataset):
            failures.keep(work.state, dataset, step.__name__, error, work.now())
