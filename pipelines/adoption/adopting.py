"""What `hri adopt` finds of one declaration, and how its file will read with the ids.

What does not belong here: showing it (cli), and packages that nobody declared (drafting).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.adoption.catalogue import (
    HandMade,
    file_name_of,
    is_uploaded,
    resource_name,
    same_address,
)
from pipelines.adoption.matching import (
    Found,
    PackageMatch,
    match_packages,
    match_resources,
    wanted_resources,
)
from pipelines.adoption.writing import Addition, with_additions
from pipelines.model import Dataset, FileSource, FormatName
from pipelines.model.table import FILE_NAME
from pipelines.publish.metadata import file_name


@dataclass(frozen=True)
class Adoption:
    """A declaration beside the catalogue."""

    dataset: Dataset
    match: PackageMatch
    found: tuple[Found, ...] = ()
    unclear: tuple[str, ...] = ()
    """Why nothing is written: what fits more than one thing."""
    new: tuple[str, ...] = ()
    """Declared resources that the package lacks; the next run adds them."""
    left_alone: tuple[str, ...] = ()
    """Resources of the package that nothing declares."""
    additions: tuple[Addition, ...] = ()

    @property
    def state(self) -> str:
        """Return `unclear`, `not in the catalogue`, `adopted already`, or `to adopt`."""
        if self.unclear:
            return "unclear"
        if self.match.package is None:
            return "not in the catalogue"
        return "to adopt" if self.additions else "adopted already"

    def as_dict(self) -> dict[str, Any]:
        """Return the facts for `--json`."""
        package = self.match.package
        return {
            "dataset": self.dataset.name,
            "state": self.state,
            "package_id": package and package["id"],
            "matched_by": self.match.how,
            "resources": [
                {"declared": each.wanted.label, "id": each.resource["id"], "matched_by": each.how}
                for each in self.found
            ],
            "unclear": list(self.unclear),
            "new_resources": list(self.new),
            "left_alone": list(self.left_alone),
        }


@dataclass(frozen=True)
class Edit:
    """A declaration's file before and after."""

    path: Path
    before: str
    after: str

    def write(self) -> None:
        """Write the file, with the line ends that it has."""
        self.path.write_bytes(self.after.encode())


def adopt(datasets: Iterable[Dataset], catalogue: HandMade) -> list[Adoption]:
    """Return what the catalogue holds of each declaration."""
    chosen = list(datasets)
    matches = match_packages(chosen, catalogue)
    return [_adoption(each, matches[each.id], catalogue.url) for each in chosen]


def edit_of(adoption: Adoption, path: Path) -> Edit | None:
    """Return the file's change, or None where nothing is to be written.

    Raises DeclarationError.
    """
    if adoption.state != "to adopt":
        return None
    before = path.read_bytes().decode()
    return Edit(path, before, with_additions(before, adoption.additions))


def _adoption(dataset: Dataset, match: PackageMatch, catalogue: str) -> Adoption:
    package = match.package
    if package is None:
        return Adoption(dataset, match, unclear=(match.unclear,) if match.unclear else ())
    wanted = wanted_resources(dataset)
    found, unclear = match_resources(wanted, package)
    unclear += list(_circular(dataset, found, catalogue))
    ids = {each["id"] for each in package["resources"]}
    known = {each.wanted.identifier for each in found} | ids
    ours = {each.identifier for each in wanted} | {each.resource["id"] for each in found}
    settled = any(each.identifier in ids for each in wanted)
    return Adoption(
        dataset,
        match,
        tuple(found),
        tuple(unclear),
        () if unclear else tuple(e.label for e in wanted if e.identifier not in known),
        tuple(_shown(each) for each in package["resources"] if each["id"] not in ours),
        tuple(_additions(dataset, package["id"], found, catalogue, settled=settled)),
    )


def _circular(dataset: Dataset, found: list[Found], catalogue: str) -> Iterable[str]:
    """Yield each file of the catalogue that is the source of what would be written over it."""
    if not isinstance(dataset.source, FileSource):
        return
    sources = {same_address(part.url) for part in dataset.source.parts()}
    for each in found:
        own = same_address(each.resource.get("url"))
        if own in sources and is_uploaded(each.resource, catalogue):
            yield (
                f"{each.wanted.label}: its source is the very file in the catalogue that it would"
                " replace; declare where the agency keeps it"
            )


def _additions(
    dataset: Dataset, package: str, found: Iterable[Found], catalogue: str, *, settled: bool
) -> Iterable[Addition]:
    # A package with a resource of ours was made by us, and is found without its id.
    top = {} if settled or dataset.package_id else {"package_id": package}
    for each in found:
        if each.wanted.place:
            fields = {
                each.wanted.field: each.resource["id"],
                **_file_name(dataset, each, catalogue),
            }
            yield Addition(each.wanted.place, fields)
        else:
            top[each.wanted.field] = each.resource["id"]
    if top:
        yield Addition((), top, after="name")


def _file_name(dataset: Dataset, found: Found, catalogue: str) -> Mapping[str, str]:
    """Return the name in an uploaded file's URL, where it would be another one."""
    name = file_name_of(found.resource)
    if not is_uploaded(found.resource, catalogue) or not re.match(FILE_NAME, name):
        return {}
    place = found.wanted.place
    if "distributions" not in place:
        return {}
    part = dataset.parts()[int(place[1]) if place[0] == "tables" else 0]
    kind: FormatName = part.distributions[int(place[-1])].format
    return {} if file_name(part, kind) == name else {"file_name": name}


def _shown(resource: Mapping[str, Any]) -> str:
    name = next(iter(resource_name(resource).values()), file_name_of(resource))
    return f"{name} ({resource['id']})"
