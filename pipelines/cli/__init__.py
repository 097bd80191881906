"""`hri`: the steward's command. It asks, shows and exits; what it shows is made elsewhere.

Results go to standard output (JSON with `--json`), progress and errors to standard error. Exit
codes: 0 all well, 1 something must be mended in the data or the declarations, 2 a wrong setting or
call. What does not belong here: rules, stages, CKAN, Dagster's own words.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import typer
from rich.markup import escape

from pipelines.cli import (
    adopt,
    files,
    indicators,
    lifecycle,
    plans,
    reconcile,
    reports,
    score,
    site,
    undo,
    versions,
)
from pipelines.cli.console import (
    AsJson,
    DatasetsDir,
    Language,
    Names,
    SchemasDir,
    chosen_of,
    err,
    out,
    own_language,
    print_json,
    say_catalogue,
    workplace,
)
from pipelines.errors import HriError, SettingError
from pipelines.orchestration.status import status_of
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import PROJECT
from pipelines.state import State
from pipelines.validate import render

app = typer.Typer(
    help="Publish the agencies' open data: check, adopt, validate, run, plan, apply, applies,"
    " findings, baseline, status, versions, rollback, hold, retire, withdraw, reconcile, score,"
    " site, indicators, report.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(files.validate)
app.command()(files.findings)
app.command()(plans.plan)
app.command()(plans.apply)
app.command()(plans.applies)
app.command()(versions.baseline)
app.add_typer(indicators.app, name="indicators")
app.command()(reports.report)
app.command()(score.score)
app.command()(reconcile.reconcile)
for undoing in (undo.versions, undo.rollback, undo.hold, lifecycle.withdraw, lifecycle.retire):
    app.command()(undoing)
app.command()(site.site)
app.command()(adopt.adopt)


@app.command()
def check(
    datasets: DatasetsDir = None, schemas: SchemasDir = None, as_json: AsJson = False
) -> None:
    """Check every declaration and schema; list every fault at once."""
    declarations = workplace(datasets, schemas).declarations
    if as_json:
        print_json([fault.as_dict() for fault in declarations.faults])
    else:
        for fault in declarations.faults:
            out.print(escape(str(fault)))
        warnings = len(declarations.faults) - len(declarations.errors)
        out.print(
            f"{len(declarations.datasets)} sound declarations, "
            f"{len(declarations.errors)} errors, {warnings} warnings"
        )
    if declarations.errors:
        raise typer.Exit(1)


@app.command()
def run(
    names: Names = None,
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
    language: Language = own_language(),
) -> None:
    """Extract, validate, convert and publish; then count what the catalogue shows."""
    # Dagster takes two seconds to import, which `hri check` need not wait for.
    from pipelines.orchestration.running import materialise

    _settle_dagster_home()
    work = workplace(datasets, schemas)
    chosen = chosen_of(work.declarations, names)
    say_catalogue(work)
    with err.status("starting") as status:
        work.progress = lambda name, step: status.update(f"{name}: {step}")
        result = materialise(work, chosen, everything=not names)
    faults = work.declarations.errors if not names else []
    if as_json:
        print_json(
            {
                "run": result.run_id,
                "green": result.green and not faults,
                "writes": result.writes,
                "datasets": [outcome.as_dict() for outcome in result.outcomes],
                "failures": list(result.failures),
                "faults": [fault.as_dict() for fault in faults],
            }
        )
    else:
        _show_run(work, result, language)
    for fault in faults:
        err.print(f"[red]left out[/red] {escape(str(fault))}")
    if faults or not result.green:
        raise typer.Exit(1)


@app.command()
def status(
    names: Names = None,
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
) -> None:
    """Show of each dataset when its source was checked, what is published and what last failed."""
    work = workplace(datasets, schemas)
    state = State(work.settings.state)
    rows = [status_of(state, dataset) for dataset in chosen_of(work.declarations, names)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        out.print(f"[bold]{escape(row['dataset'])}[/bold]")
        for name, value in list(row.items())[1:]:
            if value is not None:
                out.print(f"  {name.replace('_', ' ')}: {escape(str(value))}")


def _settle_dagster_home() -> None:
    """Dagster keeps its records at DAGSTER_HOME: this checkout's, unless another is set."""
    home = os.environ.setdefault("DAGSTER_HOME", str(PROJECT / "dagster_home"))
    if not Path(home).is_dir():
        raise SettingError(
            f"DAGSTER_HOME is {home}, which is no folder", remedy="set it to an absolute path"
        )


def _show_run(work: Workplace, result: Any, language: str) -> None:
    for outcome in result.outcomes:
        if outcome.held:
            out.print(
                f"[yellow]left alone[/yellow] {escape(outcome.dataset)}: {escape(outcome.held)}"
            )
            continue
        mark = "[red]failed[/red]" if outcome.failures else "[green]ok[/green]"
        out.print(f"{mark} {escape(outcome.dataset)}: {outcome.writes} writes")
        if outcome.report:
            record = work.state.read_json(outcome.report) or {}
            out.print(escape(render(record["summary"], language)))
            out.print(f"  report: {escape(outcome.report)}")
            out.print(f"  the rows as they came: hri findings {escape(outcome.dataset)}")
        if outcome.incident:
            record = work.state.read_json(outcome.incident) or {}
            out.print(f"  {escape(record['told'][language])}")
            out.print(f"  incident: {escape(outcome.incident)}")
        for why in () if outcome.report or outcome.incident else outcome.failures:
            out.print(f"  {escape(why)}")
        for why in outcome.warnings:
            out.print(f"  [yellow]warning[/yellow] {escape(why)}")
    for why in result.failures:
        out.print(f"[red]failed[/red] {escape(why)}")
    out.print(f"{result.writes} writes")


def main() -> None:
    """Run `hri`; an error with a remedy is shown as such, not as a traceback."""
    try:
        app()
    except HriError as error:
        err.print(f"[red]error[/red]: {escape(str(error))}")
        sys.exit(2)
