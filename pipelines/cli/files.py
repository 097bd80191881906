"""`hri validate` and `hri findings`: one file checked, and the last report that was kept.

`hri validate` needs no catalogue and no state, and without `--dataset` no settings either. What
does not belong here: validation, and how a report is laid out (validate).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.markup import escape

from pipelines.cli.console import (
    AsJson,
    DatasetsDir,
    Language,
    SchemasDir,
    err,
    out,
    own_language,
    print_json,
    with_tables,
    workplace,
)
from pipelines.errors import DeclarationError, SettingError
from pipelines.extract import local_parts
from pipelines.formats.merged import Merged, Part
from pipelines.model import Dataset, DataSource, FormatName, OneFile, Reading
from pipelines.state import State
from pipelines.validate import Reports, StewardReport, render, render_kept, undeclared
from pipelines.validate import validate as validation_of

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file to check.")]
SchemaFile = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Table Schema.")]
Declared = Annotated[
    str | None, typer.Option(help="A declared dataset: how the file is read, and its schema.")
]
Name = Annotated[str, typer.Argument(help="The dataset's name or id.")]
Page = Annotated[Path | None, typer.Option(help="Write the report as a page.")]
Quarantine = Annotated[
    Path | None, typer.Option(help="Write the invalid rows with their reasons as CSV.")
]
Limit = Annotated[int, typer.Option(min=1, help="The most errors that are listed.")]
Cells = Annotated[
    bool, typer.Option("--cells/--no-cells", help="Show the rows as they came, or where they are.")
]
Format = Annotated[FormatName | None, typer.Option("--format", help="Unless the name says it.")]
Encoding = Annotated[str | None, typer.Option(help="csv: guessed unless said.")]
Delimiter = Annotated[str | None, typer.Option(help="csv: guessed unless said.")]
Decimal = Annotated[str | None, typer.Option(help="csv: the decimal mark; . unless said.")]
HeaderRow = Annotated[int | None, typer.Option(help="csv, xlsx, ods: 1 unless said.")]
Sheet = Annotated[str | None, typer.Option(help="xlsx, ods: the first unless said.")]
Layer = Annotated[str | None, typer.Option(help="gpkg: the layer.")]
Records = Annotated[str | None, typer.Option(help="json: JMESPath to the list of records.")]


@dataclass(frozen=True)
class _Subject:
    """What is validated: a dataset, its Table Schema, and what the report says of it beside."""

    dataset: Dataset
    schema: dict[str, Any]
    more: dict[str, Any]


def validate(
    file: File,
    schema: SchemaFile = None,
    dataset: Declared = None,
    as_json: AsJson = False,
    language: Language = own_language(),
    html: Page = None,
    quarantine: Quarantine = None,
    limit: Limit = 1_000,
    cells: Cells = True,
    file_format: Format = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    decimal: Decimal = None,
    header_row: HeaderRow = None,
    sheet: Sheet = None,
    layer: Layer = None,
    records: Records = None,
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
) -> None:
    """Check any file against a Table Schema; say what is wrong, where, and how to mend it.

    Exit code 0: valid, 1: invalid, 2: the file cannot be read, or the call is wrong.
    """
    read_as = {
        "format": file_format,
        "encoding": encoding,
        "delimiter": delimiter,
        "decimal": decimal,
        "header_row": header_row,
        "sheet": sheet,
        "layer": layer,
        "records": records,
    }
    given = {name: value for name, value in read_as.items() if value is not None}
    if dataset is None:
        subject = _undeclared(file, schema, given)
    else:
        subject = _declared(file, dataset, schema, given, datasets, schemas)
    with _raw(file, subject.dataset) as raw:
        found = validation_of(subject.dataset, subject.schema, raw, limit_errors=limit)
        told = StewardReport(subject.dataset, subject.schema, raw, found, subject.more)
        _show(told, language, as_json=as_json, cells=cells)
        _write(told, language, html, quarantine)
    if not found.valid:
        raise typer.Exit(1)


def findings(
    dataset: Name,
    language: Language = own_language(),
    as_json: AsJson = False,
    cells: Cells = True,
    datasets: DatasetsDir = None,
    schemas: SchemasDir = None,
) -> None:
    """Show what the last validation of a dataset found, and where its report's files are."""
    work = workplace(datasets, schemas)
    declared = with_tables(work.declarations, dataset)
    state = State(work.settings.state)
    found = [_kept(state, part) for part in declared.parts()]
    shown = [record for record in found if record is not None]
    if not shown:
        err.print(f"no report of {escape(declared.name)} has been kept yet; `hri run` keeps one")
        raise typer.Exit(1)
    if as_json:
        print_json(shown)
        return
    for record in shown:
        summary, places = record["summary"], dict(record["files"])
        places.pop("report")
        days = work.settings.report_days
        out.print(escape(render(summary, language, show_cells=cells)))
        out.print(escape(render_kept(summary, language, record["checked"], days, **places)))


