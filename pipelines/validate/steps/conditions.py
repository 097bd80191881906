"""A declared condition as a function of a row.

What does not belong here: which conditions there are (model), and what follows from them (steps).
"""

from __future__ import annotations

import re
from functools import lru_cache, singledispatch

from pipelines.model.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    Empty,
    Equals,
    HasWord,
    Matches,
    Not,
    OneOf,
)
from pipelines.validate.steps.cells import Row, Test, number_of, text_of
from pipelines.validate.steps.header import Header


@singledispatch
def predicate_of(condition: Condition, header: Header) -> Test:  # noqa: ARG001 - each kind's below
    """Return the condition as a function of a row. Raises NotTheDeclaredFile for its columns."""
    raise TypeError(type(condition))


@predicate_of.register
def _equals(condition: Equals, header: Header) -> Test:
    position, wanted = header.one(condition.column), condition.equals
    return lambda row: text_of(row[position]) == wanted


@predicate_of.register
def _one_of(condition: OneOf, header: Header) -> Test:
    position, wanted = header.one(condition.column), frozenset(condition.texts)
    return lambda row: text_of(row[position]) in wanted


@predicate_of.register
def _matches(condition: Matches, header: Header) -> Test:
    position, fits = header.one(condition.column), re.compile(condition.matches).fullmatch
    return lambda row: fits(text_of(row[position])) is not None


@predicate_of.register
def _has_word(condition: HasWord, header: Header) -> Test:
    position = header.one(condition.column)
    words = "|".join(re.escape(word) for word in condition.has_word)
    search = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE).search

    # A few suppliers make up most rows.
    @lru_cache(maxsize=65_536)
    def stands_in(text: str) -> bool:
        return search(text) is not None

    return lambda row: stands_in(text_of(row[position]))


@predicate_of.register
def _empty(condition: Empty, header: Header) -> Test:
    position, wanted = header.one(condition.column), condition.empty
    return lambda row: (not text_of(row[position]).strip()) is wanted


@predicate_of.register
def _at_least(condition: AtLeast, header: Header) -> Test:
    position, bound = header.one(condition.column), condition.at_least
    return lambda row: number_of(row[position]) >= bound


@predicate_of.register
def _at_most(condition: AtMost, header: Header) -> Test:
    position, bound = header.one(condition.column), condition.at_most
    return lambda row: number_of(row[position]) <= bound


@predicate_of.register
def _all(condition: AllOf, header: Header) -> Test:
    tests = [predicate_of(inner, header) for inner in condition.conditions]
    return lambda row: all(test(row) for test in tests)


@predicate_of.register
def _any(condition: AnyOf, header: Header) -> Test:
    tests = [predicate_of(inner, header) for inner in condition.conditions]
    return lambda row: any(test(row) for test in tests)


@predicate_of.register
def _not(condition: Not, header: Header) -> Test:
    test = predicate_of(condition.condition, header)

    def is_not(row: Row) -> bool:
        return not test(row)

    return is_not
