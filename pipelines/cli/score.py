"""`hri score`: the points of each dataset in the 405-point rubric, and how to earn more.

What does not belong here: the rubric (scoring), and what a package shows (publish).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.markup import escape

from pipelines.cli.console import (
    AsJson,
    DatasetsDir,
    Names,
    SchemasDir,
    chosen_of,
    out,
    print_json,
    workplace,
)
from pipelines.orchestration.scores import confirmed_row, score_row

Confirm = Annotated[
    bool, typer.Option("--confirm", help="Judge what the catalogue shows, and try its URLs.")
]


def score(
    names: Names = None,
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
    as_json: AsJson = False,
    confirm: Confirm = False,
) -> None:
    """Score the metadata of datasets before they are published; list what earns more points."""
    work = workplace(datasets, schemas)
    row_of = confirmed_row if confirm else score_row
    # The entries of APIs are outside the score.
    chosen = [each for each in chosen_of(work.declarations, names) if not each.is_api]
    rows = [row_of(work, dataset) for dataset in chosen]
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            _show(row)
    if any(row["below_minimum"] for row in rows):
        raise typer.Exit(1)


def _show(row: Mapping[str, Any]) -> None:
    low = f", below its minimum of {row['minimum']}" if row["below_minimum"] else ""
    out.print(f"{escape(row['dataset'])}: {row['score']} of 405, {row['band']}{low}")
    for miss in row["missing"]:
        out.print(f"  +{miss['points']} {escape(miss['what'])}: {escape(miss['remedy'])}")
