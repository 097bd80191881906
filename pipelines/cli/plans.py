"""`hri plan`, `hri apply` and `hri applies`: what would be written, writing it, what was written.

What does not belong here: making plans and carrying them out (orchestration).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

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
    say_catalogue,
    workplace,
)
from pipelines.cli.lifecycle import show_decision
from pipelines.cli.versions import Name, show_contract
from pipelines.errors import HriError, SettingError
from pipelines.model import Dataset
from pipelines.orchestration import announcing, plan_files, publishing, retirement, steps
from pipelines.orchestration.applies import applies as records_of
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import Decision, Plan
from pipelines.publish import apply as send
from pipelines.state import State

Out = Annotated[Path | None, typer.Option("--out", help="Save the plan for `hri apply`.")]
File = Annotated[Path, typer.Argument(help="A plan that `hri plan --out` saved.")]

SHOWN = 300
"""Characters of a value that are shown; `--json` gives the whole."""


def plan(
    names: Names = None,
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
    out_file: Out = None,
) -> None:
    """Show what `run` would write to the catalogue; writes nothing there."""
    work = workplace(datasets, schemas)
    chosen = chosen_of(work.declarations, names)
    say_catalogue(work)
    made = work.now()
    plans: dict[str, Plan] = {}
    failures: dict[str, str] = {}
    with err.status("planning") as status:
        work.progress = lambda name, step: status.update(f"{name}: {step}")
        organisations = publishing.planned_organisations(work, {d.id: d for d in chosen})
        for dataset in chosen:
            try:
                found = plans[dataset.id] = _prepared(work, dataset, made)
                announcing.require_allowed(work, dataset, found.contract)
            except HriError as error:
                failures[dataset.name] = str(error)
    if out_file is not None:
        sound = {each: it for each, it in plans.items() if it.subject not in failures}
        _save(plan_files.saved(work, organisations, sound, made), out_file)
    gone = () if names or not retirement.is_looked_at(work) else retirement.decisions_of(work)
    _show_all(work, organisations, list(plans.values()), failures, gone, as_json=as_json)
    if failures:
        raise typer.Exit(1)


def _prepared(work: Workplace, dataset: Dataset, made: dt.datetime) -> Plan:
    if dataset.has_table and not dataset.has_ended(work.today()):
        steps.extracted(work, dataset)
        steps.validated(work, dataset)
        steps.converted(work, dataset)
    work.progress(dataset.name, "plan")
    return publishing.planned(work, dataset, made)


def _save(record: dict[str, Any], path: Path) -> None:
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingError(f"{path} cannot be written: {error.strerror}") from error
    err.print(f"saved: hri apply {escape(str(path))}")


def _show_all(
    work: Workplace,
    organisations: Plan,
    plans: list[Plan],
    failures: dict[str, str],
    gone: Sequence[Decision],
    *,
    as_json: bool,
) -> None:
    writes = organisations.writes + sum(each.writes for each in plans)
    if as_json:
        print_json(
            {
                "catalogue": work.catalogue.url,
                "writes": writes,
                "organisations": organisations.as_dict(),
                "datasets": [each.as_dict() for each in plans],
                "retirements": [each.as_dict() for each in gone],
                "failures": failures,
            }
        )
        return
    for each in (organisations, *plans):
        show_plan(each.as_dict())
    for decision in gone:
        show_decision(decision)
    for name, why in failures.items():
        err.print(f"[red]{escape(name)}[/red]: {escape(why)}")
    out.print(f"{writes} writes")


def apply(
    file: File,
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
) -> None:
    """Carry out a saved plan, exactly as it is; refuse if anything moved since."""
    work = workplace(datasets, schemas)
    say_catalogue(work)
    agreed = plan_files.agreed(work, _read(file))
    written, failures = send(agreed.organisations, work.ckan), {}
    run = {"run": f"hri apply {file.name}", "commit": agreed.commit}
    for dataset, each in agreed.datasets:
        try:
            written += publishing.carried_out(work, dataset, each, run)["writes"]
        except HriError as error:
            failures[dataset.name] = str(error)
    if as_json:
        print_json({"writes": written, "failures": failures})
    else:
        for name, why in failures.items():
            err.print(f"[red]{escape(name)}[/red]: {escape(why)}")
        out.print(f"{written} writes")
    if failures:
        raise typer.Exit(1)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingError(f"{path} cannot be read as JSON", remedy="name a saved plan") from error


def applies(
    name: Name, datasets: DatasetsDir = None, schemas: SchemasDir = None, as_json: AsJson = False
) -> None:
    """List what was written of a dataset: when, by whom or what, and how it ended."""
    work = workplace(datasets, schemas)
    found = records_of(State(work.settings.state), work.declarations.named(name))
    if as_json:
        print_json(found)
        return
    for record in found:
        by = " ".join(str(value) for value in record["by"].values() if value)
        out.print(
            f"{record['started']} [bold]{record['state']}[/bold]"
            f" {record['plan']['writes']} writes, {escape(by)}"
        )
        if record["state"] == "failed":
            out.print(f"  {escape(record['why'])}")
        for call in record["plan"]["calls"]:
            out.print(f"  {call['action']}: {escape(call['reason'])}")
    if not found:
        out.print("nothing was written yet")


def show_plan(record: dict[str, Any]) -> None:
    """Show one dataset's plan."""
    size = f", {record['bytes']} bytes to upload" if record["bytes"] else ""
    out.print(f"{escape(str(record['dataset']))}: {record['writes']} writes{size}")
    for call in record["calls"]:
        out.print(f"  {call['action']}: {escape(call['reason'])}")
    _show_changes(record["changes"])
    for each in record["resources"]:
        if each["fate"] != "keep":
            out.print(f"  {each['fate']} {escape(each['label'])} {each['id']}")
            _show_changes(each["changes"])
    _show_rows(record["rows"])
    show_contract(record["contract"])
    _show_edits(record)
    if record["calls"] and record["in_extras"]:
        out.print(f"  in the portal's extras: {', '.join(record['in_extras'])}")


def _show_changes(changes: dict[str, Any]) -> None:
    for name, change in changes.items():
        out.print(f"    {name}: {_short(change['now'])} → {_short(change['then'])}")


def _show_rows(rows: dict[str, dict[str, int]]) -> None:
    for part, counts in rows.items():
        said = ", ".join(f"{number} {what}" for what, number in counts.items())
        out.print(f"  rows of {escape(part)}: {said or 'all anew'}")


def _show_edits(record: dict[str, Any]) -> None:
    for each in record["conflicts"]:
        out.print(
            f"  [yellow]conflict[/yellow] {each['field']}: published {_short(each['published'])},"
            f" in the portal {_short(each['portal'])}, declared {_short(each['declared'])};"
            f" the {each['kept']} wins"
        )
    for each in record["kept_edits"]:
        out.print(f"  kept: {each['field']} was edited in the portal: {_short(each['portal'])}")


def _short(value: Any) -> str:
    text = str(value)
    return escape(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")
