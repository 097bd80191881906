"""`hri indicators`: the programme's indicators and their ledger, from the terminal.

Exit codes are those of `hri`: 1 where the ledger is broken, a seal is refused or a goal is behind.
What does not belong here: computing, keeping and sealing (measure).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, NoReturn

import typer
from rich.markup import escape
from rich.table import Table

from pipelines import measure
from pipelines.cli.console import AsJson, DatasetsDir, SchemasDir, err, out, print_json, workplace
from pipelines.errors import SealRefused, SettingError
from pipelines.measure.days import day_in_helsinki
from pipelines.orchestration.half_years import printed_ends
from pipelines.orchestration.measuring import copied, evidence_of, ledger_of
from pipelines.orchestration.workplace import Workplace
from pipelines.state import State

app = typer.Typer(
    help="Show the programme's indicators; seal, explain and verify their ledger.",
    invoke_without_command=True,
)
Who = Annotated[str, typer.Option("--by", help="Who does it: an office or a role.")]
SHOWN = ("indicator", "publisher", "as_of", "value", "unit", "status")


@app.callback()
def latest(
    context: typer.Context,
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
) -> None:
    """Show the latest values, in total and per publisher."""
    context.obj = (datasets, schemas)
    if context.invoked_subcommand is not None:
        return
    work, ledger = _work(context), _ledger(context)
    days = ledger.days()
    rows = ledger.rows_on(days[-1]) if days else []
    today = day_in_helsinki(work.now())
    shown = measure.shown(ledger, rows, work.declarations.programme, today)
    if as_json:
        print_json([row.to_json() for row in shown])
    elif not shown:
        err.print("nothing has been counted yet; `hri run` counts")
    else:
        of_interest = (row for row in shown if row.publisher is None or row.value)
        _print_table(SHOWN, (row.to_json() for row in of_interest))


@app.command()
def reported(context: typer.Context, as_json: AsJson = False) -> None:
    """Enter newly declared reported figures into the ledger, and show all of them."""
    work, ledger = _work(context), _ledger(context)
    measure.enter(ledger, work.declarations.programme, work.now())
    rows = [row.to_json() for row in measure.latest_reported(ledger)]
    if as_json:
        print_json(rows)
    else:
        _print_table(("indicator", "as_of", "qualifier", "value", "unit", "by"), rows)


@app.command()
def backfill(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", help="The first month, YYYY-MM.")] = "2011-03",
) -> None:
    """Reconstruct the months before the first snapshot from publication and withdrawal dates."""
    work, month = _work(context), _day(f"{first}-01", "--from")
    ledger = ledger_of(work.state)
    written = measure.backfill(ledger, evidence_of(work), month)
    out.print(f"{len(written)} months written; the ledger's head is {ledger.head()}")


@app.command()
def seal(
    context: typer.Context,
    as_of: Annotated[str, typer.Option("--as-of", help="The half-year day, YYYY-MM-DD.")],
    by: Who,
) -> None:
    """Seal the values as of a half-year day, so that they are corrected and never edited."""
    work = _work(context)
    ledger = ledger_of(work.state)
    ledger.close(day_in_helsinki(work.now()))
    listed = work.ckan.read("package_list")
    made = _sealed(ledger, evidence_of(work), listed, _day(as_of, "--as-of"), by)
    out.print(f"{made.as_of} sealed by {escape(made.by)}; the ledger's head is {ledger.head()}")


@app.command()
def correct(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(help="The indicator's id.")],
    value: Annotated[float, typer.Argument(help="The right value.")],
    as_of: Annotated[str, typer.Option("--as-of", help="The day, YYYY-MM-DD.")],
    by: Who,
    reason: Annotated[str, typer.Option("--reason", help="Why it is corrected.")],
    publisher: Annotated[str | None, typer.Option("--publisher")] = None,
) -> None:
    """Add a revision of a value; the value that was there stays in the ledger."""
    work, ledger = _work(context), _ledger(context)
    key = (indicator, publisher, _day(as_of, "--as-of"))
    number = int(value) if value == int(value) else value
    try:
        row = measure.correct(ledger, key, number, by, reason, work.now())
    except SealRefused as refused:
        _refuse(refused)
    out.print(f"revision {row.revision} of {indicator} as of {row.as_of}: {row.value}")


@app.command()
def verify(
    context: typer.Context,
    head: Annotated[str | None, typer.Option("--head", help="A head that was printed.")] = None,
) -> None:
    """Check that the ledger is what was written to it."""
    ledger = _ledger(context)
    faults = measure.verify(ledger, head, printed_ends(State(_work(context).settings.state)))
    for fault in faults:
        out.print(f"[red]fault[/red] {escape(fault)}")
    if faults:
        raise typer.Exit(1)
    missing = ledger.missing_days()
    if missing:
        out.print(f"{len(missing)} days were not counted: {', '.join(map(str, missing[-10:]))}")
    out.print(f"the ledger is whole; its head is {ledger.head()}")


@app.command("copy-ledger")
def copy_ledger(
    context: typer.Context,
    into: Annotated[
        Literal["database", "state"], typer.Option("--into", help="Where it is copied to.")
    ],
) -> None:
    """Copy the ledger from the state's files to the database of HRI_LEDGER_URL, or back."""
    blocks, copy = copied(State(_work(context).settings.state), into_database=into == "database")
    faults = measure.verify(copy)
    for fault in faults:
        out.print(f"[red]fault[/red] {escape(fault)}")
    if faults:
        raise typer.Exit(1)
    out.print(f"{blocks} blocks copied; the head of both is {copy.head()}")


