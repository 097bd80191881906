"""E-mail addresses, also as `etunimi.sukunimi(a)hel.fi` and `(at)`.

What does not belong here: names of files and users that merely have an at sign.
"""

from __future__ import annotations

import re

from pipelines.validate.privacy.kind import Kind

AT = r"@|\s?[(\[{]\s?(?:a|at|ät)\s?[)\]}]\s?"
DOT = r"(?:\.|\s?\((?:piste|punkt|dot)\)\s?)"
ADDRESS = re.compile(
    rf"(?<![\w.%+'-])[\w.%+'-]*\w(?P<at>{AT})[\w-]+(?:{DOT}[\w-]+)*{DOT}"
    r"(?P<ending>[a-z]{2,24})(?!\w)",
    re.IGNORECASE,
)
FILES = frozenset(("png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "pdf"))
"""Endings of files such as `icon@2x.png`."""
USUAL = frozenset(("fi", "com", "net", "org", "eu", "se", "info", "edu", "ee", "no", "de", "uk"))
"""Endings that are believed where spaces stand around `(a)`: `kohta (a) alla.Jos` has another."""


def stands_in(text: str) -> bool:
    """Tell whether an address stands in the text."""
    return any(map(_is_address, ADDRESS.finditer(text)))


def _is_address(found: re.Match[str]) -> bool:
    ending = found["ending"].lower()
    return ending in USUAL if " " in found["at"] else ending not in FILES


KIND = Kind(
    name="email",
    sieve=r"[^\s\x22@]@[^\s\x22@]|\x{ff20}|&#(?:64|[xX]40);|&commat;|\\u0040"
    r"|[(\[{]\s?(?:[aA]|[aA][tT]|[äÄ][tT])\s?[)\]}]",
    stands_in=stands_in,
)
