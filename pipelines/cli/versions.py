"""`hri baseline`, and how a plan's change of the contract is shown.

What does not belong here: when a baseline moves (validate), and what breaks a contract (publish).
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape

from pipelines.cli.console import (
    AsJson,
    DatasetsDir,
    SchemasDir,
    out,
    own_language,
    print_json,
    with_tables,
    workplace,
)
from pipelines.model import Dataset
from pipelines.state import State
from pipelines.validate import Baselines, Proposal, counted

Name = Annotated[str, typer.Argument(help="The name or id of a dataset.")]
Accept = Annotated[bool, typer.Option("--accept", help="Take the proposed baseline.")]
By = Annotated[str, typer.Option("--by", help="Who accepts: a role, kept with the baseline.")]
Reason = Annotated[str, typer.Option("--reason", help="Why the change is right; kept with it.")]


def baseline(
    name: Name,
    accept: Accept = False,
    by: By = "",
    reason: Reason = "",
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
) -> None:
    """Show what a dataset's checks compare with, and the proposed new values; accept them."""
    work = workplace(datasets, schemas)
    dataset = with_tables(work.declarations, name)
    state = State(work.settings.state)
    tables = [(part, Baselines(state, part.id)) for part in dataset.parts()]
    proposals = {part.id: proposal for part, kept in tables if (proposal := kept.proposal())}
    if accept:
        for part, kept in tables:
            if part.id in proposals or not proposals:
                kept.accept(by, reason, work.now())
    if as_json:
        print_json([_as_dict(part, kept) for part, kept in tables])
        return
    for part, kept in tables:
        _show(part, kept, proposals.get(part.id))
    if accept:
        out.print("accepted; the next run compares with these values")
    elif proposals:
        out.print(f"if they are right: hri baseline {name} --accept --by ROLE --reason TEXT")


def show_contract(change: dict[str, Any] | None) -> None:
    """Show what a plan changes of what consumers rely on, in the machine's language."""
    for difference in change["differences"] if change else []:
        out.print(f"    {difference['level']}: {escape(difference['sentence'][own_language()])}")
    if change and change["advice"]:
        out.print(f'    declare `version: "{change["advice"]}"`')


def _as_dict(dataset: Dataset, kept: Baselines) -> dict[str, Any]:
    proposal = kept.proposal()
    changes = proposal.changes if proposal else {}
    return {
        "dataset": dataset.id,
        "baseline": dict(kept.measures()),
        "proposed": {name: {"before": b, "now": n} for name, (b, n) in changes.items()},
        "proposed_at": proposal and proposal.at,
        "accepted": kept.accepted(),
    }


def _show(dataset: Dataset, kept: Baselines, proposal: Proposal | None) -> None:
    out.print(f"[bold]{escape(dataset.name)}[/bold]")
    for name, value in sorted(kept.measures().items()):
        text = counted(value) if isinstance(value, list) else str(value)
        out.print(f"  {escape(name)}: {text}")
    if proposal is None:
        out.print("  no new baseline is proposed")
        return
    out.print(f"  proposed at {proposal.at}:")
    for line in proposal.lines():
        out.print(f"    {escape(line)}")
