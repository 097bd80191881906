"""The dated versions on the site: their files, checksums, and an index for programs.

    versions/<id>/<version>/<file>      as it was published, never changed
    versions/<id>/<version>/SHA256SUMS  for `sha256sum --check`
    versions/<id>/index.json            all versions, the newest first, and the latest URLs
    versions/<id>/latest.json           the version that the portal serves

What does not belong here: which versions there are (versions), and pages for people.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.site.files import SiteFiles

FOLDER = "versions"
SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class PublishedVersion:
    """One version, ready to be put on the site."""

    name: str
    facts: Mapping[str, Any]
    """What the index says of it, without files and URLs."""
    files: Sequence[tuple[Callable[[], Path], Mapping[str, Any]]]
    """What fetches each file to this machine, and {name, sha256, bytes, rows} of it."""
    schemas: Mapping[str, Mapping[str, Any]]
    """File name → the Table Schema of the version."""


def index_path(dataset_id: str) -> str:
    """Return where the index of a dataset's versions stands on the site."""
    return f"{FOLDER}/{dataset_id}/index.json"


def write_versions(
    site: SiteFiles,
    facts: Mapping[str, Any],
    versions: Sequence[PublishedVersion],
    served: str | None,
) -> None:
    """Write what is missing, the index last, then remove the files of versions that are gone.

    `facts` are the dataset's own, its permanent id under `dataset`; `versions` come newest first,
    `served` is the name of the one that the portal serves.
    """
    folder = f"{FOLDER}/{facts['dataset']}"
    before = set(site.paths(folder))
    if not versions and not before:
        return
    listed = [_shown(site, folder, version, before) for version in versions]
    index = {**facts, "served": served if listed else None, "versions": listed}
    written = {path for each in versions for path in _paths(folder, each)}
    latest = next((each for each in listed if each["version"] == served), None)
    if latest is not None:
        site.write(f"{folder}/latest.json", _text({**facts, **latest}))
        written.add(f"{folder}/latest.json")
    site.write(index_path(facts["dataset"]), _text(index))
    for path in sorted(before - written - {index_path(facts["dataset"])}):
        site.remove(path)


def _shown(
    site: SiteFiles, folder: str, version: PublishedVersion, before: set[str]
) -> dict[str, Any]:
    """Write the files of a version that are not there, and return what the index says of it."""
    home = f"{folder}/{version.name}"
    for fetch, file in version.files:
        if f"{home}/{file['name']}" not in before:
            site.put(fetch(), f"{home}/{file['name']}")
    schemas = {name: _text(schema) for name, schema in version.schemas.items()}
    for name, text in schemas.items():
        site.write(f"{home}/{name}", text)
    sums = [(file["sha256"], file["name"]) for _, file in version.files]
    sums += [(hashlib.sha256(text.encode()).hexdigest(), name) for name, text in schemas.items()]
    site.write(f"{home}/{SUMS}", "".join(f"{sha256}  {name}\n" for sha256, name in sums))
    return {
        **version.facts,
        "url": site.address(f"{home}/"),
        "checksums": site.address(f"{home}/{SUMS}"),
        "schemas": [site.address(f"{home}/{name}") for name in schemas],
        "files": [
            {**file, "url": site.address(f"{home}/{file['name']}")} for _, file in version.files
        ],
    }


def _paths(folder: str, version: PublishedVersion) -> Iterable[str]:
    names = [*(file["name"] for _, file in version.files), *version.schemas, SUMS]
    return (f"{folder}/{version.name}/{name}" for name in names)


def _text(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"
