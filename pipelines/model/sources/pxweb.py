"""A table of a PxWeb statistics database.

What does not belong here: asking it (extract), and what a value means (the Table Schema).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pipelines.model.noun import Noun, Url, refuse
from pipelines.model.reading import Reading
from pipelines.model.sources.secret import VariableName
from pipelines.model.vocabularies import FormatName


class Top(Noun):
    """The newest values of a variable of time, or the first ones of another."""

    top: Annotated[int, Field(ge=1)]
    """How many."""


class Variable(Noun):
    """One variable of the table: which of its values are asked for, and their columns."""

    values: Literal["all"] | Top | Annotated[list[str], Field(min_length=1)]
    """`all`, `top: 3`, or a list of the values' codes (in quotes, for they are texts)."""
    code: str | None = None
    """The column of the values' codes."""
    label: str | None = None
    """The column of the values' names."""

    @model_validator(mode="after")
    def _has_a_column(self) -> Self:
        one = isinstance(self.values, list) and len(self.values) == 1
        if self.code is None and self.label is None and not one:
            refuse([("code", "a column for `code` or `label` is expected; one value needs none")])
        return self


class PxwebSource(Noun):
    """A table of a statistics database (PxWeb): every combination of values is a row."""

    type: Literal["pxweb"]
    """A statistical table that is asked for, checked and published."""
    url: Url
    """The table's address in the API, such as https://stat.hel.fi/api/v1/fi/Aluesarjat/…/x.px."""
    variables: Annotated[dict[str, Variable], Field(min_length=1)]
    """Every variable of the table by its code: one that is left out would be totalled unseen."""
    value: str = "value"
    """The column of the number."""
    status: str = "status"
    """The column of the source's sign where there is no number: `..` missing, `.` impossible."""
    output: Literal["json-stat2", "px"] = "json-stat2"
    """The format that the database is asked for."""
    max_cells: Annotated[int, Field(ge=1)] = 100_000
    """The database's limit of cells in one answer; larger tables are asked for in parts."""
    max_bytes: Annotated[int, Field(gt=0)] = 500_000_000
    """A larger answer is refused."""
    authorization: VariableName | None = None
    """The NAME of the environment variable (or NAME_FILE) with the Authorization header's value."""

    @model_validator(mode="after")
    def _columns_are_different(self) -> Self:
        names = [self.value, self.status]
        for variable in self.variables.values():
            names += [name for name in (variable.code, variable.label) if name is not None]
        twice = sorted({name for name in names if names.count(name) > 1})
        refuse([("variables", f"the column '{name}' is named twice") for name in twice])
        return self

    @property
    def address(self) -> str:
        """Return the table's address."""
        return self.url

    def readings(self) -> Sequence[Reading]:
        """Return how the records are read: a column each."""
        return [Reading(format=FormatName.NDJSON)]
