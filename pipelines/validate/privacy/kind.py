"""What a kind of personal data is to the scan, and texts made legible for the exact checks.

What does not belong here: any kind of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

ESCAPED = r"\\(?:[nrtbf]|u[0-9a-fA-F]{4})"
"""A character as a JSON text holds it."""
START = rf"(?:^|[^0-9A-Za-z]|{ESCAPED})"
"""What a sieve has before a code: no letter or digit."""
END = r"(?:$|[^0-9A-Za-z])"
GAP = rf"(?:[ \x{{a0}}\x{{2009}}\x{{202f}}\x{{2010}}-\x{{2013}}-]|&nbsp;|&#160;|{ESCAPED})"
"""What a sieve takes for a space or a hyphen between digits, as characters or as escapes."""
HYPHEN = rf"(?:[-\x{{2010}}-\x{{2013}}\x{{2212}}]|{ESCAPED})"

WRITTEN_OUT = {"&nbsp;": " ", "&#160;": " ", "&#xa0;": " ", "&#64;": "@", "&#x40;": "@"}
WRITTEN_OUT |= {"&commat;": "@", "&plus;": "+", "&#43;": "+", "&amp;nbsp;": " "}
ENTITY = re.compile("|".join(map(re.escape, WRITTEN_OUT)), re.IGNORECASE)
ESCAPE = re.compile(r"\\(?:[nrtbf]|u(?P<code>[0-9a-fA-F]{4}))")
FORMS = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2009\u202f", " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
    | {"\uff20": "@", "\u00ad": None, "\u200b": None}
)


@dataclass(frozen=True)
class Kind:
    """A kind of personal data."""

    name: str
    sieve: str
    """A regular expression without look-around; every text with such data matches it."""
    stands_in: Callable[[str], bool]
    """Tells exactly whether such data stand in a legible text."""


def legible(text: str) -> str:
    """Return the text with plain spaces, hyphens and at signs, and escapes as spaces."""
    written = ENTITY.sub(lambda found: WRITTEN_OUT[found[0].lower()], text) if "&" in text else text
    plain = ESCAPE.sub(_unescaped, written) if "\\" in written else written
    return plain.translate(FORMS)


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found["code"], 16)) if found["code"] else " "
