"""The valid rows of a table written as Parquet while the rest of it is still being checked.

For tables that need not fit into memory. What does not belong here: tables whose columns turn out
to need another type than their first rows (decimals, moments beside local times): those are held
in memory as a whole (capture).
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from frictionless import Field
from polars.io.plugins import register_io_source

from pipelines.validate import types
from pipelines.validate.columnar.engine import Outcome
from pipelines.validate.columnar.stream import Part, Unstreamable
from pipelines.validate.columnar.tokenising import Numbers
from pipelines.validate.columnar.typed import as_arrow

WAITING = 4
"""Parts that wait for the writer before the checks wait for it, too."""
ROW_GROUP = 128_000
LEVEL = 1
"""Of zstd: twice as fast as 3, and 3 % larger."""


class Spool:
    """Writes parts as they come; an observer of the engine."""

    def __init__(self, fields: list[Field], path: Path) -> None:
        self._fields = fields
        self._path = path
        self.restart()

    def restart(self) -> None:
        """Begin anew."""
        self.abandon()
        self._parts: queue.Queue[pl.DataFrame | None] = queue.Queue(WAITING)
        self._writer: threading.Thread | None = None
        self._schema: pl.Schema | None = None
        self._numbers: list[Numbers] = []
        self._failure: Exception | None = None
        self._invalid: Numbers | None = None

    def part(self, part: Part) -> None:
        """Take the next part. Raises Unstreamable, and what writing raises."""
        assert part.typed is not None  # noqa: S101 - an observer is given typed rows
        chunks = part.typed.chunks
        height = len(part.typed.numbers)
        if not height:
            return  # it would not say which kind of datetimes a column holds
        frame = pl.DataFrame(
            [
                _series(field, chunks.get(field.name, pl.Series([None] * height)))
                for field in self._fields
            ]
        )
        if self._schema is None:
            self._begin(frame.schema)
        if frame.schema != self._schema:
            raise Unstreamable
        self._numbers.append(part.typed.numbers)
        self._put(frame)

    def end(self, outcome: Outcome) -> None:
        """Know which rows are invalid."""
        self._invalid = outcome.invalid

    def finish(self) -> None:
        """End the file, without the rows that turned out to be invalid. Raises as `part`."""
        if self._schema is None or self._invalid is None:
            raise Unstreamable
        self._finish_writing()
        if self._failure is not None:
            raise self._failure
        invalid = self._invalid
        late = np.isin(np.concatenate(self._numbers), invalid)
        if late.any():
            self._rewrite(~late)

    def abandon(self) -> None:
        """Leave no file behind."""
        if getattr(self, "_writer", None) is not None:
            self._finish_writing()
            self._path.unlink(missing_ok=True)

    def _begin(self, schema: pl.Schema) -> None:
        self._schema = schema
        source = register_io_source(self._read, schema=schema)
        self._writer = threading.Thread(target=self._write, args=(source,))
        self._writer.start()

    def _read(self, *_pushed_down: Any) -> Iterator[pl.DataFrame]:
        while (frame := self._parts.get()) is not None:
            yield frame

    def _write(self, source: pl.LazyFrame) -> None:
        try:
            source.sink_parquet(
                self._path,
                compression="zstd",
                compression_level=LEVEL,
                row_group_size=ROW_GROUP,
            )
        except Exception as failure:  # noqa: BLE001 - raised again where the parts come from
            self._failure = failure

    def _put(self, frame: pl.DataFrame | None) -> None:
        while self._writer is not None and self._writer.is_alive():
            try:
                self._parts.put(frame, timeout=1)
            except queue.Full:
                continue
            return
        if self._failure is not None:
            raise self._failure

    def _finish_writing(self) -> None:
        if self._writer is not None:
            self._put(None)
            self._writer.join()
            self._writer = None

    def _rewrite(self, keep: Any) -> None:
        whole = self._path.with_suffix(".all")
        self._path.replace(whole)
        rows = pl.scan_parquet(whole).filter(pl.lit(pl.Series(keep)))
        rows.sink_parquet(self._path, compression="zstd", compression_level=LEVEL)
        whole.unlink()


def _series(field: Field, chunk: Any) -> pl.Series:
    """Return a chunk in the type that Parquet gets, which `types` gives a whole column."""
    if isinstance(chunk, pl.Series) and field.type != "datetime":
        return chunk.alias(field.name)
    column = types.column_of(field)
    try:
        if isinstance(chunk, list):
            column.add(chunk)
        else:
            column.add_array(as_arrow(chunk))
        values = column.finish()
    except types.DoesNotFit:
        raise Unstreamable from None
    return pl.Series(field.name, values)
