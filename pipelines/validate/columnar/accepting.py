"""Sound tests on whole columns of text: what they accept, frictionless accepts with that value.

A test may refuse what is valid; the exact reader then decides, once per distinct text (reading).
What does not belong here: the exact reader, or which errors a refused cell makes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

import polars as pl
from frictionless import Field

from pipelines.validate.columnar import instants
from pipelines.validate.columnar.patterns import translated

SAFE_DIGITS = 15
"""Every decimal number of so many digits is the shortest text of its own double."""
SMALLEST = 1e-290
"""Below it doubles lose digits; zero, too, is left to the exact reader, for `1e-999` reads so."""
FEW = 4
"""Up to so many texts are compared one by one, which is faster than hashing."""
LARGEST = 1e290
"""Above it some are no doubles."""
SEEN = 50
"""Texts among which the form of a column's datetimes is looked for."""
INT64 = range(-(2**63), 2**63)
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


@dataclass(frozen=True)
class Test:
    """Expressions over a column of texts; `accepts` and `value` may use what `reads` gave."""

    reads: pl.Expr | None
    """What is computed once and named as the acceptor was told; None where nothing is."""
    accepts: pl.Expr
    """True where the text is certainly valid (missing included, where that is valid)."""
    value: pl.Expr | None
    """What the text reads as wherever it is accepted; null where it is missing."""
    known: pl.Series | None = None
    """Texts known to be valid, where the test is which of them a text is: `reads` says which."""


class Acceptor(Protocol):
    """Makes the tests of one field."""

    def test(self, texts: pl.Series, text: pl.Expr, read: pl.Expr) -> Test | None:
        """Return the test for a batch, or None where it has none.

        `texts` is the batch's column, to be looked at; `text` stands for it in expressions, and
        `read` for what the test's own `reads` gives.
        """


def acceptor_of(field: Field, missing: frozenset[str]) -> Acceptor | None:
    """Return the field's acceptor, or None where only the exact reader serves."""
    if field.constraints.get("enum") is not None and field.type != "string":
        return None
    if field.type == "any":
        return Texts(field, missing)
    if field.type == "string" and field.format == "default":
        return Texts(field, missing) if _translatable(field) else None
    if field.type == "integer" and field.bare_number:
        return Integers(field, missing)
    if field.type == "number" and field.bare_number and len(field.decimal_char) == 1:
        return Numbers(field, missing)
    if field.type == "datetime" and field.format == "default":
        return Datetimes(field, missing)
    return None


HOPELESS = {
    ("integer", "default"): "[A-Za-z]",
    ("number", "default"): "[BCDGHJ-MOPRU-XZbcdghj-mopru-xz]",
    ("date", "default"): "[A-Za-z]",
    ("datetime", "default"): "^[A-Za-z]",
    ("year", "default"): "[A-Za-z]",
    ("yearmonth", "default"): "[A-Za-z]",
}
"""Type and format → what no text of it holds (`sNaN`, `INF` and `1e5` are numbers)."""


def hopeless_pattern(field: Field) -> str | None:
    """Return a pattern of texts that are certainly of the wrong type, unless they are missing."""
    marks = (getattr(field, "decimal_char", ""), getattr(field, "group_char", ""))
    if not getattr(field, "bare_number", True) or any(mark.isalpha() for mark in marks):
        return None
    return HOPELESS.get((field.type, field.format))


def among(column: pl.Expr, texts: frozenset[str]) -> pl.Expr:
    """Return whether a text is one of those."""
    if len(texts) > FEW:
        return column.is_in(sorted(texts))
    return pl.any_horizontal(pl.lit(False), *(column == text for text in sorted(texts)))


class Texts:
    """Strings by length, pattern and list; `any` likewise, for it has fewer constraints."""

    def __init__(self, field: Field, missing: frozenset[str]) -> None:
        constraints = field.constraints
        self._required = bool(constraints.get("required"))
        self._pattern = translated(constraints["pattern"]) if "pattern" in constraints else None
        self._least, self._most = constraints.get("minLength"), constraints.get("maxLength")
        enum = constraints.get("enum")
        self._enum = None if enum is None else frozenset(v for v in enum if isinstance(v, str))
        # Missing texts that the constraints refuse need no test of their own: the reader has them.
        texts = pl.Series(sorted(missing), dtype=pl.String)
        fits = pl.all_horizontal(pl.lit(True), *self._constraints(pl.lit(texts)))
        self._missing = frozenset(texts.filter(pl.select(fits).to_series()))

    def test(self, texts: pl.Series, text: pl.Expr, read: pl.Expr) -> Test:  # noqa: ARG002
        """Return the test; it is the same for every batch."""
        fits = list(self._constraints(text))
        value = text
        if self._missing:
            missing = among(text, self._missing)
            value = pl.when(missing).then(None).otherwise(text)
            if self._required:
                fits.append(~missing)
        return Test(None, pl.all_horizontal(*fits) if fits else pl.lit(True), value)

    def _constraints(self, column: pl.Expr) -> list[pl.Expr]:
        tests = []
        if self._least is not None:
            tests.append(column.str.len_chars() >= self._least)
        if self._most is not None:
            tests.append(column.str.len_chars() <= self._most)
        if self._pattern is not None:
            tests.append(column.str.contains(self._pattern))
        if self._enum is not None:
            tests.append(among(column, self._enum))
        return tests


