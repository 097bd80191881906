"""Conditions on a row, as stewards write them: `{column: kieli, equals: fi}`, `all`, `any`, `not`.

A cell is compared as text: 12 as `12`, true as `true`, nothing as an empty text. What does not
belong here: how a condition is applied to a row (validate/steps), or what it is for (step).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, StringConstraints, Tag
from pydantic_core import PydanticCustomError

from pipelines.model.noun import Noun

ColumnName = Annotated[str, StringConstraints(min_length=1)]
"""A column as it is called where the step stands: by the file, or by an earlier step."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise PydanticCustomError(
            "regular_expression",
            "a regular expression is expected: {reason}",
            {"reason": str(error)},
        ) from None
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class Equals(Noun):
    """True where the cell is exactly this text."""

    column: ColumnName
    """The column that is looked at."""
    equals: str
    """The whole text of the cell, letter by letter."""


class OneOf(Noun):
    """True where the cell is exactly one of these texts."""

    column: ColumnName
    """The column that is looked at."""
    texts: Annotated[list[str], Field(alias="in", min_length=1)]
    """The texts, any of which the whole cell may be."""


class Matches(Noun):
    """True where the regular expression fits the whole cell."""

    column: ColumnName
    """The column that is looked at."""
    matches: Pattern
    """A regular expression that fits the cell from its beginning to its end."""


class HasWord(Noun):
    """True where one of these words stands in the cell, in small letters or capitals."""

    column: ColumnName
    """The column that is looked at."""
    has_word: Annotated[list[ColumnName], Field(min_length=1)]
    """Whole words: `Oy` stands in `Rakennus OY`, not in `Myöhä`."""


class Empty(Noun):
    """True where the cell is empty or holds white space only (or is not, with `false`)."""

    column: ColumnName
    """The column that is looked at."""
    empty: bool
    """true: the cell is empty; false: something stands in it."""


class AtLeast(Noun):
    """True where the cell is a number not below this one; what is no number is left as it is."""

    column: ColumnName
    """The column that is looked at."""
    at_least: Decimal
    """The smallest number that passes."""


class AtMost(Noun):
    """True where the cell is a number not above this one; what is no number is left as it is."""

    column: ColumnName
    """The column that is looked at."""
    at_most: Decimal
    """The largest number that passes."""


class AllOf(Noun):
    """True where every one of the conditions is."""

    conditions: Annotated[list[Condition], Field(alias="all", min_length=1)]
    """Conditions that must all be true."""


class AnyOf(Noun):
    """True where at least one of the conditions is."""

    conditions: Annotated[list[Condition], Field(alias="any", min_length=1)]
    """Conditions of which one is enough."""


class Not(Noun):
    """True where the condition is not."""

    condition: Annotated[Condition, Field(alias="not")]
    """The condition that must not be true."""


WORDS: dict[str, type[Noun]] = {
    "equals": Equals,
    "in": OneOf,
    "matches": Matches,
    "has_word": HasWord,
    "empty": Empty,
    "at_least": AtLeast,
    "at_most": AtMost,
    "all": AllOf,
    "any": AnyOf,
    "not": Not,
}
"""The word that tells which condition it is → its noun."""


def _tag(value: Any) -> str | None:
    """Return the word that the condition has; in brackets, so that it is taken for no field."""
    if isinstance(value, Noun):
        return next((f"({word})" for word, noun in WORDS.items() if type(value) is noun), None)
    found = [word for word in WORDS if isinstance(value, dict) and word in value]
    return f"({found[0]})" if found else None


Condition = Annotated[
    Annotated[Equals, Tag("(equals)")]
    | Annotated[OneOf, Tag("(in)")]
    | Annotated[Matches, Tag("(matches)")]
    | Annotated[HasWord, Tag("(has_word)")]
    | Annotated[Empty, Tag("(empty)")]
    | Annotated[AtLeast, Tag("(at_least)")]
    | Annotated[AtMost, Tag("(at_most)")]
    | Annotated[AllOf, Tag("(all)")]
    | Annotated[AnyOf, Tag("(any)")]
    | Annotated[Not, Tag("(not)")],
    Discriminator(
        _tag,
        custom_error_type="condition",
        custom_error_message="a condition is expected: `column` with equals, in, matches, has_word,"
        " empty, at_least or at_most; or all, any or not",
    ),
]

for _noun in (AllOf, AnyOf, Not):
    _noun.model_rebuild()


def columns_of(condition: Condition) -> list[str]:
    """Return the columns that the condition looks at, in the order in which it names them."""
    if isinstance(condition, AllOf | AnyOf):
        return [name for inner in condition.conditions for name in columns_of(inner)]
    if isinstance(condition, Not):
        return columns_of(condition.condition)
    return [condition.column]
