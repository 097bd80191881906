"""A declared expression as a function of a row.

What does not belong here: which expressions there are (model), and where the value goes (derive).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import reduce, singledispatch

from pipelines.model.expression import Calculate, Choose, Column, Expression, Extract, Join
from pipelines.validate.steps.cells import Make, Row, Unreadable, number_of, text_of
from pipelines.validate.steps.conditions import predicate_of
from pipelines.validate.steps.header import Header

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
"""Digits enough for sums and products of what a decimal128 holds; halves are rounded up."""
OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "add": EXACT.add,
    "subtract": EXACT.subtract,
    "multiply": EXACT.multiply,
    "divide": EXACT.divide,
}


@singledispatch
def value_of(expression: Expression, header: Header) -> Make:  # noqa: ARG001 - each kind's below
    """Return the expression as a function of a row. Raises NotTheDeclaredFile for its columns."""
    raise TypeError(type(expression))


@value_of.register
def _text(expression: str, _header: Header) -> Make:
    return lambda _row: expression


@value_of.register
def _column(expression: Column, header: Header) -> Make:
    return operator.itemgetter(header.one(expression.column))


@value_of.register
def _join(expression: Join, header: Header) -> Make:
    parts = [value_of(part, header) for part in expression.join]
    separator = expression.separator
    return lambda row: separator.join(filter(None, [text_of(part(row)) for part in parts]))


@value_of.register
def _extract(expression: Extract, header: Header) -> Make:
    source, search = value_of(expression.source, header), re.compile(expression.extract).search

    def extract(row: Row) -> str:
        found = search(text_of(source(row)))
        return (found[1 if found.re.groups else 0] or "") if found else ""

    return extract


@value_of.register
def _choose(expression: Choose, header: Header) -> Make:
    test = predicate_of(expression.when, header)
    then, otherwise = value_of(expression.then, header), value_of(expression.otherwise, header)
    return lambda row: then(row) if test(row) else otherwise(row)


@value_of.register
def _calculate(expression: Calculate, header: Header) -> Make:
    parts = [value_of(part, header) for part in expression.of]
    operation, decimals = OPERATIONS[expression.calculate], expression.decimals
    step = None if decimals is None else Decimal(1).scaleb(-decimals)
    divides = expression.calculate == "divide"

    def calculate(row: Row) -> str:
        numbers = [number_of(part(row)) for part in parts]
        if divides and not all(numbers[1:]):
            raise Unreadable(text_of(numbers[0]) + "/0")
        number = reduce(operation, numbers)
        return format(number if step is None else number.quantize(step, context=EXACT), "f")

    return calculate