@app.command()
def explain(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", help="The day before, YYYY-MM-DD.")],
    last: Annotated[str, typer.Option("--to", help="The day after, YYYY-MM-DD.")],
    as_json: AsJson = False,
) -> None:
    """Say by name why the counts of datasets and APIs changed between two days."""
    work = _work(context)
    days = (_day(first, "--from"), _day(last, "--to"))
    found = measure.explain(ledger_of(work.state), evidence_of(work), *days)
    if as_json:
        print_json([each.to_json() for each in found])
        return
    for each in found:
        record = each.to_json()
        change = record.pop("change")
        out.print(f"[bold]{each.indicator}[/bold]: {each.before} → {each.after} ({change:+})")
        for sort, names in record.items():
            if isinstance(names, tuple) and names:
                title = sort.replace("_", " ")
                out.print(f"  {title} {len(names)}: {escape(', '.join(names))}")


@app.command()
def goals(context: typer.Context, as_json: AsJson = False) -> None:
    """Show how the goals of the year stand by the latest values."""
    work, ledger = _work(context), _ledger(context)
    days = ledger.days()
    rows = ledger.rows_on(days[-1]) if days else []
    judged = measure.judge(work.declarations.programme, rows, days[-1]) if days else []
    if as_json:
        print_json([each.to_json() for each in judged])
    else:
        columns = ("indicator", "publisher", "year", "target", "value", "state")
        _print_table(columns, ({**each.goal.model_dump(), **vars(each)} for each in judged))
    if any(each.state == "behind" for each in judged):
        raise typer.Exit(1)


@app.command()
def page(context: typer.Context) -> None:
    """Make the dashboard anew on the site, from the ledger as it is."""
    # Charts take a second to import, which no other command need wait for.
    from pipelines.orchestration.dashboard import dashboard_written

    work = _work(context)
    if work.site is None:
        raise SettingError(
            "there is no site to write to",
            remedy="set HRI_SITE and HRI_SITE_URL, or run `make demo`",
        )
    changed = dashboard_written(work)
    out.print(f"{changed} files changed; see {work.site.address('fi/indicators.html')}")


def _work(context: typer.Context) -> Workplace:
    return workplace(*context.obj)


def _ledger(context: typer.Context) -> measure.Ledger:
    """Return the ledger for reading; no catalogue is asked for."""
    return ledger_of(State(_work(context).settings.state))


def _sealed(
    ledger: measure.Ledger,
    evidence: measure.Evidence,
    listed: list[str],
    day: dt.date,
    by: str,
) -> measure.Seal:
    try:
        return measure.seal(ledger, evidence, listed, day, by)
    except SealRefused as refused:
        _refuse(refused)


def _refuse(refused: SealRefused) -> NoReturn:
    err.print(f"[red]refused[/red] {escape(str(refused))}")
    raise typer.Exit(1)


def _day(text: str, option: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option}: '{text}' is no date") from None


def _print_table(columns: Iterable[str], records: Iterable[Mapping[str, Any]]) -> None:
    columns = tuple(columns)
    table = Table()
    for column in columns:
        # In a narrow window a name goes on in the next line: cut short, it could be any of several.
        table.add_column(column.replace("_", " "), overflow="fold")
    empty = {"publisher": "total", "value": "n/a"}
    for record in records:
        cells = (
            empty.get(column, "") if record[column] is None else str(record[column])
            for column in columns
        )
        table.add_row(*(escape(cell) for cell in cells))
    out.print(table)
