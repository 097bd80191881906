"""The rows of a table in one pass: checked, counted, and the first errors listed.

What does not belong here: the header and the report (resource), or one block (rows).
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Container, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from frictionless import FrictionlessException

from pipelines.validate.columnar.errors import SOUND, Descriptor, Integrity, RowErrors
from pipelines.validate.columnar.gathering import Gathering, Kind, cells_of
from pipelines.validate.columnar.plan import Plan
from pipelines.validate.columnar.rows import Fault
from pipelines.validate.columnar.stream import (
    Part,
    Source,
    Unreadable,
    of_blocks,
    of_records,
    parts,
)
from pipelines.validate.columnar.tokenising import Numbers


class Observer(Protocol):
    """Sees the parts of the table in their order, once or, after `restart`, once more."""

    def part(self, part: Part) -> None:
        """Take the next part, with its typed rows."""

    def restart(self) -> None:
        """Forget all parts: the file is read anew, by frictionless' own reader of records."""

    def end(self, outcome: Outcome) -> None:
        """Know that all parts have come, and what was counted."""


@dataclass(frozen=True)
class Limits:
    """Where the list of errors ends."""

    errors: int | None
    rows: int | None
    scope: frozenset[str]
    """The types of error that count."""
    listed: int
    """The errors that stand in the list before those of rows."""


@dataclass
class Outcome:
    """What the rows of a table gave."""

    rows: int
    """All of them, however few are listed."""
    counts: Counter[Kind]
    """All errors of rows."""
    invalid: Numbers
    """The numbers of all invalid rows, ascending."""
    errors: list[Descriptor] = field(default_factory=list)
    """The errors of rows that frictionless lists, in its order."""
    stopped: bool = False
    """Whether the limit of errors or rows was reached."""
    warnings: list[str] = field(default_factory=list)
    listed_rows: int = 0
    """The rows up to the one where the limit was reached, or all."""
    broke_off: Any = None
    """Frictionless' error where the file could not be read to its end."""


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep Python's collector of cycles from walking over a million errors again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_collector_at_rest()
def run(plan: Plan, limits: Limits, observer: Observer | None = None) -> Outcome:
    """Validate the rows. Raises ReaderFailed, and NotText."""
    if plan.form is not None:
        try:
            return _run(plan, limits, lambda: of_blocks(plan), observer)
        except Unreadable:
            if observer is not None:
                observer.restart()
    return _run(plan, limits, lambda: of_records(plan), observer)


def _run(plan: Plan, limits: Limits, source: Source, observer: Observer | None) -> Outcome:
    gathering = Gathering(limits.scope, len(plan.columns), limits.errors, limits.rows)
    broke_off = None
    try:
        with closing(parts(plan, source(), typed=observer is not None)) as stream:
            for part in stream:
                gathering.add(part)
                if observer is not None:
                    observer.part(part)
                if gathering.full:
                    break
    except FrictionlessException as failure:
        broke_off = failure.error
    integrity = gathering.integrity(plan.order)
    outcome = Outcome(gathering.rows, gathering.counts, gathering.invalid(integrity))
    outcome.broke_off = broke_off
    if observer is not None:
        observer.end(outcome)
    _list_errors(plan, limits, source, gathering, integrity, outcome)
    return outcome


def _list_errors(
    plan: Plan,
    limits: Limits,
    source: Source,
    gathering: Gathering,
    integrity: dict[int, Integrity],
    outcome: Outcome,
) -> None:
    rows = outcome.invalid if limits.errors is None else outcome.invalid[: limits.errors]
    cells = _cells_by_number(plan, source, gathering, rows)
    writer = RowErrors(plan.columns, plan.order, plan.lookups)
    room = None if limits.errors is None else limits.errors - limits.listed
    # Where the header alone reaches the limit, frictionless still reads the first row.
    last = gathering.first if room is not None and room <= 0 else None
    for row in rows.tolist():
        if last is not None and row > last:
            break
        fault = gathering.kept[row][1] if row in gathering.kept else Fault()
        found = writer.of(row, cells[row], fault, integrity.get(row, SOUND))
        outcome.errors += [error for error in found if error["type"] in limits.scope]
        if room is not None and len(outcome.errors) >= room:
            last = row
    _note_limits(limits, gathering, outcome, last)


def _note_limits(limits: Limits, gathering: Gathering, outcome: Outcome, last: int | None) -> None:
    outcome.listed_rows = outcome.rows if last is None else gathering.rows_until(last)
    at_row_limit = gathering.full and outcome.listed_rows == outcome.rows
    if at_row_limit:
        outcome.warnings.append(f"reached row limit: {limits.rows}")
    elif last is not None:
        assert limits.errors is not None  # noqa: S101 - it was reached
        del outcome.errors[max(0, limits.errors - limits.listed) :]
        outcome.warnings.append(f"reached error limit: {limits.errors}")
    outcome.stopped = bool(outcome.warnings)


def _cells_by_number(
    plan: Plan, source: Source, gathering: Gathering, rows: Numbers
) -> dict[int, list[str]]:
    """Return the cells of the rows; those faulty by their key alone are read once more."""
    cells = {number: kept[0] for number, kept in gathering.kept.items()}
    wanted = _others(rows, cells)
    if len(wanted) and plan.form is not None and plan.places is not None:
        cells |= plan.places.cells(plan.path, plan.form.dialect, wanted)
        wanted = _others(wanted, cells)
    chunks = source() if len(wanted) else iter(())
    for chunk in chunks:
        here = wanted[(wanted >= chunk.first) & (wanted < chunk.first + chunk.height)]
        if len(here):
            cells |= cells_of(chunk.tokenise(), here)
        if wanted[-1] < chunk.first + chunk.height:
            break
    return cells


def _others(rows: Numbers, known: Container[int]) -> Numbers:
    return np.array([row for row in rows.tolist() if row not in known], np.int64)
