"""An earlier version served again: under the same ids, with the schema that it had, and on hold.

What does not belong here: keeping versions (dated_versions), and publishing what is new
(publishing), which goes on when the hold is released.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines.convert import convert
from pipelines.errors import HriError, NotInCatalogue
from pipelines.journal import Entry, Kind, enter
from pipelines.model import Dataset
from pipelines.orchestration import applies, dataset_lock, dated_versions, last_version, publishing
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import (
    Edition,
    Editions,
    File,
    Plan,
    find_package,
    plan_dataset,
)
from pipelines.validate import Baselines
from pipelines.versions import Hold, Version, Versions, VersionTable, hold

TEXT = {
    "fi": "Aiempi versio {version} on palautettu: {reason}",
    "sv": "En tidigare version, {version}, har återställts: {reason}",
    "en": "The earlier version {version} is served again: {reason}",
}


@dataclasses.dataclass(frozen=True)
class Rollback:
    """What a rollback did."""

    dataset: str
    version: str
    writes: int
    unmade: Mapping[str, str]
    """Resource id → why; formats that are declared now and could not be made of the version. They
    are served as they were before."""
    missing: tuple[str, ...]
    """Tables that are declared now and that the version lacks; served as they were before."""

    def as_dict(self) -> dict[str, Any]:
        """Return the rollback for `--json`."""
        return {**vars(self), "unmade": dict(self.unmade), "missing": list(self.missing)}


def rolled_back(
    work: Workplace, dataset: Dataset, name: str, reason: str, run: Mapping[str, str]
) -> Rollback:
    """Publish the version of that name again, read it back, and hold the dataset.

    The contract's gate and the least score do not stop it; the decision on privacy does. It can be
    called again after a failure. `run` says who or what asked for it, `by` among it.

    Raises NoSuchVersion, NotInCatalogue where nothing is published, CatalogueDiffers, Withheld and
    what planning and applying raise.
    """
    version = Versions(dataset.id, work.state).named(name)
    if find_package(dataset, work.ckan) is None:
        raise NotInCatalogue(f"{dataset.name} is not in the catalogue", remedy="`hri run` it")
    since, by = work.now().replace(microsecond=0), run.get("by", "")
    # First of all, so that no schedule undoes what is about to be done.
    hold(
        work.state,
        Hold(dataset=dataset.id, reason=reason, by=by, since=since, version=version.name),
    )
    then = dataset.model_copy(update={"version": version.declared, "minimum_score": None})
    with (
        dataset_lock.alone(work, dataset.id),
        tempfile.TemporaryDirectory(prefix="hri-") as folder,
    ):
        editions, unmade = _editions(work, then, version, Path(folder))
        plan = _plan(work, then, editions)
        stands = _written(work, then, editions, plan, run)
        dated_versions.record_served(work, then, editions, version)
        _keep_records(work, dataset, version, plan, {**run, **publishing.as_published(stands)})
    enter(work.state, _entry(work, dataset, version, reason))
    dated_versions.show_on_site(work, dataset)
    missing = tuple(part.id for part in dataset.parts() if part.id not in editions)
    return Rollback(dataset.name, version.name, plan.writes, unmade, missing)


def _editions(
    work: Workplace, dataset: Dataset, version: Version, folder: Path
) -> tuple[Editions, dict[str, str]]:
    """Return the version's editions with the formats that it lacks, and which cannot be made."""
    editions = dict(dated_versions.editions_of_version(work.state, version))
    unmade: dict[str, str] = {}
    for part in dataset.parts():
        edition = editions.get(part.id)
        if edition is None:
            continue
        lacking = [each for each in part.distributions if each.format not in edition.files]
        if lacking:
            asked = part.model_copy(update={"distributions": lacking})
            place = folder / part.id.replace("/", "-")
            place.mkdir()
            editions[part.id], failed = _completed(asked, edition, place)
            unmade |= failed
    return editions, unmade


def _completed(part: Dataset, edition: Edition, folder: Path) -> tuple[Edition, dict[str, str]]:
    """Return the edition with the formats of the part, made of its typed table where possible."""
    made = convert(part, pq.read_table(edition.table), folder)
    files = {each.format: File(each.path, each.sha256) for each in made.distributions}
    failed = {part.resource_id(name): str(error) for name, error in made.failures.items()}
    return dataclasses.replace(edition, files={**edition.files, **files}), failed


def _plan(work: Workplace, dataset: Dataset, editions: Editions) -> Plan:
    return plan_dataset(
        dataset,
        editions,
        work.ckan,
        work.now(),
        portal=work.portal,
        by_copy=work.database is not None,
        remembered=publishing.remembered(work, dataset),
    )


def _written(
    work: Workplace, dataset: Dataset, editions: Editions, plan: Plan, run: Mapping[str, str]
) -> Plan:
    """Send the plan's calls, on record, and return the plan over what stands then."""
    attempt = applies.begun(work, dataset, plan, run)
    try:
        publishing.send(work, plan)
        stands = _require_served(work, dataset, editions)
    except HriError as error:
        applies.failed(work, attempt, error)
        raise
    applies.closed(work, dataset)
    return stands


def _require_served(work: Workplace, dataset: Dataset, editions: Editions) -> Plan:
    """Return the plan over what stands, which is empty.

    Raises CatalogueDiffers where it has calls, or where what is served is another.
    """
    editions = {
        part: dataclasses.replace(edition, loaded=None) for part, edition in editions.items()
    }
    left = _plan(work, dataset, editions)
    publishing.require_nothing_left(dataset, left)
    publishing.require_served(work, dataset, editions, "give the same command again")
    return left


def _keep_records(
    work: Workplace, dataset: Dataset, version: Version, plan: Plan, facts: Mapping[str, Any]
) -> None:
    """Write the publishing record, and let the next version's checks compare with this one.

    What was promised stays promised: the contract in the record is the published one.
    """
    key = last_version.published_key(dataset)
    before = work.state.read_json(key) or {}
    now = work.now().isoformat()
    record = {**before, **facts, "checked": now, "written": now, "writes": plan.writes}
    work.state.write_json(key, {**record, "rolled_back_to": version.name})
    for table in version.tables:
        _take_measures(work, table)


def _take_measures(work: Workplace, table: VersionTable) -> None:
    if table.measures:
        kept = table.measures
        Baselines(work.state, table.part).publish(
            kept["measures"], kept["failed_measures"], kept["fingerprint"], work.now()
        )


def _entry(work: Workplace, dataset: Dataset, version: Version, reason: str) -> Entry:
    words = {"version": version.name, "reason": reason}
    return Entry(
        dataset=dataset.id,
        name=dataset.name,
        publisher=dataset.publisher,
        title=dataset.title.translations(),
        at=work.now().replace(microsecond=0),
        kind=Kind.ROLLED_BACK,
        version=version.declared,
        rows={"total": version.rows},
        text={language: text.format(**words) for language, text in TEXT.items()},
    )
