"""`hri adopt --draft`: drafts for packages without a declaration, written and summed up.

What does not belong here: what a draft says (adoption).
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.markup import escape

from pipelines.adoption import (
    Draft,
    Drafter,
    Files,
    HandMade,
    adopt,
    causes,
    is_uploaded,
    proposal,
    undeclared_packages,
)
from pipelines.cli.console import err, out, print_json
from pipelines.declarations import REGISTER
from pipelines.errors import DeclarationError, SettingError
from pipelines.faults import nearest
from pipelines.model.sources import VARIABLE_NAME
from pipelines.orchestration.workplace import Workplace

MOST_FILE_BYTES = 200_000_000
"""A larger file is not fetched for its schema."""
Record = dict[str, Any]
Documents = Sequence[Mapping[Any, Any]]


@dataclass(frozen=True)
class Choice:
    """What the user chose."""

    datasets: Path
    schemas: Path
    dry_run: bool
    as_json: bool
    read: bool
    """Whether files are fetched for their columns."""
    root: str | None
    """The name of the variable with the drop folder's root."""

    def drop(self) -> Path | None:
        """Return the drop folder's root. Raises SettingError."""
        if self.root is None:
            return None
        if not re.match(VARIABLE_NAME, self.root):
            raise SettingError(f"`--uploads-to {self.root}` is no variable's name")
        folder = Path(os.environ.get(self.root) or "")
        if not folder.is_absolute() or not folder.is_dir():
            raise SettingError(
                f"{self.root} names no folder",
                remedy="set it to the absolute path of an existing one, such as /srv/drops",
            )
        return folder


def draft(
    work: Workplace,
    catalogue: HandMade,
    documents: Documents,
    names: Sequence[str] | None,
    choice: Choice,
) -> None:
    """Draft package by package, write, and say what is left for people.

    `documents` are all declarations as they stand. Raises DeclarationError, SettingError.
    """
    matched = adopt(work.declarations.datasets.values(), catalogue)
    ids = [each.match.package["id"] for each in matched if each.match.package]
    chosen = _chosen(undeclared_packages(catalogue, documents, ids), catalogue, names)
    taken = {str(document.get("id")) for document in documents}
    with _files(work, choice) as files, err.status("drafting") as status:
        drafter = Drafter(work.ckan, files, work.declarations.publishers)
        drafts = []
        for package in chosen:
            status.update(f"draft {escape(str(package.get('name')))}")
            drafts.append(_written(drafter, drafter.draft(package, taken), choice))
    proposed = _propose_publishers(work, chosen, choice)
    if choice.as_json:
        rows = [each.as_dict() for each in drafts]
        print_json({"datasets": rows, "missing": causes(drafts), "publishers": proposed})
    else:
        _show(drafts, proposed, choice)


def _chosen(
    undeclared: Sequence[Record], catalogue: HandMade, names: Sequence[str] | None
) -> list[Record]:
    """Return the packages of these names or ids. Raises DeclarationError."""
    if not names:
        return list(undeclared)
    found = []
    known = {each["name"] for each in catalogue.packages}
    for name in names:
        package = next((each for each in undeclared if name in (each["name"], each["id"])), None)
        if package is None:
            if name in known or name in catalogue.by_id:
                raise DeclarationError(f"package {name} has a declaration already")
            near = nearest(name, known)
            hint = f"did you mean '{near}'?" if near else ""
            raise DeclarationError(f"no package is called '{name}'", remedy=hint)
        found.append(package)
    return found


@contextmanager
def _files(work: Workplace, choice: Choice) -> Iterator[Files]:
    """Give the way to the resources' files: the catalogue's own, and the agencies' politely."""

    def fetch(resource: Record, target: Path) -> None:
        if is_uploaded(resource, work.catalogue.url):
            work.ckan.save(str(resource["url"]), target)
        else:
            work.web.download(str(resource["url"]), target, max_bytes=MOST_FILE_BYTES)

    with tempfile.TemporaryDirectory(prefix="hri-") as folder:
        yield Files(fetch, Path(folder), choice.read, choice.root, choice.drop())


def _written(drafter: Drafter, made: Draft, choice: Choice) -> Draft:
    """Write the draft's files, or say which they would be."""
    if made.skipped:
        return made
    if choice.dry_run:
        named = drafter.files(made, choice.datasets, choice.schemas)
        return replace(made, files=tuple(str(path) for path in named if not path.exists()))
    return replace(made, files=tuple(drafter.write(made, choice.datasets, choice.schemas)))


def _propose_publishers(work: Workplace, packages: Sequence[Record], choice: Choice) -> str:
    """Append to the register the organisations that it lacks, as comments; return the text."""
    path = choice.datasets / REGISTER
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    text = proposal(packages, before, frozenset(work.declarations.publishers))
    if text and before and not choice.dry_run:
        with path.open("a", encoding="utf-8") as stream:
            stream.write(text)
    return text


def _show(drafts: Sequence[Draft], proposed: str, choice: Choice) -> None:
    for each in drafts:
        row = each.as_dict()
        out.print(f"{escape(each.name)}: {escape(each.skipped or each.kind)}")
        for path in row["files"]:
            out.print(f"  {'would write' if choice.dry_run else 'wrote'} {escape(path)}")
        for missing in each.missing:
            out.print(f"  decide: {missing.field}: {escape(missing.why)}")
        for resource in each.left_alone:
            out.print(f"  left alone: {escape(resource)}")
    made = [each for each in drafts if not each.skipped]
    out.print(f"{len(made)} drafts, {len(drafts) - len(made)} packages without one")
    for field, count in causes(drafts).items():
        out.print(f"  to decide in {count}: {field}")
    if proposed:
        out.print(f"the register of publishers lacks organisations; proposed in {REGISTER}")
