"""The whole catalogue compared with what was published: `hri reconcile`, and the scheduled one.

    reconciled/latest.json   {at, findings, datasets, files, tables, repaired}

What does not belong here: comparing one dataset (publish), and Dagster (reconcile_assets).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pipelines.errors import NoSuchVersion, NotInCatalogue
from pipelines.model import Dataset
from pipelines.orchestration import dataset_lock, dated_versions
from pipelines.orchestration.records import Record
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import (
    Difference,
    Editions,
    Finding,
    apply,
    file_findings,
    metadata_findings,
    repair,
    table_findings,
    tombstone_findings,
)
from pipelines.versions import Served, Versions, hold_on

LATEST = "reconciled/latest.json"
DAYS = 7
"""A sample is another seventh of the files each day."""

Files = Literal["all", "sample", "none"]


@dataclass(frozen=True)
class Reconciliation:
    """What was found."""

    at: dt.datetime
    findings: tuple[Finding, ...]
    datasets: int
    """How many were compared."""
    files: int
    """How many files were fetched."""
    tables: int
    """How many DataStore tables were asked."""
    repaired: tuple[str, ...]
    """The names of the datasets whose marks were taken away; the next run publishes them again."""

    @property
    def green(self) -> bool:
        """Tell whether everything is as it was left."""
        return not any(finding.is_red for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """Return the record, as `--json` shows it too."""
        return {
            **vars(self),
            "at": self.at.isoformat(),
            "green": self.green,
            "findings": [finding.as_dict() for finding in self.findings],
            "repaired": list(self.repaired),
        }


@dataclass
class _Look:
    """One look at the catalogue, and what it counts."""

    work: Workplace
    chosen: Callable[[str], bool]
    datasets: int = 0
    files: set[str] = field(default_factory=set)
    """The ids of the resources whose files were fetched."""
    tables: set[str] = field(default_factory=set)
    """The ids of the tables that were asked."""

    def at_dataset(self, dataset: Dataset) -> list[Finding]:
        """Return what is found of one; where it is red, the catalogue itself is asked again.

        A copy may lag behind, and a run may have published something meanwhile.
        """
        if self.work.state.exists(f"withdrawn/{dataset.id}.json"):
            return []
        served = Versions(dataset.id, self.work.state).served()
        if served is None:
            return _never_recorded(self.work, dataset)
        self.datasets += 1
        found = list(self._found(dataset, served))
        if any(each.is_red for each in found):
            with dataset_lock.in_turn(self.work, dataset.id):
                self.work.ckan.forget(served.package)
                served = Versions(dataset.id, self.work.state).served() or served
                found = list(self._found(dataset, served))
        return found

    def _found(self, dataset: Dataset, served: Served) -> Iterator[Finding]:
        try:
            package = dict(self.work.ckan.read("package_show", id=served.package))
        except NotInCatalogue:
            package = {"state": "deleted"}
        if package.get("state") == "deleted":
            yield Finding(dataset.name, "vanished", "the dataset is gone from the catalogue")
            return
        yield from metadata_findings(dataset, served, package)
        yield from file_findings(dataset, served, package, self.work.ckan, self._counted)
        if served.version is None:
            return
        try:
            editions = _editions(self.work, dataset, served.version)
        except (NoSuchVersion, FileNotFoundError):
            what = f"version {served.version} is served, and is not in the state"
            yield Finding(dataset.name, "unknown", what)
            return
        self.tables |= {part.id for part in dataset.parts() if part.datastore}
        yield from table_findings(dataset, editions, package, self.work.ckan)

    def _counted(self, resource: str) -> bool:
        if not self.chosen(resource):
            return False
        self.files.add(resource)
        return True


def reconciled(
    work: Workplace, datasets: Sequence[Dataset], *, files: Files = "sample", mend: bool = False
) -> Reconciliation:
    """Compare the catalogue with what was published, and keep the outcome.

    `files` says which are fetched: `sample` is another seventh of them each day. With `mend`, the
    marks of what differs are taken away, so that the next run publishes it again; not of a dataset
    on hold, which no run would publish. Raises CatalogueRefused, CatalogueUnavailable.
    """
    copy = work.ckan.take_copy()
    look = _Look(work, _choice(files, work.now().date()))
    by_dataset = {dataset.id: look.at_dataset(dataset) for dataset in datasets}
    findings = [finding for found in by_dataset.values() for finding in found]
    findings += _tombstones(work, copy.packages)
    repaired = [dataset.name for dataset in datasets if mend and _mended(work, dataset, by_dataset)]
    done = Reconciliation(
        work.now(),
        tuple(findings),
        look.datasets,
        len(look.files),
        len(look.tables),
        tuple(repaired),
    )
    work.state.write_json(LATEST, done.as_dict())
    return done


def _choice(files: Files, day: dt.date) -> Callable[[str], bool]:
    """Return what tells whether a resource's file is fetched on that day."""
    if files != "sample":
        return lambda _resource: files == "all"
    return lambda resource: (
        int(hashlib.sha256(resource.encode()).hexdigest(), 16) % DAYS == day.toordinal() % DAYS
    )


def _editions(work: Workplace, dataset: Dataset, version: str) -> Editions:
    kept = Versions(dataset.id, work.state).named(version)
    return dated_versions.editions_of_version(work.state, kept)


def _never_recorded(work: Workplace, dataset: Dataset) -> list[Finding]:
    """Return that nothing is known of what was published; nothing for what never was."""
    if not work.state.exists(f"published/{dataset.id}/latest.json"):
        return []
    what = "what was published is not recorded yet; the next run does it"
    return [Finding(dataset.name, "unknown", what, is_red=False)]


def _tombstones(work: Workplace, packages: Sequence[Record]) -> list[Finding]:
    """Return what is wrong with the packages of withdrawn datasets."""
    names = {key.removeprefix("withdrawn/") for key in work.state.keys("withdrawn")}
    return [
        finding
        for package in packages
        if f"{package.get('global_id')}.json" in names
        for finding in tombstone_findings(package["global_id"], package)
    ]


def _mended(work: Workplace, dataset: Dataset, found: dict[str, list[Finding]]) -> bool:
    """Take the marks away of what differs; tell whether there were any."""
    marked = [each for each in found[dataset.id] if each.mark]
    if not marked or hold_on(work.state, dataset.id):
        return False
    differences = [Difference(each.resource, each.what, each.mark) for each in marked]
    with dataset_lock.alone(work, dataset.id):
        apply(repair(dataset, differences), work.ckan)
    return True
