"""Expressions that give a cell its value: a text, a column, or a few operations on them.

A text by itself is that text; `{column: katu}` is the cell; the others join, extract, choose and
reckon. What does not belong here: how an expression is worked out (validate/steps).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from pipelines.model.condition import ColumnName, Condition, Pattern, columns_of
from pipelines.model.noun import Noun


class Column(Noun):
    """The cell of a column."""

    column: ColumnName
    """The column whose cell it is."""


class Join(Noun):
    """Texts behind each other; empty ones are left out, with their separator."""

    join: Annotated[list[Expression], Field(min_length=1)]
    """What is joined, in this order."""
    separator: str = ""
    """What stands between them."""


class Extract(Noun):
    """The part of a text that a regular expression finds; empty where it finds none."""

    extract: Pattern
    """A regular expression; its first group, if it has one, is the part."""
    source: Annotated[Expression, Field(alias="from")]
    """The text that is searched."""


class Choose(Noun):
    """One of two values, by a condition."""

    when: Condition
    """What is asked of the row."""
    then: Expression
    """The value where it is so."""
    otherwise: Annotated[Expression, Field(alias="else")] = ""
    """The value where it is not; empty unless said."""


class Calculate(Noun):
    """A sum, difference, product or quotient, exact to the digit.

    Where a part is no number (or the divisor is 0), that part's own text is the value, so that the
    schema finds it.
    """

    calculate: Literal["add", "subtract", "multiply", "divide"]
    """What is reckoned, from the first part on."""
    of: Annotated[list[Expression], Field(min_length=2)]
    """The numbers, two or more, as columns or texts such as "0.5"."""
    decimals: Annotated[int, Field(ge=0, le=12)] | None = None
    """Rounded to so many decimals; needed for divide."""


WORDS: dict[str, type[Noun]] = {
    "column": Column,
    "join": Join,
    "extract": Extract,
    "when": Choose,
    "calculate": Calculate,
}
"""The word that tells which expression it is → its noun."""


def _tag(value: Any) -> str | None:
    if isinstance(value, str):
        return "(text)"
    if isinstance(value, Noun):
        return next((f"({word})" for word, noun in WORDS.items() if type(value) is noun), None)
    found = [word for word in WORDS if isinstance(value, dict) and word in value]
    return f"({found[0]})" if found else None


Expression = Annotated[
    Annotated[str, Tag("(text)")]
    | Annotated[Column, Tag("(column)")]
    | Annotated[Join, Tag("(join)")]
    | Annotated[Extract, Tag("(extract)")]
    | Annotated[Choose, Tag("(when)")]
    | Annotated[Calculate, Tag("(calculate)")],
    Discriminator(
        _tag,
        custom_error_type="expression",
        custom_error_message='a value is expected: a text (numbers in "quotes"), or a group with'
        " column, join, extract, when or calculate",
    ),
]

for _noun in (Join, Extract, Choose, Calculate):
    _noun.model_rebuild()


def check_quotients(expression: Expression) -> Expression:
    """Return the expression. Raises PydanticCustomError for a quotient without `decimals`."""
    if isinstance(expression, Calculate) and _has_no_end(expression):
        raise PydanticCustomError("decimals", "divide needs `decimals`: a third has no end")
    for part in _parts(expression):
        check_quotients(part)
    return expression


def _has_no_end(expression: Calculate) -> bool:
    return expression.calculate == "divide" and expression.decimals is None


def columns_in(expression: Expression) -> list[str]:
    """Return the columns that the expression takes cells from, in the order it names them."""
    if isinstance(expression, Column):
        return [expression.column]
    asked = columns_of(expression.when) if isinstance(expression, Choose) else []
    return asked + [name for part in _parts(expression) for name in columns_in(part)]


def _parts(expression: Expression) -> list[Expression]:
    if isinstance(expression, Join):
        return expression.join
    if isinstance(expression, Extract):
        return [expression.source]
    if isinstance(expression, Choose):
        return [expression.then, expression.otherwise]
    return expression.of if isinstance(expression, Calculate) else []
