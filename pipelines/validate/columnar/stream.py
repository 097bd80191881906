"""The parts of a table one after the other, checked in parallel, in the order of the file.

What does not belong here: what is done with them (engine).
"""

from __future__ import annotations

import csv
import itertools
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
from frictionless import FrictionlessException

from pipelines.validate.columnar.cutting import Positions
from pipelines.validate.columnar.pieces import Piece, pieces
from pipelines.validate.columnar.plan import Plan
from pipelines.validate.columnar.rows import Checked, check
from pipelines.validate.columnar.tokenising import Batch, from_records
from pipelines.validate.columnar.typed import TypedRows, kept_rows, typed_rows

WORKERS = 2
"""Blocks that are checked at once; polars has threads of its own beside."""
RECORDS = 20_000
"""Records that are checked at once where frictionless reads them."""


class Unreadable(Exception):
    """Bytes that only frictionless' own reader takes as it does, up to the row where it stops."""


class Unstreamable(Exception):
    """An observer cannot take the typed rows as they come."""


@dataclass(frozen=True)
class Part:
    """Some rows of a table, checked each by itself."""

    batch: Batch
    checked: Checked
    broken: tuple[Positions, ...]
    """For each foreign key the positions of the rows that break it."""
    typed: TypedRows | None
    """The rows that are valid so far, where they are wanted."""
    plain: bool
    """As of the chunk."""


@dataclass(frozen=True)
class Chunk:
    """Some records of the file, to be read as cells where it suits."""

    first: int
    """The number of the first one."""
    height: int
    tokenise: Callable[[], Batch]
    plain: bool
    """Whether quotes are where they belong, up to the end of the file."""


Chunks = Iterator[Chunk]
Source = Callable[[], Chunks]


def of_blocks(plan: Plan) -> Chunks:
    """Yield the file's blocks. Raises Unreadable, there or in what it yields."""
    form = plan.form
    assert form is not None  # noqa: S101 - the caller asked

    def tokenise(piece: Piece) -> Batch:
        try:
            return piece.batch(form)
        except (UnicodeError, csv.Error, pl.exceptions.ComputeError) as failure:
            raise Unreadable(str(failure)) from failure

    try:
        for piece in pieces(plan.path, form):
            if plan.places is not None:
                plan.places.add(piece)
            yield Chunk(
                piece.first, piece.height, partial(tokenise, piece), piece.found is not None
            )
    except (UnicodeError, csv.Error) as failure:
        raise Unreadable(str(failure)) from failure


def of_records(plan: Plan) -> Chunks:
    """Yield the records as frictionless' reader gives them. Raises FrictionlessException."""
    resource: Any = plan.resource
    resource.open()  # anew, for another pass may have read its stream
    width, first = len(plan.columns), 1
    stream = iter(resource.cell_stream)
    failure: FrictionlessException | None = None
    while failure is None:
        records: list[list[str]] = []
        try:
            records.extend(itertools.islice(stream, RECORDS))
        except FrictionlessException as error:
            failure = error
        if not records and failure is None:
            break
        yield Chunk(first, len(records), partial(from_records, records, width, first), False)
        first += len(records)
    if failure is not None:
        raise failure


def parts(plan: Plan, source: Chunks, *, typed: bool) -> Generator[Part, None, None]:
    """Yield the content of the table, checked. Raises what the source and `check` raise."""
    wanted = plan.declared if typed else ()

    def work(chunk: Chunk) -> Part:
        batch = plan.content(chunk.tokenise())
        checked = check(batch, plan.columns, plan.keyed, frozenset(c.index for c in wanted))
        broken = tuple(lookup.broken(batch) for lookup in plan.lookups)
        if not typed:
            return Part(batch, checked, broken, None, chunk.plain)
        keep = kept_rows(len(batch.numbers), checked.faulty(), *broken)
        rows = typed_rows(batch, wanted, checked, keep)
        return Part(batch, checked, broken, rows, chunk.plain)

    with ThreadPoolExecutor(WORKERS) as pool:
        waiting: deque[Future[Part]] = deque()
        try:
            yield from _in_order(pool, waiting, source, work)
        finally:
            for future in waiting:
                future.cancel()


def _in_order(
    pool: ThreadPoolExecutor,
    waiting: deque[Future[Part]],
    source: Chunks,
    work: Callable[[Chunk], Part],
) -> Iterator[Part]:
    failure: FrictionlessException | None = None
    while True:
        try:
            chunk = next(source, None)
        except FrictionlessException as error:
            # What came before it is checked first, as frictionless does.
            failure, chunk = error, None
        if chunk is None:
            break
        waiting.append(pool.submit(work, chunk))
        if len(waiting) > WORKERS:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
    if failure is not None:
        raise failure
