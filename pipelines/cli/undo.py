"""`hri versions`, `hri rollback`, `hri hold`: what was published before, and serving it again.

What does not belong here: how it is undone (orchestration), what a change breaks (versions.py) and
withdrawing a dataset.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape

from pipelines.cli.console import AsJson, DatasetsDir, SchemasDir, err, out, print_json, workplace
from pipelines.errors import SettingError
from pipelines.model import Dataset
from pipelines.orchestration import dated_versions
from pipelines.orchestration.rollback import rolled_back
from pipelines.orchestration.workplace import Workplace
from pipelines.versions import Hold, hold_on, release
from pipelines.versions import hold as put_on_hold

Name = Annotated[str, typer.Argument(help="The name or id of a dataset.")]
To = Annotated[str, typer.Option("--to", help="The version to serve again; `hri versions` lists.")]
Why = Annotated[str, typer.Option("--reason", help="Why; kept, and told to the data's users.")]
Reason = Annotated[str, typer.Option("--reason", help="Why it is held; kept and shown.")]
By = Annotated[str, typer.Option("--by", help="Who decides: a role, kept with it.")]
Release = Annotated[bool, typer.Option("--release", help="Let it be published again.")]


def versions(
    name: Name, datasets: DatasetsDir = None, schemas: SchemasDir = None, as_json: AsJson = False
) -> None:
    """List what was published of a dataset and is kept: when, rows, checksums, which is served."""
    work = workplace(datasets, schemas)
    dataset = work.declarations.named(name)
    rows = dated_versions.rows_of(work, dataset)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        _show(row)
    if not dataset.has_table:
        out.print(f"{escape(dataset.name)} has no tables: versions are kept of data only")
    elif not rows:
        out.print(f"nothing of {escape(dataset.name)} has been published yet")


def rollback(
    name: Name,
    to: To,
    reason: Why,
    by: By = "",
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
) -> None:
    """Serve an earlier version again under the same ids, and hold the dataset."""
    _require_said(reason)
    work = workplace(datasets, schemas)
    dataset = work.declarations.named(name)
    err.print(f"catalogue: {work.catalogue.url}")
    with err.status(f"{name}: serving {to} again"):
        done = rolled_back(work, dataset, to, reason, {"by": by, "run": "hri rollback"})
    if as_json:
        print_json(done.as_dict())
    else:
        out.print(f"{escape(done.dataset)} serves {done.version}: {done.writes} writes")
        for resource, why in done.unmade.items():
            out.print(f"  [yellow]left as it was[/yellow] {resource}: {escape(why)}")
        for part in done.missing:
            out.print(f"  [yellow]left as it was[/yellow] {escape(part)}: not in that version")
        out.print(f"on hold; to publish again: hri hold {escape(done.dataset)} --release")
    if done.unmade or done.missing:
        raise typer.Exit(1)


def hold(
    name: Name,
    reason: Reason = "",
    by: By = "",
    let_go: Release = False,
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
) -> None:
    """Leave a dataset as it is in the catalogue until it is released."""
    work = workplace(datasets, schemas)
    dataset = work.declarations.named(name)
    if let_go:
        found = release(work.state, dataset.id)
        said = f"{dataset.name} is released" if found else f"{dataset.name} was not on hold"
    else:
        _require_said(reason)
        found = _held(work, dataset, reason, by)
        said = f"{dataset.name} is on hold until: hri hold {dataset.name} --release"
    if as_json:
        print_json({"held": not let_go, "hold": found and found.model_dump(mode="json")})
    else:
        out.print(escape(said))


def _held(work: Workplace, dataset: Dataset, reason: str, by: str) -> Hold:
    """Hold the dataset; the version that a rollback serves stays named."""
    before = hold_on(work.state, dataset.id)
    made = Hold(
        dataset=dataset.id,
        reason=reason,
        by=by,
        since=work.now().replace(microsecond=0),
        version=before.version if before else None,
    )
    put_on_hold(work.state, made)
    return made


def _require_said(reason: str) -> None:
    if not reason.strip():
        raise SettingError("why is not said", remedy="`--reason TEXT`; it is kept with the hold")


def _show(row: dict[str, Any]) -> None:
    mark = " [green]served now[/green]" if row["served"] else ""
    facts = f"{row['declared_version']}, {row['rows']} rows, {row['bytes']} bytes"
    out.print(f"[bold]{row['version']}[/bold] {facts}{mark}")
    for file in row["files"]:
        out.print(f"  {file['sha256']}  {escape(file['url'] or file['place'])}")
