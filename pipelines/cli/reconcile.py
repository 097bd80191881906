"""`hri reconcile`: the whole catalogue against what was published.

What does not belong here: comparing (publish), and mending at once; the next run does that.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from pipelines.cli.console import (
    AsJson,
    DatasetsDir,
    Names,
    SchemasDir,
    chosen_of,
    err,
    out,
    print_json,
    workplace,
)
from pipelines.orchestration.reconciling import Files, Reconciliation, reconciled

WhichFiles = Annotated[
    Files, typer.Option("--files", help="Which files to fetch; a sample is a seventh, by day.")
]
Repair = Annotated[
    bool, typer.Option("--repair", help="Let the next run publish again what differs.")
]


def reconcile(
    names: Names = None,
    files: WhichFiles = "all",
    repair: Repair = False,
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
) -> None:
    """Compare metadata, files and tables of the catalogue with what was published."""
    work = workplace(datasets, schemas)
    chosen = chosen_of(work.declarations, names)
    with err.status("comparing"):
        found = reconciled(work, chosen, files=files, mend=repair)
    if as_json:
        print_json(found.as_dict())
    else:
        _show(found)
    if not found.green:
        raise typer.Exit(1)


def _show(found: Reconciliation) -> None:
    for each in found.findings:
        mark = "[red]differs[/red]" if each.is_red else "[yellow]note[/yellow]"
        where = f" (resource {each.resource})" if each.resource else ""
        out.print(f"{mark} {escape(each.dataset)}: {escape(each.what)}{where}")
    red = sum(finding.is_red for finding in found.findings)
    looked = f"{found.datasets} datasets, {found.files} files, {found.tables} tables"
    out.print(f"{looked} compared: {red} differences")
    for name in found.repaired:
        out.print(f"the next run publishes {escape(name)} again")
