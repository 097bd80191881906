"""One file per declared distribution, each read back and compared before anybody may see it.

A format that cannot hold the table fails alone: its siblings are made, and the caller learns of
both. What does not belong here: geometry, comparing, and how a format is written.
"""

from __future__ import annotations

import functools
import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipelines.convert import comparison, geometry
from pipelines.errors import ConversionFailed
from pipelines.formats import format_named
from pipelines.model import GEOGRAPHIC_FORMATS, Dataset, FormatName


@dataclass(frozen=True)
class Converted:
    """A finished distribution."""

    format: FormatName
    path: Path
    bytes: int
    sha256: str
    rows: int


@dataclass(frozen=True)
class Conversion:
    """What became of all declared distributions, in the order of the declaration."""

    distributions: tuple[Converted, ...]
    failures: dict[FormatName, ConversionFailed]
    """Why a format is missing."""

    @property
    def failure(self) -> ConversionFailed | None:
        """One error for the run to end with, once the siblings are safe; None if all went well."""
        if not self.failures:
            return None
        return ConversionFailed("; ".join(str(error) for error in self.failures.values()))


def convert(dataset: Dataset, table: pa.Table, folder: Path) -> Conversion:
    """Write every declared distribution of the table as `<name>.<extension>` in the folder.

    Rows in messages count the header, as the published CSV and XLSX do. A file stands in the folder
    only if it read back equal to the table.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made: list[Converted] = []
    failures: dict[FormatName, ConversionFailed] = {}
    table_for = _tables(dataset, table)
    for distribution in dataset.distributions:
        try:
            made.append(_converted(dataset, distribution.format, table_for, folder))
        except ConversionFailed as error:
            failures[distribution.format] = error
    return Conversion(tuple(made), failures)


def _tables(dataset: Dataset, table: pa.Table) -> Callable[[FormatName], pa.Table]:
    """Return what each format is given: with places, made once, or as it is."""

    @functools.cache
    def placed() -> pa.Table:
        assert dataset.geometry is not None  # noqa: S101 - the model sees to it
        return geometry.with_geometry(table, dataset.geometry, dataset.name)

    return lambda name: placed() if name in GEOGRAPHIC_FORMATS else table


def _converted(
    dataset: Dataset, name: FormatName, table_for: Callable[[FormatName], pa.Table], folder: Path
) -> Converted:
    table = table_for(name)
    file_name = f"{dataset.name}.{format_named(name).extension}"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as beside:
        unproven = Path(beside) / file_name
        _write_and_prove(name, table, unproven)
        path = unproven.replace(folder / file_name)
    return Converted(name, path, path.stat().st_size, _sha256(path), table.num_rows)


def _write_and_prove(name: FormatName, table: pa.Table, path: Path) -> None:
    kind = format_named(name)
    if kind.write is None or kind.read_back is None:
        raise ConversionFailed(f"{path.name}: {name.value} is read, never written")
    kind.write(table, path)
    difference = comparison.first_difference(table, kind.read_back(path, table.schema))
    if difference is not None:
        row = "" if difference.row is None else f", row {difference.row + 2}"
        raise ConversionFailed(
            f"{path.name}: does not read back equal: {difference.what}{row}",
            remedy="leave this format out of `distributions`, and report the file",
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
