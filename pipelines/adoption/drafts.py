"""Drafts of declarations and schemas for packages that nobody declared, and the files they become.

One package after another, and none stops the others. What does not belong here: what a package's
fields mean (package_metadata, package_resources), and the register (draft_publishers).
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.adoption import table_facts
from pipelines.adoption.catalogue import (
    HandMade,
    Record,
    file_name_of,
    format_of,
    is_uploaded,
    resource_name,
)
from pipelines.adoption.draft_publishers import publisher_of
from pipelines.adoption.draft_text import draft_text
from pipelines.adoption.package_metadata import (
    Field,
    Missing,
    metadata_fields,
    missing_of,
    more_fields,
)
from pipelines.adoption.package_resources import Place, Resources, drafted_resources, slug
from pipelines.adoption.table_facts import TableFacts
from pipelines.catalogue import Ckan
from pipelines.errors import CatalogueRefused, HriError, NotInCatalogue
from pipelines.model import FormatName
from pipelines.model.noun import PACKAGE_NAME, SLUG

BROKEN = (HriError, ValueError, TypeError, LookupError, AttributeError)
"""What a package of an odd shape can raise: it is told, and the next one is drafted."""
UNTOUCHED_TYPES = {
    "dataset_series": "a series",
    "showcase": "a showcase",
    "harvest": "a harvest source",
}


@dataclass(frozen=True)
class Files:
    """Where the content of resources comes from, for schemas that are read from files."""

    fetch: Callable[[Record, Path], None]
    """Write a resource's file; raises HriError."""
    folder: Path
    """Where fetched files lie while drafting."""
    read: bool = False
    """Whether files are fetched for their schemas."""
    root: str | None = None
    """The name of the environment variable of the drop folder's root."""
    drop: Path | None = None
    """The root itself: uploaded files are put there."""


@dataclass(frozen=True)
class Draft:
    """What is drafted of a package."""

    name: str
    package_id: str
    kind: str = ""
    """`api`, `link`, `file`; '' where nothing is drafted."""
    text: str = ""
    schema: Mapping[str, Any] | None = None
    missing: tuple[Missing, ...] = ()
    left_alone: tuple[str, ...] = ()
    skipped: str = ""
    """Why nothing is drafted."""
    saved: tuple[Record, ...] = ()
    """Uploaded files for the drop folder."""
    files: tuple[str, ...] = field(default=())
    """The files that were, or would be, written."""

    def as_dict(self) -> dict[str, Any]:
        """Return the row for `--json`."""
        return {
            "dataset": self.name,
            "package_id": self.package_id,
            "kind": self.kind,
            "files": list(self.files),
            "missing": [{"field": each.field, "why": each.why} for each in self.missing],
            "left_alone": list(self.left_alone),
            "skipped": self.skipped,
        }