def _translatable(field: Field) -> bool:
    pattern = field.constraints.get("pattern")
    return pattern is None or translated(pattern) is not None


class Integers:
    """Whole numbers that fit into 64 bits."""

    def __init__(self, field: Field, missing: frozenset[str]) -> None:
        self._bounds = {name: int(bound) for name, bound in bounds_of(field).items()}
        self._missing = frozenset(filter(_looks_whole, missing))

    def test(self, texts: pl.Series, text: pl.Expr, read: pl.Expr) -> Test:  # noqa: ARG002
        """Return the test; it is the same for every batch."""
        tests = [_within(read, name, bound) for name, bound in self._bounds.items()]
        if self._missing:
            tests.append(~among(text, self._missing))
        return Test(
            text.cast(pl.Int64, strict=False), pl.all_horizontal(read.is_not_null(), *tests), read
        )


def _looks_whole(text: str) -> bool:
    return pl.Series([text]).cast(pl.Int64, strict=False).is_not_null().all()


def _within(value: pl.Expr, name: str, bound: int) -> pl.Expr:
    if bound in INT64:
        return compared(value, name, pl.lit(bound, dtype=pl.Int64))
    return pl.lit((bound < 0) == name.endswith("inimum"))


class Numbers:
    """Decimal numbers of few digits, which a double carries to the last one."""

    def __init__(self, field: Field, missing: frozenset[str]) -> None:
        self._bounds = {name: Decimal(bound) for name, bound in bounds_of(field).items()}
        self._group, self._point = field.group_char, field.decimal_char
        series = pl.Series(sorted(missing), dtype=pl.String)
        numeric = series.filter(pl.select(self._read(pl.lit(series)).is_not_null()).to_series())
        self._missing = frozenset(numeric)

    def _read(self, column: pl.Expr) -> pl.Expr:
        if self._group:
            column = column.str.replace_all(self._group, "", literal=True)
        if self._point != ".":
            dotted = column.str.contains(".", literal=True)
            read = column.str.replace_all(self._point, ".", literal=True)
            column = pl.when(dotted).then(None).otherwise(read)
        fits = column.str.len_bytes() <= SAFE_DIGITS
        return pl.when(fits).then(column.cast(pl.Float64, strict=False))

    def test(self, texts: pl.Series, text: pl.Expr, read: pl.Expr) -> Test:  # noqa: ARG002
        """Return the test; it is the same for every batch."""
        tests = [_inside(read, name, bound) for name, bound in self._bounds.items()]
        if self._missing:
            tests.append(~among(text, self._missing))
        # NaN, infinity and null are between nothing.
        safe = read.abs().is_between(SMALLEST, LARGEST)
        return Test(self._read(text), pl.all_horizontal(safe, *tests), read)


def _inside(value: pl.Expr, name: str, bound: Decimal) -> pl.Expr:
    near = float(bound)
    if Decimal(repr(near)) == bound:
        return compared(value, name, pl.lit(near))
    # The bound lies between two doubles: only what is beyond both is certainly inside.
    return value > near if name.endswith("inimum") else value < near


class Datetimes:
    """ISO 8601 dates with times of one form in the batch: that of its first value."""

    def __init__(self, field: Field, missing: frozenset[str]) -> None:
        self._bounds: dict[str, dt.datetime] = bounds_of(field)
        self._missing = missing

    def test(self, texts: pl.Series, text: pl.Expr, read: pl.Expr) -> Test | None:
        """Return the test for the form that the batch begins with, or None for an odd one.

        The value is twice the microseconds, and one more where the datetime has an offset.
        """
        filled = texts.filter(~pl.select(among(pl.lit(texts), self._missing)).to_series())
        form = instants.form_of(filled.head(SEEN).to_list())
        if form is None or any(form.matches(text) for text in self._missing):
            return None
        if any(form.aware != (bound.utcoffset() is not None) for bound in self._bounds.values()):
            return None  # they cannot be compared: frictionless fails, and so does the reader
        tests = [
            compared(read, name, pl.lit(instants.microseconds(bound), dtype=pl.Int64))
            for name, bound in self._bounds.items()
        ]
        shaped = form.accepts(text, read)
        return Test(form.read(text), pl.all_horizontal(shaped, *tests), read * 2 + form.aware)


def bounds_of(field: Field) -> dict[str, Any]:
    """Return the field's bounds as frictionless compares with them."""
    read = field.create_value_reader()
    declared = {name: field.constraints.get(name) for name in BOUNDS}
    return {name: read(bound) for name, bound in declared.items() if bound is not None}


def compared(value: pl.Expr, name: str, bound: pl.Expr) -> pl.Expr:
    """Return whether the values keep a bound of that name."""
    if name == "minimum":
        return value >= bound
    if name == "maximum":
        return value <= bound
    return value > bound if name == "exclusiveMinimum" else value < bound
