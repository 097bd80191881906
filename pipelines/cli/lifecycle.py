"""`hri withdraw` and `hri retire`: how a dataset leaves the catalogue at a person's word.

What does not belong here: what a withdrawal or retirement does (orchestration).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from rich.markup import escape

from pipelines.cli.console import (
    AsJson,
    DatasetsDir,
    Names,
    SchemasDir,
    err,
    out,
    print_json,
    workplace,
)
from pipelines.errors import SettingError
from pipelines.orchestration import announcing, lifecycle, retirement
from pipelines.orchestration.served import Served, named
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import Decision, Epitaph, Retiring

Name = Annotated[str, typer.Argument(help="The name or id of a dataset, declared or not.")]
Now = Annotated[bool, typer.Option("--now", help="At once, past grace time and caps.")]
Purge = Annotated[bool, typer.Option("--purge", help="Leave no copy of the data anywhere.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, in Finnish, for everybody to read.")]
ReasonSv = Annotated[str, typer.Option("--reason-sv", help="The same in Swedish.")]
ReasonEn = Annotated[str, typer.Option("--reason-en", help="The same in English.")]
Instead = Annotated[str, typer.Option("--successor", help="What to use instead: id or address.")]
By = Annotated[str, typer.Option("--by", help="Who decided: a role, kept with the record.")]
Undo = Annotated[bool, typer.Option("--undo", help="Bring it back with the next run.")]
Confirm = Annotated[bool, typer.Option("--confirm", help="Let the named ones go, past the caps.")]


def withdraw(
    name: Name,
    now: Now = False,
    purge: Purge = False,
    reason: Reason = "",
    reason_sv: ReasonSv = "",
    reason_en: ReasonEn = "",
    successor: Instead = "",
    by: By = "",
    undo: Undo = False,
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
) -> None:
    """Withdraw one dataset: a tombstone stays; with --purge no copy of its data does.

    Called again, it completes what was cut short. Runs leave the dataset alone from then on, also
    where it is declared, until --undo.
    """
    work = workplace(datasets, schemas)
    known = named(work, name)
    if undo:
        _undo(work, known)
        return
    _require_said(now=now, reason=reason)
    texts = {"fi": reason, "sv": reason_sv, "en": reason_en}
    epitaph = Epitaph(
        _day(work, known),
        {language: text for language, text in texts.items() if text},
        successor,
        announcing.address_of(work, successor),
    )
    with err.status(f"{known.name}: withdrawing"):
        plan = lifecycle.bury(
            work, known, epitaph, cause=lifecycle.COMMAND, by=by or "hri withdraw", purge=purge
        )
    _show(work, known, plan.kept, as_json=as_json)


def retire(
    names: Names = None,
    confirm: Confirm = False,
    by: By = "",
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
) -> None:
    """Show what is declared no longer and on its way out; let named ones go past the caps."""
    work = workplace(datasets, schemas)
    if confirm:
        if not names:
            raise SettingError("nothing is named", remedy="`hri retire --confirm NAMES`")
        for each in retirement.confirm(work, names, by or "hri retire"):
            err.print(f"confirmed: {escape(each.subject.name)}, served until {each.due}")
    decisions = retirement.decisions_of(work)
    if as_json:
        print_json([each.as_dict() for each in decisions])
        return
    for decision in decisions:
        show_decision(decision)
    if not any(_going(each) or each.cancel or each.refused for each in decisions):
        out.print("nothing is on its way out")


def _undo(work: Workplace, known: Served) -> None:
    if lifecycle.bring_back(work, known.dataset):
        out.print(f"{escape(known.name)} is published again by the next run, if it is declared")
    else:
        out.print(f"{escape(known.name)} is not withdrawn")


def _require_said(*, now: bool, reason: str) -> None:
    if not now:
        raise SettingError(
            "a withdrawal by command is done at once",
            remedy="say `--now`, or plan it: `withdrawn: {on: …, reason: …}` in the declaration",
        )
    if not reason.strip():
        raise SettingError("the tombstone says why", remedy="`--reason TEXT`")


def _day(work: Workplace, known: Served) -> dt.date:
    """Return the day of the withdrawal: of the one that is being completed, or today."""
    before = lifecycle.withdrawal(work.state, known.dataset)
    return lifecycle.day_of(before) if before else work.today()


def _show(work: Workplace, known: Served, kept: tuple[str, ...], *, as_json: bool) -> None:
    record = lifecycle.withdrawal(work.state, known.dataset) or {}
    if as_json:
        print_json({**record, "kept_resources": list(kept)})
        return
    what = "withdrawn, and no copy is left" if record.get("purged") else "withdrawn"
    out.print(f"{escape(known.name)}: {what}; its tombstone stays")
    if kept:
        out.print(f"  left alone: {len(kept)} resources that are not ours; see them in CKAN")
    out.print(f"  to bring it back: hri withdraw {escape(known.name)} --undo")


def show_decision(decision: Decision) -> None:
    """Show what becomes of the datasets, or the resources, that are declared no longer."""
    for each in _going(decision):
        out.print(f"{escape(each.subject.name)}: served until {each.due}")
    for each in decision.cancel:
        out.print(f"{escape(each.subject.name)}: declared again, and stays")
    for subject in decision.refused:
        out.print(f"[red]{escape(subject.name)}[/red]: gone, but more than {decision.most} at once")


def _going(decision: Decision) -> tuple[Retiring, ...]:
    return (*decision.due, *decision.waiting, *decision.begin)
