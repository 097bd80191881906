"""What a check is, what it is given to look at, and what it says that it found.

What does not belong here: any check of its own, and which of them a dataset gets (running).
"""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.model import Dataset, Severity, Text

PLACES = 20
"""Rows that a finding names; its count is of all."""
Descriptor = Mapping[str, Any]
"""A field of the Table Schema."""


@dataclass(frozen=True)
class Subject:
    """A valid table with what is known of it."""

    dataset: Dataset
    schema: Mapping[str, Any]
    """The Table Schema's descriptor."""
    table: pa.Table
    """The typed table, columns in the schema's order."""
    now: dt.datetime
    """The moment of the check, with its time zone."""
    baseline: Mapping[str, Any] = field(default_factory=dict)
    """Measure → its value in the last accepted version; empty before the first one."""


@dataclass(frozen=True)
class Found:
    """Something that a check found wrong."""

    column: str | None
    """The first column that it is about; None where it is about the table as a whole."""
    count: int
    """How many rows, or categories, are concerned."""
    positions: tuple[int, ...] = ()
    """The first rows, counted from 0 in the table, at most PLACES."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the wording needs; numbers and columns, never a cell."""
    values: Mapping[str, list[str]] = field(default_factory=dict)
    """Cells that the steward must see, such as new categories; for the kept report alone."""
    records: tuple[int, ...] = ()
    """Instead of positions: the numbers of the records in the raw file, where that was read."""


Look = Callable[[Subject, Any], Iterator[Found]]
"""(subject, the declared check or None for a reading) → what is wrong with the table."""
Measure = Callable[[Subject, Any], tuple[str, Any]]
"""(subject, the declared check) → (name, value) of what the next version is compared with."""
IsStrict = Callable[[pa.Array], pa.Array | None]
"""Cells as they were written, none of them missing → a mask: true where read without leniency; or
None where all of them were."""
ReadingOf = Callable[[Descriptor], IsStrict | None]
"""A field of the Table Schema → its strict reading; None where the field has none."""


@dataclass(frozen=True)
class Check:
    """One kind of check, as its module declares it; one of `look` and `reading` is given."""

    name: str
    severity: Severity
    """The severity unless declared otherwise."""
    what: str
    """What it looks for, in one English sentence for docs/checks.md."""
    problem: Text
    """What is wrong, without a capital or full stop; `{facts}` are filled in."""
    remedy: Text
    """What to do about it."""
    look: Look | None = None
    """Looks at the typed table."""
    reading: ReadingOf | None = None
    """Looks at the cells as they were written."""
    measure: Measure | None = None
    """Only of a check that compares with the last version."""


def check_named(name: str) -> Check:
    """Return the check of that name, from the module of that name."""
    module = importlib.import_module(f"{__package__}.{name.replace('-', '_')}")
    found = module.CHECK
    assert isinstance(found, Check)  # noqa: S101 - a programming error, not bad input
    return found


def first_positions(mask: pa.Array | pa.ChunkedArray) -> tuple[int, ...]:
    """Return the positions of the first true values of a mask, at most PLACES."""
    places = pc.indices_nonzero(pc.fill_null(mask, False))
    return tuple(places.slice(0, PLACES).to_pylist())


def count_true(mask: pa.Array | pa.ChunkedArray) -> int:
    """Return how many values of a mask are true; null counts as false."""
    return int(pc.sum(mask, min_count=0).as_py())


def found_where(
    mask: pa.Array | pa.ChunkedArray, column: str | None, **facts: str
) -> Iterator[Found]:
    """Yield one finding for all true values of a mask, or nothing where there is none."""
    count = count_true(mask)
    if count:
        yield Found(column, count, first_positions(mask), facts)


def fields_of_type(schema: Mapping[str, Any], *types: str) -> list[Descriptor]:
    """Return the fields of these types, in the schema's order."""
    return [each for each in schema["fields"] if each.get("type", "any") in types]


def percent(share: float) -> str:
    """Return a share for people: 0.125 → `12.5 %`."""
    return f"{share * 100:.1f}".removesuffix(".0") + " %"
