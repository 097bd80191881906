"""A Python regular expression as one that polars applies to whole columns, or None.

Soundness is all: what the translated pattern accepts, Python's accepts. So `\\d`, `\\w` and `\\s`
shrink to ASCII, and whatever could widen (negated classes of them, look-around, back references,
flags) is not translated. What does not belong here: when a pattern is applied (accepting).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

SHORTHANDS = {
    ops.CATEGORY_DIGIT: "0-9",
    ops.CATEGORY_WORD: "A-Za-z0-9_",
    ops.CATEGORY_SPACE: r" \t\n\r\f\x0B",
}
LARGEST_REPEAT = 1_000
"""Repeats beyond this make polars' automaton too large to be worth it."""


class Untranslatable(Exception):
    """The pattern holds something that could accept more in Rust than in Python."""


def translated(pattern: str) -> str | None:
    """Return `^pattern$` as frictionless applies it, for `str.contains`; None where unsure."""
    try:
        tree = parser.parse(f"^{pattern}$")
        if tree.state.flags & ~re.UNICODE:
            return None
        # frictionless matches at the beginning only, and so does the outermost caret.
        return f"^(?:{_sequence(tree)})"
    except (Untranslatable, re.error, RecursionError, OverflowError):
        return None


def _sequence(items: Iterable[tuple[Any, Any]]) -> str:
    return "".join(_item(kind, value) for kind, value in items)


def _item(kind: Any, value: Any) -> str:
    if kind is ops.LITERAL:
        return _literal(value)
    if kind is ops.NOT_LITERAL:
        return f"[^{_literal(value)}]"
    if kind is ops.ANY:
        return r"[^\n]"
    if kind is ops.IN:
        return _class(value)
    if kind is ops.BRANCH:
        return "(?:" + "|".join(_sequence(branch) for branch in value[1]) + ")"
    if kind is ops.SUBPATTERN:
        return _group(value)
    if kind in (ops.MAX_REPEAT, ops.MIN_REPEAT):
        return _repeat(*value)
    if kind is ops.AT and value is ops.AT_BEGINNING:
        return r"\A"
    if kind is ops.AT and value is ops.AT_END:
        return r"\z"
    raise Untranslatable


def _literal(code: int) -> str:
    return rf"\x{{{code:X}}}"


def _class(parts: list[tuple[Any, Any]]) -> str:
    negated = parts[0][0] is ops.NEGATE
    body = "".join(_class_part(kind, value, negated) for kind, value in parts[negated:])
    return f"[{'^' if negated else ''}{body}]"


def _class_part(kind: Any, value: Any, negated: bool) -> str:
    if kind is ops.LITERAL:
        return _literal(value)
    if kind is ops.RANGE:
        return f"{_literal(value[0])}-{_literal(value[1])}"
    if kind is ops.CATEGORY and value in SHORTHANDS and not negated:
        return SHORTHANDS[value]
    raise Untranslatable


def _group(value: tuple[Any, ...]) -> str:
    _, added, removed, items = value
    if added or removed:
        raise Untranslatable
    return f"(?:{_sequence(items)})"


def _repeat(least: int, most: Any, items: Any) -> str:
    if least > LARGEST_REPEAT or (most is not ops.MAXREPEAT and most > LARGEST_REPEAT):
        raise Untranslatable
    bound = "" if most is ops.MAXREPEAT else str(most)
    return f"(?:{_sequence(items)}){{{least},{bound}}}"
