"""The steps that a steward declares between the agency's file and the Table Schema.

One closed set: drop, keep, redact, recode, pad, normalise, rename, derive. They are done in the
order in which they stand, row by row, and each names columns as they are called by then. What does
not belong here: how a step is done and what it counts (validate/steps).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from pipelines.model.condition import ColumnName, Condition, columns_of
from pipelines.model.expression import Expression, check_quotients, columns_in
from pipelines.model.noun import Noun

ColumnNames = Annotated[list[ColumnName], Field(min_length=1)]


class Drop(Noun):
    """Columns that go no further: nothing of them is kept or published."""

    type: Literal["drop"]
    """Drop columns."""
    columns: ColumnNames
    """The columns that are left out."""


class Keep(Noun):
    """Only the rows that a condition is true of; all others are left out."""

    type: Literal["keep"]
    """Keep rows where a condition is true."""
    where: Condition
    """What must be true of a row that is kept."""


class Redact(Noun):
    """Cells that are emptied, in every row or where a condition is true."""

    type: Literal["redact"]
    """Empty cells."""
    columns: ColumnNames
    """The columns whose cells are emptied."""
    where: Condition | None = None
    """In which rows; in all of them unless said. Asked before a cell is emptied."""
    replacement: str = ""
    """What stands in the cell instead; nothing unless said."""


class Recode(Noun):
    """Values that are written another way; all others stay."""

    type: Literal["recode"]
    """Recode values."""
    columns: ColumnNames
    """The columns whose values are recoded."""
    values: Annotated[dict[str, str], Field(min_length=1)]
    """{the value as it comes: the value as it is to be}; the whole cell, letter by letter."""


class Pad(Noun):
    """Codes that have lost their leading zeros; empty cells stay empty."""

    type: Literal["pad"]
    """Pad with leading zeros."""
    columns: ColumnNames
    """The columns whose texts are padded."""
    width: Annotated[int, Field(ge=2, le=100)]
    """How many characters there are to be; a longer text stays."""
    character: Annotated[str, StringConstraints(min_length=1, max_length=1)] = "0"
    """What is put in front; a zero unless said."""


class Normalise(Noun):
    """Texts in another written form of the same value; what is not of that form stays."""

    type: Literal["normalise"]
    """Write values in one form."""
    columns: ColumnNames
    """The columns whose texts are normalised."""
    form: Literal["spaces", "number", "date"]
    """spaces: none at the ends, one between words. number: `1 234,50` or `−5` as 1234.50 or -5;
    a comma is a decimal mark. date: `1.3.2015` as 2015-03-01."""


class Rename(Noun):
    """Columns that get another name."""

    type: Literal["rename"]
    """Rename columns."""
    columns: Annotated[dict[ColumnName, ColumnName], Field(min_length=1)]
    """{the name as it comes: the name as it is to be}."""


class Derive(Noun):
    """A column made of others; it takes the place of one of that name, or comes last."""

    type: Literal["derive"]
    """Derive a column."""
    column: ColumnName
    """The name of the column that is made."""
    value: Annotated[Expression, AfterValidator(check_quotients)]
    """What stands in it: a text, or a group with column, join, extract, when or calculate."""


Step = Annotated[
    Drop | Keep | Redact | Recode | Pad | Normalise | Rename | Derive, Field(discriminator="type")
]


def columns_used(step: Step) -> list[str]:
    """Return the columns that must be there before the step, in the order it names them."""
    if isinstance(step, Derive):
        return columns_in(step.value)
    asked = columns_of(step.where) if isinstance(step, Keep | Redact) and step.where else []
    return asked if isinstance(step, Keep) else [*asked, *step.columns]


def columns_before(steps: Sequence[Step], fields: Sequence[str]) -> list[str]:
    """Return what is to be read so that the steps leave these fields, in this order.

    A derived column stands in its place: what is not in the file is empty until it is derived.
    """
    columns = list(fields)
    for step in reversed(steps):
        if isinstance(step, Rename):
            old = {new: name for name, new in step.columns.items()}
            columns = [old.get(name, name) for name in columns]
        columns += [name for name in dict.fromkeys(columns_used(step)) if name not in columns]
    return columns