class Drafter:
    """Drafts packages of one catalogue."""

    def __init__(self, ckan: Ckan, files: Files, publishers: Iterable[str]) -> None:
        self._ckan, self._files = ckan, files
        self._publishers = frozenset(publishers)
        self._facts: dict[str, TableFacts] = {}

    def draft(self, package: Record, taken: set[str]) -> Draft:
        """Return the draft; `taken` are the ids of declarations, to which its own is added."""
        name, identifier = str(package.get("name") or ""), str(package.get("id") or "")
        why = self._untouched(package)
        if why:
            return Draft(name, identifier, skipped=why)
        try:
            return self._drafted(package, taken)
        except BROKEN as error:
            why = f"it cannot be read ({type(error).__name__}: {error})"
            return Draft(name, identifier, skipped=why)

    def _untouched(self, package: Record) -> str:
        kind = str(package.get("type") or "dataset")
        if kind not in ("dataset", "apiset"):
            return UNTOUCHED_TYPES.get(kind, f"of type {kind}, no dataset")
        if package.get("withdrawn_on"):
            return "withdrawn"
        if not re.match(PACKAGE_NAME, str(package.get("name") or "")):
            return "its name is none that CKAN allows"
        harvested = package.get("harvest_source_id") or package.get("harvest_object_id")
        return "harvested from another portal" if harvested else ""

    def _drafted(self, package: Record, taken: set[str]) -> Draft:
        name = str(package["name"])
        place = Place(self._ckan.url, self._files.root, name)
        file_name = f"{name}.json"
        resources = drafted_resources(package, place, self._facts_of, file_name)
        fields = [
            *self._identity(package, taken),
            *metadata_fields(package),
            *resources.fields,
            *more_fields(package),
        ]
        text = draft_text(fields)
        return Draft(
            name,
            package["id"],
            resources.kind,
            text,
            _schema(resources),
            tuple(missing_of(fields)),
            tuple(_left_alone(package, resources)),
            saved=resources.saved,
        )

    def _identity(self, package: Record, taken: set[str]) -> Iterable[Field]:
        yield _permanent_id(package, taken)
        yield Field("name", package["name"])
        yield Field("package_id", package["id"])
        publisher = publisher_of(package)
        why = "" if publisher in self._publishers else f"the register lacks {publisher}"
        why = why if publisher else "the package has no organisation"
        lacking = (Missing("publisher", why),) if why else ()
        yield Field("publisher", publisher or None, lacking)

    def _facts_of(self, resource: Record) -> TableFacts:
        identifier = str(resource["id"])
        if identifier not in self._facts:
            self._facts[identifier] = self._looked_up(resource)
        return self._facts[identifier]

    def _looked_up(self, resource: Record) -> TableFacts:
        stored = self._stored(resource) if resource.get("datastore_active") else TableFacts()
        kept = is_uploaded(resource, self._ckan.url) and self._files.drop is not None
        if not (self._files.read or kept):
            return stored
        try:
            read = self._read(resource)
        except BROKEN as error:
            return TableFacts(stored.fields, unread=f"the file could not be read: {error}")
        return table_facts.careful(stored, read)

    def _stored(self, resource: Record) -> TableFacts:
        try:
            answer = self._ckan.read(
                "datastore_search", resource_id=resource["id"], limit=0, include_total=False
            )
        except (NotInCatalogue, CatalogueRefused) as error:
            return TableFacts(unread=f"the DataStore does not answer: {error}")
        return table_facts.of_datastore(answer["fields"])

    def _read(self, resource: Record) -> TableFacts:
        path = self._files.folder / f"{resource['id']}.{format_of(resource)}"
        self._files.fetch(resource, path)
        return table_facts.of_file(path, FormatName(format_of(resource)))

    def write(self, draft: Draft, datasets: Path, schemas: Path) -> list[str]:
        """Write the draft's files, and return their names; none that exists is touched."""
        written = []
        for path, text in self.files(draft, datasets, schemas).items():
            if not path.exists():
                path.write_text(text, encoding="utf-8", newline="\n")
                written.append(str(path))
        for resource in draft.saved:
            written += self._keep(draft, resource)
        return written

    def _keep(self, draft: Draft, resource: Record) -> list[str]:
        assert self._files.drop is not None  # noqa: S101 - without it nothing is saved
        target = self._files.drop / draft.name / file_name_of(resource)
        if target.exists():
            return []
        target.parent.mkdir(parents=True, exist_ok=True)
        fetched = self._files.folder / f"{resource['id']}.{format_of(resource)}"
        if not fetched.exists():
            self._files.fetch(resource, fetched)
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(fetched, part)
        # The day on which it was uploaded: a young file in a drop may still be being written.
        changed = _moment(resource.get("last_modified") or resource.get("created"))
        os.utime(part, (changed, changed))
        part.replace(target)
        return [str(target)]

    @staticmethod
    def files(draft: Draft, datasets: Path, schemas: Path) -> dict[Path, str]:
        """Return {path: text} of what the draft becomes."""
        found = {datasets / f"{draft.name}.yaml": draft.text}
        if draft.schema is not None:
            text = json.dumps(draft.schema, ensure_ascii=False, indent=2) + "\n"
            found[schemas / f"{draft.name}.json"] = text
        return found


def _permanent_id(package: Record, taken: set[str]) -> Field:
    """Return the `id`: the one that the package has, or else of its name; no other's."""
    given, name = str(package.get("global_id") or ""), str(package["name"])
    wanted = given if re.match(SLUG, given) else slug(name)
    identifier = wanted if wanted not in taken else f"{wanted}-{package['id'][:8]}".lower()
    taken.add(identifier)
    missing = []
    if given and given != identifier:
        missing.append(Missing("id", f"the package's own `global_id`, {given}, would be replaced"))
    if not re.match(SLUG, identifier):
        missing.append(Missing("id", "3–100 small letters a–z, digits and hyphens"))
    return Field("id", identifier, tuple(missing))


def undeclared_packages(
    catalogue: HandMade, documents: Iterable[Mapping[Any, Any]], matched: Iterable[str]
) -> list[Record]:
    """Return the packages that no declaration speaks of, whether it is sound or not.

    `matched` are the ids of packages that sound declarations were matched with.
    """
    claims: set[object] = set(matched)
    for document in documents:
        claims |= {document.get(name) for name in ("id", "name", "package_id")}
        former = document.get("former_names")
        claims |= set(former) if isinstance(former, list) else set()
    claims.discard(None)
    return [
        package
        for package in catalogue.packages
        if not claims & {package["id"], package.get("name"), package.get("global_id")}
    ]


def causes(drafts: Iterable[Draft]) -> dict[str, int]:
    """Return {what is missing: in how many datasets}, the most frequent first."""
    counted = Counter(
        name
        for draft in drafts
        for name in {re.sub(r"\.\d+", "", each.field) for each in draft.missing}
    )
    return dict(counted.most_common())


def _schema(resources: Resources) -> Mapping[str, Any] | None:
    if resources.facts is None:
        return None
    return {"fields": list(resources.facts.fields), "missingValues": [""]}


def _moment(told: object) -> float:
    """Return CKAN's time of a change, which is UTC, as Unix time; the year 1970 where untold."""
    try:
        return dt.datetime.fromisoformat(str(told)).replace(tzinfo=dt.UTC).timestamp()
    except ValueError:
        return 0.0


def _left_alone(package: Record, resources: Resources) -> Iterable[str]:
    for each in package["resources"]:
        if each["id"] not in resources.adopted:
            name = next(iter(resource_name(each).values()), file_name_of(each))
            yield f"{name} ({each['id']})"
