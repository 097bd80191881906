"""`hri report`: the programme's half-year report, and its final evaluation.

What does not belong here: validation reports of a dataset (files), and what the report says.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from pipelines.cli.console import AsJson, DatasetsDir, SchemasDir, err, out, print_json, workplace
from pipelines.orchestration import half_years
from pipelines.orchestration.half_years import Edition, Wanted
from pipelines.site.language import HELSINKI

AsOf = Annotated[str, typer.Option("--as-of", help="The day that it is about, YYYY-MM-DD.")]
Out = Annotated[Path, typer.Option("--out", file_okay=False, help="Where its files are written.")]
Final = Annotated[
    bool, typer.Option("--final", help="Answer the questions of the final evaluation too.")
]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", help="As it was known then: a moment of ISO 8601, or a day's end."),
]


def report(
    as_of: AsOf,
    out_dir: Out,
    final: Final = False,
    known_at: KnownAt = None,
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
) -> None:
    """Write the programme's half-year report: a page and a PDF in Finnish, Swedish and English.

    The same ledger gives the same edition, to the byte.
    """
    work = workplace(datasets, schemas)
    wanted = Wanted(_day(as_of), final, _moment(known_at) if known_at else None)
    edition = half_years.edition_of(work, wanted)
    out_dir.mkdir(parents=True, exist_ok=True)
    for name, data in half_years.contents(work.state, edition):
        (out_dir / name).write_bytes(data)
    half_years.put_on_site(work, edition)
    record = edition.record
    if as_json:
        told = ("as_of", "edition", "final", "known_at", "made_at", "head", "files")
        print_json({name: record[name] for name in told})
    else:
        _show(edition, out_dir)


def _show(edition: Edition, folder: Path) -> None:
    record = edition.record
    kind = "sealed" if record["facts"]["seal"] else "preliminary"
    out.print(f"edition {edition.number} as of {record['as_of']}, {kind}")
    out.print(f"the ledger's head: {record['head']}")
    for name, sha256 in edition.checksums.items():
        out.print(f"{sha256}  {escape(str(folder / name))}")
    if all(each["now"] is None for each in record["facts"]["indicators"]):
        err.print(f"the ledger has no values as of {record['as_of']}: that day was not counted")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"--as-of: '{text}' is no date") from None


def _moment(text: str) -> dt.datetime:
    """Return the moment; Helsinki's where it names no zone, and of a day its last second."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"--known-at: '{text}' is no moment") from None
    if len(text) == len("2026-06-30"):
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment if moment.tzinfo else moment.replace(tzinfo=HELSINKI)
