"""Account numbers as IBANs, whole or in groups; the check digits and the country's form decide.

What does not belong here: other account numbers, such as those of book-keeping.
"""

from __future__ import annotations

import re

from stdnum import iban

from pipelines.validate.privacy.kind import END, ESCAPED, HYPHEN, START, Kind

WHOLE = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}[0-9A-Za-z]{11,30}(?![0-9A-Za-z])")
HYPHENS = re.compile(
    r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}(?:-[0-9A-Za-z]{4}){2,7}-?[0-9A-Za-z]{0,4}(?![0-9A-Za-z])"
)
SPACES = re.compile(r"(?<![0-9A-Za-z])(?=([A-Za-z]{2}[0-9]{2}(?: ?[0-9A-Za-z]){11,40}))")
SHORTEST = 15


def stands_in(text: str) -> bool:
    """Tell whether a valid number stands in the text."""
    unspaced = any(_is_valid(number) for number in WHOLE.findall(text))
    hyphened = "-" in text and any(
        _is_valid(number.replace("-", "")) for number in HYPHENS.findall(text)
    )
    return unspaced or hyphened or any(_begins(number) for number in SPACES.findall(text))


def _begins(text: str) -> bool:
    """Tell whether the first words of the text, run together, are a valid number."""
    number = ""
    for word in text.split(" "):
        number += word
        if len(number) >= SHORTEST and _is_valid(number):
            return True
    return False


def _is_valid(number: str) -> bool:
    # The remainder is cheap, and 96 of 97 texts that are no account number have another.
    digits = "".join(str(int(character, 36)) for character in number[4:] + number[:4])
    return int(digits) % 97 == 1 and bool(iban.is_valid(number))


KIND = Kind(
    name="iban",
    sieve=rf"{START}[A-Za-z]{{2}}[0-9]{{2}}(?:"
    rf"(?:(?:[ \x{{a0}}\x{{2009}}\x{{202f}}]|&nbsp;|&#160;|{ESCAPED})?[0-9A-Za-z]){{11,34}}{END}"
    rf"|(?:{HYPHEN}[0-9A-Za-z]{{4}}){{2}}{HYPHEN}[0-9A-Za-z]{{3,4}}{END})",
    stands_in=stands_in,
)