def _kept(state: State, table: Dataset) -> dict[str, Any] | None:
    """Return the last kept report of a table, with the places of its files."""
    kept = Reports(table.id, state).latest()
    record = state.read_json(kept.report) if kept else None
    if kept is None or record is None:
        return None
    return {"files": {name: state.place(key) for name, key in kept.files().items()}, **record}


def _declared(
    file: Path,
    name: str,
    schema: Path | None,
    given: dict[str, Any],
    datasets: Path | None,
    schemas: Path | None,
) -> _Subject:
    if given:
        options = ", ".join(f"`--{option.replace('_', '-')}`" for option in given)
        raise SettingError(
            f"{options} beside `--dataset`: its declaration says how the file is read",
            remedy="leave out the one or the other",
        )
    declarations = workplace(datasets, schemas).declarations
    dataset = _part(with_tables(declarations, name.partition("/")[0]), name.partition("/")[2])
    again = [str(file), "--dataset", dataset.id, *_option("schema", schema)]
    again += [*_option("datasets", datasets), *_option("schemas", schemas)]
    descriptor = _schema_at(schema) if schema else declarations.schema_of(dataset)
    return _Subject(dataset, descriptor, {"file": file.name, "again": again})


def _part(dataset: Dataset, table: str) -> Dataset:
    """Return one table of the dataset. Raises SettingError where it is not said which."""
    parts = {part.id.removeprefix(f"{dataset.id}/"): part for part in dataset.parts()}
    if not dataset.tables and not table:
        return dataset
    if table not in parts or not dataset.tables:
        names = ", ".join(f"`--dataset {part.id}`" for part in parts.values())
        raise SettingError(f"{dataset.name}: which table is meant?", remedy=f"say {names}")
    return parts[table]


def _undeclared(file: Path, schema: Path | None, given: dict[str, Any]) -> _Subject:
    if schema is None:
        raise SettingError(
            "no schema: there is nothing to check the file against",
            remedy="`--schema schemas/X.json`, or `--dataset X` for a declared dataset",
        )
    descriptor = _schema_at(schema)
    guess = undeclared(file, given, descriptor)
    again = [str(file), *_option("schema", schema)]
    again += [part for name, value in given.items() for part in _option(name, value)]
    more = {"dataset": "", "url": "", "again": again, "guessed": dict(guess.guessed)}
    return _Subject(guess.dataset, descriptor, more)


def _option(name: str, value: object) -> list[str]:
    return [] if value is None else [f"--{name.replace('_', '-')}", str(value)]


def _schema_at(path: Path) -> dict[str, Any]:
    """Return the Table Schema of a file. Raises DeclarationError where it cannot be one."""
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise DeclarationError(f"{path}: JSON in UTF-8 is expected: {error}") from None
    fields = descriptor.get("fields") if isinstance(descriptor, dict) else None
    # Frictionless would take a text for a path or URL, and fetch it.
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        raise DeclarationError(f"{path}: an object with a list of `fields` is expected")
    return dict(descriptor)


@contextmanager
def _raw(file: Path, dataset: Dataset) -> Iterator[Merged]:
    """Give the file itself, or of a zip the declared members, to be read as declared."""
    assert isinstance(dataset.source, DataSource)  # noqa: S101 - what is validated has a table
    reading = _reading_of(file, dataset.source)
    rename = reading.rename if isinstance(reading, OneFile) else {}
    with tempfile.TemporaryDirectory(prefix="hri-") as folder:
        parts = [Part(file.name, file, reading, rename)]
        if file.suffix.lower() == ".zip":
            parts = list(local_parts(file, reading, Path(folder) / "zip"))
        yield Merged(parts)


def _reading_of(file: Path, source: DataSource) -> Reading:
    """Return how the file is read: as the one of its name, where several are declared."""
    readings = source.readings()
    named = [each for each in readings if isinstance(each, OneFile) and _is_named(each, file)]
    return (named or readings)[0]


def _is_named(declared: OneFile, file: Path) -> bool:
    return urlsplit(declared.url).path.rpartition("/")[2] == file.name


def _show(told: StewardReport, language: str, *, as_json: bool, cells: bool) -> None:
    if as_json:
        print_json({**told.summary, "report": told.validation.report})
    else:
        out.print(escape(render(told.summary, language, show_cells=cells)), end="")


def _write(told: StewardReport, language: str, html: Path | None, quarantine: Path | None) -> None:
    if html is not None:
        told.write_page(html, language)
        err.print(f"page: {escape(str(html))}")
    if quarantine is not None:
        count = told.write_quarantine(quarantine, language)
        err.print(f"quarantine: {escape(str(quarantine))} ({count:,} rows)")
