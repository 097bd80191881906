"""False stops of the privacy scan on ordinary data, and its cost beside validation.

    python benchmarks/privacy.py [--rows 1000000]

The rows are those of the declared datasets: the replica's systems make them anew, with other draws
in each round, and every cell goes through its reader and its declared steps. All cells are searched
as text, numbers and coordinates too, which is more than a run does. The cost is measured side by
side on the whole rows of one round: reading with validation, and the scan of the typed table.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pyarrow as pa

from pipelines.declarations import Declarations, load
from pipelines.extract import archive
from pipelines.formats.merged import Merged, Part
from pipelines.model import Dataset, FileSource, OneFile, columns_before
from pipelines.settings import PROJECT
from pipelines.validate import validate
from pipelines.validate.privacy import Find, scan
from pipelines.validate.steps import prepare
from sandbox.replica import systems
from sandbox.replica.documents import Query
from sandbox.replica.draws import Draws


def main() -> None:
    """Print the false stops of as many rows as asked for, and the cost of scanning them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    wanted = parser.parse_args().rows
    declarations = load(PROJECT / "datasets", PROJECT / "schemas")
    with tempfile.TemporaryDirectory(prefix="hri-") as folder:
        _print_false_stops(declarations, Path(folder), wanted)
        _print_cost(declarations, Path(folder))


def _print_false_stops(declarations: Declarations, folder: Path, wanted: int) -> None:
    rows, seconds, round_number, found = 0, 0.0, 0, 0
    while rows < wanted:
        for dataset, files in _raw_files(declarations, folder, round_number):
            table = _as_text(dataset, declarations.schema_of(dataset), files)
            started = time.perf_counter()
            finds = scan(table, _allowed(dataset))
            seconds += time.perf_counter() - started
            rows += table.num_rows
            found += sum(_said(dataset, find) for find in finds)
        round_number += 1
    print(f"{rows:,} rows of ordinary data in {round_number} rounds: {found} false stops")
    print(f"scanned as text in {seconds:.2f} s: {rows / seconds:,.0f} rows/s")


def _said(dataset: Dataset, find: Find) -> int:
    print(f"  {dataset.name}: {find.kind} in {find.column}, {find.count} rows")
    return find.count


def _print_cost(declarations: Declarations, folder: Path) -> None:
    validating, scanning, rows = 0.0, 0.0, 0
    for dataset, files in _raw_files(declarations, folder, 0):
        started = time.perf_counter()
        validation = validate(dataset, declarations.schema_of(dataset), files)
        between = time.perf_counter()
        assert validation.table is not None, dataset.name
        scan(validation.table, _allowed(dataset))
        scanning += time.perf_counter() - between
        validating += between - started
        rows += validation.rows
    print(f"typed tables, {rows:,} rows: validation {validating:.2f} s, scan {scanning:.3f} s")
    print(f"the scan costs {scanning / validating:.1%} of validation")


def _allowed(dataset: Dataset) -> dict[str, list[str]]:
    return dataset.access.privacy.allowed.model_dump() if dataset.access.privacy else {}


def _raw_files(
    declarations: Declarations, folder: Path, round_number: int
) -> Iterator[tuple[Dataset, Merged]]:
    """Yield each declared table whose files the replica serves, with those of this round."""
    _draw_anew(round_number)
    for dataset in declarations.datasets.values():
        for table in dataset.parts():
            if isinstance(table.source, FileSource):
                with tempfile.TemporaryDirectory(dir=folder) as place:
                    parts = [
                        part
                        for number, file in enumerate(table.source.parts())
                        for part in _parts(file, Path(place) / str(number))
                    ]
                    if parts:
                        yield table, Merged(parts)


def _parts(file: OneFile, folder: Path) -> Iterator[Part]:
    document = systems.documents().get(file.url.split("?")[0])
    if document is None:
        return
    folder.mkdir()
    raw = folder / Path(document.path).name
    raw.write_bytes(document.answer(Query(document.url, "GET", {}, b"", None)).body)
    if file.member is None:
        yield Part(raw.name, raw, file, file.rename)
    else:
        for name, member in archive.unpack(raw, file, folder):
            yield Part(name, member, file, file.rename)


def _draw_anew(round_number: int) -> None:
    """Let the systems draw other values than in the rounds before."""
    for info in iter_modules(systems.__path__):
        module: Any = import_module(f"{systems.__name__}.{info.name}")
        if hasattr(module, "Draws"):
            module.Draws = lambda seed: Draws(seed + 1_000_003 * round_number)
        for made in vars(module).values():
            if hasattr(made, "cache_clear") and made.__module__ == module.__name__:
                made.cache_clear()


def _as_text(dataset: Dataset, schema: dict[str, Any], files: Merged) -> pa.Table:
    fields = columns_before(dataset.steps, [field["name"] for field in schema["fields"]])
    prepared = prepare(files.read(fields), dataset.steps, files.header_row)
    rows = list(prepared)[files.header_row - 1 :]
    columns = zip(*rows[1:], strict=True)
    texts = [[None if cell is None else str(cell) for cell in column] for column in columns]
    return pa.table(dict(zip(map(str, rows[0]), texts, strict=True)))


if __name__ == "__main__":
    main()
