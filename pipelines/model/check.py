"""The checks beyond the Table Schema that a dataset declares, and the strict readings it turns off.

A check looks at the table as a whole: how it moved since the last version, and whether its columns
agree. What does not belong here: how a check is made and in which words it speaks (validate), and
constraints of one cell, which are the Table Schema's.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from pipelines.model.noun import Noun

PERCENT = r"^\d{1,3}(\.\d+)?\s?%$"


def _share(value: Any) -> Any:
    if not isinstance(value, str) or not re.match(PERCENT, value):
        raise PydanticCustomError("percent", "a percentage such as 10% is expected")
    return float(value.rstrip("% ")) / 100


Share = Annotated[
    float, BeforeValidator(_share), Field(json_schema_extra={"type": "string", "pattern": PERCENT})
]
"""A share, written as a percentage: `10%` is 0.1."""
Column = Annotated[str, StringConstraints(min_length=1)]
Severity = Literal["warning", "blocking"]


class Area(StrEnum):
    """The areas whose bounds are known; their boxes stand beside the check."""

    HELSINKI = "Helsinki"
    ESPOO = "Espoo"
    VANTAA = "Vantaa"
    KAUNIAINEN = "Kauniainen"
    CAPITAL_REGION = "Pääkaupunkiseutu"
    FINLAND = "Suomi"


class RowCount(Noun):
    """The number of rows is near that of the last published version."""

    check: Literal["row-count"]
    """The number of rows against the last published version."""
    tolerance: Annotated[Share, Field(json_schema_extra={"default": "10%"})] = 0.1
    """How far it may move, up or down, as a share of the last one: `10%` unless said."""
    severity: Severity = "warning"
    """`warning`: published all the same; `blocking`: the dataset stops."""


class NullShare(Noun):
    """Not too many cells of a column are empty."""

    check: Literal["null-share"]
    """The share of empty cells of a column."""
    column: Column
    """The column."""
    maximum: Share | None = None
    """The largest share that is right in any version, such as `5%`."""
    tolerance: Share | None = None
    """How far the share may rise or fall since the last published version, in percentage points."""
    severity: Severity = "warning"
    """`warning`: published all the same; `blocking`: the dataset stops."""

    @model_validator(mode="after")
    def _one_at_least(self) -> Self:
        if self.maximum is None and self.tolerance is None:
            raise PydanticCustomError("null_share", "`maximum` or `tolerance` is expected, or both")
        return self


class Categories(Noun):
    """A column holds the same categories as in the last published version."""

    check: Literal["categories"]
    """New values of a column, and those that are gone, since the last published version."""
    column: Column
    """A column of few different values, such as a type or a district."""
    severity: Severity = "warning"
    """`warning`: published all the same; `blocking`: the dataset stops."""


class Sortedness(Noun):
    """The rows stand in order."""

    check: Literal["sortedness"]
    """The order of the rows."""
    columns: Annotated[list[Column], Field(min_length=1)]
    """The columns that the rows are sorted by, the first one first."""
    order: Literal["ascending", "descending"] = "ascending"
    """The direction; `ascending` unless said."""
    severity: Severity = "warning"
    """`warning`: published all the same; `blocking`: the dataset stops."""


class WithinArea(Noun):
    """Every place of the declared `geometry` lies inside an area."""

    check: Literal["within-area"]
    """Whether every place lies inside an area."""
    areas: list[Area] = Field(default_factory=list)
    """Municipalities or regions; a place must lie in one of them."""
    bounds: Annotated[list[float], Field(min_length=4, max_length=4)] | None = None
    """Instead of `areas`: west, south, east, north, in degrees (WGS 84)."""
    severity: Severity = "warning"
    """`warning`: published all the same; `blocking`: the dataset stops."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.areas) == (self.bounds is not None):
            raise PydanticCustomError("area", "either `areas` or `bounds` is expected")
        if self.bounds and not (
            self.bounds[0] < self.bounds[2] and self.bounds[1] < self.bounds[3]
        ):
            raise PydanticCustomError("bounds", "west, south, east, north are expected, in degrees")
        return self


class FutureDates(Noun):
    """No date lies in the future."""

    check: Literal["future-dates"]
    """Whether a date lies in the future."""
    columns: list[Column] = Field(default_factory=list)
    """Columns of dates or times; all of them unless said."""
    days_ahead: Annotated[int, Field(ge=0)] = 0
    """Days from today that a date may lie ahead."""
    severity: Severity = "warning"
    """`warning`: published all the same; `blocking`: the dataset stops."""


class DuplicateRows(Noun):
    """No row stands twice."""

    check: Literal["duplicate-rows"]
    """Whether a row stands twice."""
    columns: list[Column] = Field(default_factory=list)
    """The columns that make two rows the same; all of them unless said."""
    severity: Severity = "warning"
    """`warning`: published all the same; `blocking`: the dataset stops."""


class ColumnSum(Noun):
    """A column is the sum of others in every row."""

    check: Literal["column-sum"]
    """Whether a column is the sum of others."""
    total: Column
    """The column of the sum."""
    parts: Annotated[list[Column], Field(min_length=2)]
    """The columns that are added up; a row with an empty one is passed over."""
    tolerance: Annotated[float, Field(ge=0)] = 0
    """How far the sum may be off, in the column's own unit; for rounded figures."""
    severity: Severity = "warning"
    """`warning`: published all the same; `blocking`: the dataset stops."""


StrictReadingName = Literal[
    "declared-categories",
    "group-mark",
    "guessed-date",
    "key-part-missing",
    "leading-zeros",
    "lenient-number",
    "loose-date",
    "loose-format",
    "unique-keys",
    "whole-pattern",
]
"""The strict readings, which are on for every dataset."""


class StrictReading(Noun):
    """Another severity for a strict reading, which is on for every dataset."""

    check: StrictReadingName
    """The strict reading."""
    severity: Literal["off", "warning", "blocking"]
    """`off`: not looked at; `warning`: published all the same; `blocking`: the dataset stops."""


DeclaredCheck = (
    RowCount
    | NullShare
    | Categories
    | Sortedness
    | WithinArea
    | FutureDates
    | DuplicateRows
    | ColumnSum
)
"""A check that is made only where a dataset declares it."""
Check = Annotated[DeclaredCheck | StrictReading, Field(discriminator="check")]
