"""Whether a text is one SELECT and nothing else, as far as a look at its words can tell.

It is the first of several locks: the query is also run as a subquery, in a read-only transaction,
by a user who should have no other rights. What does not belong here: any database's own grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

TOKEN = re.compile(
    r"""
      (?P<comment> --[^\n]* | /\*.*?\*/ )
    | (?P<text> '(?:[^']|'')*' )
    | (?P<name> "(?:[^"]|"")*" | `[^`]*` | \[[A-Za-z_][^\]]*\] )
    | (?P<word> [^\W\d]\w* )
    | (?P<open> /\* | ' | " | ` )
    | (?P<dollar> \$\w*\$ )
    | (?P<other> \S )
    """,
    re.X | re.S,
)
WRITING = re.compile(
    r"alter|analyze|attach|begin|call|commit|copy|create|delete|detach|do|drop|exec|execute|grant"
    r"|insert|into|lock|merge|pragma|refresh|reindex|reset|revoke|rollback|savepoint|set|truncate"
    r"|update|vacuum"
)
"""Words that stand in no SELECT, unless as a name in quotes."""


def why_not_read_only(query: str) -> str:
    """Return why the text is not one SELECT without ORDER BY at its end, or '' where it is."""
    tokens = [(kind, text) for kind, text in _tokens(query) if kind != "comment"]
    if any(kind in ("open", "dollar") for kind, _ in tokens):
        return "a quote or comment opens and never closes, or $ quotes are used"
    words = [text.lower() for kind, text in tokens if kind == "word"]
    if not words or tokens[0][0] != "word" or words[0] not in ("select", "with"):
        return "one SELECT (or WITH … SELECT) is expected"
    if any(text == ";" for _, text in tokens):
        return "one statement without a semicolon is expected"
    if found := next(filter(WRITING.fullmatch, words), None):
        return f"{found.upper()} has no place in a query that only reads"
    depths = list(accumulate((text == "(") - (text == ")") for _, text in tokens))
    if depths[-1] != 0 or min(depths) < 0:
        return "its brackets do not match"
    outside = [text.lower() for (_, text), depth in zip(tokens, depths, strict=True) if not depth]
    if ("order", "by") in pairwise(outside):
        return "remove the last ORDER BY: the order is declared in `order_by`"
    return ""


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    for match in TOKEN.finditer(query):
        yield str(match.lastgroup), match.group()
