"""A dated version is left behind by each publish of other data, put on the site, and removed later.

What does not belong here: publishing (publishing), serving an earlier version again (rollback), and
which versions may go (versions).
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from pipelines.extract import Snapshots
from pipelines.model import Dataset, FormatName
from pipelines.orchestration.editions import editions_of
from pipelines.orchestration.records import Record, needed
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import (
    HELSINKI,
    Edition,
    Editions,
    File,
    covered,
    find_package,
    last_loaded,
    wanted_fields,
    wanted_resources,
)
from pipelines.publish import file_name as served_name
from pipelines.site import write_versions
from pipelines.site.versions import PublishedVersion
from pipelines.state import State
from pipelines.versions import (
    Served,
    Version,
    VersionFile,
    Versions,
    VersionTable,
    hold_on,
    superseded,
)


def leave_version(work: Workplace, dataset: Dataset, writes: int) -> Version | None:
    """Keep what was just published, and return the version that it left; None where none is new.

    `writes` is how many calls the publish sent: after none, and with a version there, nothing is
    read from the catalogue, nor written anywhere.
    """
    versions = Versions(dataset.id, work.state)
    served = versions.served()
    draft = draft_of(work, dataset) if dataset.has_table else None
    contents = draft.contents if draft else ""
    if served and served.contents == contents and not writes:
        return None
    editions = editions_of(work, dataset) if dataset.has_table else {}
    newest = versions.newest()
    left = None
    if draft and (newest is None or newest.contents != contents):
        draft = draft.model_copy(update={"declared": dataset.version, "made": _second(work.now())})
        left = newest = versions.leave(draft, work.now().astimezone(HELSINKI).date())
    record_served(work, dataset, editions, newest if draft else None)
    if left:
        prune(work, dataset)
    show_on_site(work, dataset)
    return left


def draft_of(work: Workplace, dataset: Dataset) -> Version:
    """Return the latest conversion as a version without a name, where its files stand now."""
    state, schema_of = work.state, work.declarations.schema_of
    tables = [_draft_table(state, part, schema_of(part)) for part in dataset.parts()]
    snapshot = Snapshots(dataset.id, state).latest()
    first = needed(state, f"validated/{dataset.parts()[0].id}/latest.json", dataset)
    same = snapshot is not None and snapshot.sha256 == first["snapshot"]
    return Version(
        dataset=dataset.id,
        name="",
        declared=dataset.version,
        made=dt.datetime.fromtimestamp(0, dt.UTC),
        snapshot=first["snapshot"],
        raw_files=tuple(file.key for file in snapshot.files) if snapshot and same else (),
        tables=tuple(tables),
    )


def _draft_table(state: State, part: Dataset, schema: Record) -> VersionTable:
    table = needed(state, f"validated/{part.id}/latest.json", part)
    made = needed(state, f"converted/{part.id}/latest.json", part)
    size = state.file(table["table"]).stat().st_size
    typed = VersionFile(
        name=f"{part.id.replace('/', '-')}.table.parquet",
        key=table["table"],
        sha256=table["table_sha256"],
        bytes=size,
    )
    return VersionTable(
        part=part.id,
        rows=table["rows"],
        table=typed,
        files={name: _draft_file(part, name, file) for name, file in made["files"].items()},
        table_schema=schema,
        changed=dt.datetime.fromisoformat(table["changed"]),
        left_out=table["left_out"],
        extent=made.get("extent") or {},
        measures={name: table[name] for name in ("measures", "failed_measures", "fingerprint")}
        if "measures" in table
        else None,
    )


def _draft_file(part: Dataset, name: str, file: Record) -> VersionFile:
    served = served_name(part, FormatName(name))
    return VersionFile(name=served, key=file["key"], sha256=file["sha256"], bytes=file["bytes"])


def editions_of_version(state: State, version: Version) -> Editions:
    """Return a version as what is ready to be published, with the schema that it had."""
    return {table.part: _edition(state, table) for table in version.tables}


def _edition(state: State, table: VersionTable) -> Edition:
    return Edition(
        **covered(table.extent or None),
        loaded=last_loaded(state, table.part),
        files={
            FormatName(name): File(state.file(file.key), file.sha256)
            for name, file in table.files.items()
        },
        table=state.file(table.table.key),
        table_sha256=table.table.sha256,
        schema=table.table_schema,
        changed=table.changed,
        left_out=table.left_out,
    )


def record_served(
    work: Workplace, dataset: Dataset, editions: Editions, version: Version | None
) -> None:
    """Record what the catalogue was left with, as it was written and as it shows its files."""
    package = find_package(dataset, work.ckan) or {"id": "", "resources": []}
    versions = Versions(dataset.id, work.state)
    newest = versions.newest()
    ours = {each["id"]: each for each in wanted_resources(dataset, work.portal)}
    versions.serve(
        Served(
            version=version.name if version else None,
            since=_second(work.now()),
            contents=newest.contents if newest else "",
            fields=wanted_fields(dataset, editions, work.portal),
            resources=ours,
            hashes={
                each["id"]: each["hash"]
                for each in package["resources"]
                if each["id"] in ours and each.get("hash")
            },
            package=package["id"],
        )
    )


def prune(work: Workplace, dataset: Dataset) -> list[str]:
    """Remove the versions that the declared rule lets go, and raw files that no version needs.

    Returns the names of the versions; the site loses their files too.
    """
    versions = Versions(dataset.id, work.state)
    rule, today = dataset.versions, work.now().astimezone(HELSINKI).date()
    gone = superseded(versions.names(), rule, today, _needed(work.state, dataset))
    if gone:
        versions.remove(gone)
    kept = [key for version in versions.all() for key in version.raw_files]
    Snapshots(dataset.id, work.state).remove_others(kept if rule.snapshots else [])
    if gone:
        show_on_site(work, dataset)
    return gone


def _needed(state: State, dataset: Dataset) -> set[str]:
    """Return the versions that are served or that a rollback stands on."""
    served, hold = Versions(dataset.id, state).served(), hold_on(state, dataset.id)
    names = {served and served.version, hold and hold.version}
    return {name for name in names if name}


def show_on_site(work: Workplace, dataset: Dataset) -> None:
    """Put the dated versions on the site, and take away those that are kept no longer."""
    site, versions = work.site, Versions(dataset.id, work.state)
    served = versions.served()
    if site is None or served is None or not dataset.has_table:
        return
    is_open = dataset.versions.published and dataset.access.may_leave()
    shown = versions.all() if is_open else []
    facts: dict[str, Any] = {
        "dataset": dataset.id,
        "name": dataset.name,
        "publisher": dataset.publisher,
        "title": dataset.title.translations(),
        "page": f"{work.catalogue.url}/dataset/{dataset.name}",
        "latest": latest_urls(work, dataset, served),
    }
    write_versions(site, facts, [_published(work.state, it) for it in shown], served.version)


def _published(state: State, version: Version) -> PublishedVersion:
    schemas = {
        f"{table.part.replace('/', '-')}.schema.json": table.table_schema
        for table in version.tables
    }
    rows = {file.name: table.rows for table in version.tables for file in table.files.values()}
    facts = {
        "version": version.name,
        "declared_version": version.declared,
        "published": version.made.isoformat(),
        "data_changed": max(table.changed for table in version.tables).isoformat(),
        "rows": version.rows,
        "bytes": version.bytes,
        "snapshot_sha256": version.snapshot,
    }
    files = [
        (functools.partial(state.file, file.key), {**_facts_of(file), "rows": rows[file.name]})
        for file in version.published_files()
    ]
    return PublishedVersion(version.name, facts, files, schemas)


def _facts_of(file: VersionFile) -> dict[str, Any]:
    return {"name": file.name, "sha256": file.sha256, "bytes": file.bytes}


def rows_of(work: Workplace, dataset: Dataset) -> list[Record]:
    """Return the rows of `hri versions`, the newest first; reads the state only.

    `place` is where a file stands in the state, `url` where on the site; None without a site.
    """
    state, site = State(work.settings.state), work.site
    versions = Versions(dataset.id, state)
    served = versions.served()
    shown = site if dataset.versions.published else None
    return [
        {
            "version": version.name,
            "declared_version": version.declared,
            "published": version.made.isoformat(),
            "rows": version.rows,
            "bytes": version.bytes,
            "snapshot_sha256": version.snapshot,
            "served": served is not None and served.version == version.name,
            "files": [
                {
                    **_facts_of(file),
                    "place": state.place(file.key),
                    "url": shown
                    and shown.address(f"versions/{dataset.id}/{version.name}/{file.name}"),
                }
                for file in version.published_files()
            ],
        }
        for version in versions.all()
    ]


def latest_urls(work: Workplace, dataset: Dataset, served: Served) -> dict[str, str]:
    """Return the stable URLs on the portal by the files' names; they serve the latest."""
    home = f"{work.catalogue.url}/dataset/{served.package}/resource"
    return {
        (name := served_name(part, item.format)): (
            f"{home}/{part.resource_id(item.format)}/download/{name}"
        )
        for part in dataset.parts()
        for item in part.distributions
    }


def _second(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(microsecond=0)
