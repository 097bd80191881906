"""`hri adopt`: takes over what stands in the catalogue, by writing files; CKAN is only read.

What does not belong here: matching and drafting (adoption).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from pipelines.adoption import Adoption, Edit, HandMade, edit_of, read_packages
from pipelines.adoption import adopt as found_in
from pipelines.cli import drafting
from pipelines.cli.console import (
    AsJson,
    DatasetsDir,
    SchemasDir,
    chosen_of,
    err,
    out,
    print_json,
    workplace,
)
from pipelines.declarations import REGISTER
from pipelines.declarations.documents import read_document
from pipelines.errors import SettingError
from pipelines.orchestration.workplace import Workplace

Names = Annotated[
    list[str] | None,
    typer.Argument(help="Declared datasets; with --draft, packages. All of them unless said."),
]
AsDraft = Annotated[
    bool, typer.Option("--draft", help="Write drafts for packages that have no declaration.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and stop.")]
FromFiles = Annotated[
    bool,
    typer.Option("--schemas-from-files", help="With --draft: fetch files to read their columns."),
]
UploadsTo = Annotated[
    str | None,
    typer.Option(
        metavar="VARIABLE",
        help="With --draft: the NAME of the variable with a drop folder's root; files that were"
        " uploaded by hand are kept there, and are the drafts' sources.",
    ),
]


def adopt(
    names: Names = None,
    draft: AsDraft = False,
    dry_run: DryRun = False,
    schemas_from_files: FromFiles = False,
    uploads_to: UploadsTo = None,
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
) -> None:
    """Find declared datasets in the catalogue and write their ids down; changes nothing in CKAN.

    With --draft, write a declaration and a draft schema for each package that has none.
    """
    if not draft and (schemas_from_files or uploads_to):
        raise SettingError("`--schemas-from-files` and `--uploads-to` go with `--draft`")
    work = workplace(datasets, schemas)
    folder = datasets or work.settings.datasets
    err.print(f"catalogue: {work.catalogue.url}, which is only read")
    with err.status("reading the catalogue"):
        catalogue = read_packages(work.ckan)
    documents = _documents(folder)
    if draft:
        places = (folder, schemas or work.settings.schemas)
        choice = drafting.Choice(*places, dry_run, as_json, schemas_from_files, uploads_to)
        drafting.draft(work, catalogue, list(documents.values()), names, choice)
        return
    paths = {str(document.get("id")): path for path, document in documents.items()}
    _adopt(work, catalogue, paths, names, dry_run=dry_run, as_json=as_json)


def _adopt(
    work: Workplace,
    catalogue: HandMade,
    paths: Mapping[str, Path],
    names: Sequence[str] | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Show what was found and the diff, then write; exit code 1 where something is unclear."""
    chosen = {each.id for each in chosen_of(work.declarations, names)}
    everything = found_in(work.declarations.datasets.values(), catalogue)
    adoptions = [each for each in everything if each.dataset.id in chosen]
    edits = [edit for each in adoptions if (edit := edit_of(each, paths[each.dataset.id]))]
    if as_json:
        rows = [each.as_dict() for each in adoptions]
        print_json({"datasets": rows, "written": [] if dry_run else [str(e.path) for e in edits]})
    else:
        _show_adoptions(adoptions, edits)
    for edit in edits if not dry_run else ():
        edit.write()
    if not as_json:
        out.print(f"{len(edits)} declarations {'would change' if dry_run else 'changed'}")
    if any(each.unclear for each in adoptions):
        raise typer.Exit(1)


def _show_adoptions(adoptions: Sequence[Adoption], edits: Sequence[Edit]) -> None:
    for each in adoptions:
        row = each.as_dict()
        by = f", package {row['package_id']} by {row['matched_by']}" if row["package_id"] else ""
        out.print(f"{escape(each.dataset.name)}: {each.state}{by}")
        for found in row["resources"]:
            out.print(f"  {escape(found['declared'])}: {found['id']} by {found['matched_by']}")
        for why in each.unclear:
            out.print(f"  [red]unclear[/red] {escape(why)}")
        for why in each.left_alone if each.state == "to adopt" else ():
            out.print(f"  left alone: {escape(why)}")
    for edit in edits:
        _show_diff(edit.path, edit.before, edit.after)


def _show_diff(path: Path, before: str, after: str) -> None:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), str(path), str(path), n=1, lineterm=""
    )
    for line in lines:
        out.print(escape(line))


def _documents(folder: Path) -> dict[Path, dict[Any, Any]]:
    """Return what every declaration's file says, whether it is sound or not."""
    found = {path: read_document(path, []) for path in sorted(folder.glob("*.y*ml"))}
    return {
        path: document
        for path, document in found.items()
        if document is not None and path.name != REGISTER
    }
