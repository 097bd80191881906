"""Finnish phone numbers: +358, mobile, with an area code, and the city's own 310 numbers.

A number must look written for calling: a bare row of digits counts only where it begins as a mobile
number in use does and is ten digits long. Area codes need a space or a hyphen behind them, so that
codes of areas, accounts, registers, dates and coordinates stay what they are.
What does not belong here: numbers of other countries, and service numbers (010, 020, 0800).
"""

from __future__ import annotations

import re
from itertools import accumulate

from pipelines.validate.privacy.kind import GAP, START, Kind

BEFORE = r"(?<![0-9A-Za-z])(?<![0-9][.,/:-])"
AFTER = r"(?![0-9A-Za-z])(?!-[0-9A-Za-z])(?![.,/:][0-9])"
ABROAD = re.compile(rf"(?:\+|{BEFORE}00)358(?:[ ()-]{{0,3}}[0-9]){{6,12}}(?![0-9])")
# A last digit by itself is a check digit, or another number.
MOBILE = re.compile(
    rf"{BEFORE}0(?:4[0-9]|50)(?:\)|/(?=[0-9]{{3}}))?(?:[ -]?[0-9]){{5,7}}[0-9]{AFTER}"
)
AREA = re.compile(
    rf"{BEFORE}\(?0(?:[235689]|1[3-9])\)?[ -] ?(?!(?:19|20)[0-9]{{2}}\b)"
    rf"(?P<own>[1-9][0-9]{{2,7}}(?: [0-9]{{2,5}}){{0,2}}){AFTER}"
)
CITY = re.compile(rf"{BEFORE}310 [1-9][0-9]{{4}}{AFTER}")
BARE = re.compile(r"0(?:4[01456]|50)[0-9]{7}")
"""Not 049: the codes of Espoo's areas begin with it."""
THREES = re.compile(r"[0-9]{3}(?: [0-9]{3})+")


def stands_in(text: str) -> bool:
    """Tell whether a phone number stands in the text."""
    return (
        CITY.search(text) is not None
        or any(_is_abroad(found[0]) for found in ABROAD.finditer(text))
        or any(map(_is_mobile, MOBILE.finditer(text)))
        or any(_is_subscriber(found["own"]) for found in AREA.finditer(text))
    )


def _is_abroad(number: str) -> bool:
    """Tell 00358401234567 from a code that begins with zeros, such as 0035812345."""
    return number.startswith("+") or not number.isdigit() or len(number) >= 13


def _is_mobile(found: re.Match[str]) -> bool:
    number = found[0]
    if number.isdigit():
        return BARE.fullmatch(number) is not None
    return not (THREES.fullmatch(number) and _goes_on(found))


def _goes_on(found: re.Match[str]) -> bool:
    """Tell whether it is the middle of a large number, its thousands apart: 1 040 123 456."""
    text = found.string
    before, after = text[max(0, found.start() - 2) : found.start()], text[found.end() :]
    return bool(re.search(r"[0-9] $", before) or re.match(r" [0-9]{3}(?![0-9])", after))


def _is_subscriber(digits: str) -> bool:
    """Tell whether the first groups are five to eight digits; a postcode may stand behind them."""
    lengths = accumulate(map(len, digits.split(" ")))
    return any(5 <= length <= 8 for length in lengths)


KIND = Kind(
    name="phone",
    sieve=r"(?:\+|&plus;|&#43;|00)358"
    rf"|{START}0(?:4[0-9]|50)[)/]?(?:{GAP}?[0-9]){{6}}"
    rf"|{START}0(?:[235689]|1[3-9])\)?{GAP}{{1,2}}[1-9][0-9]{{2}}"
    rf"|{START}310{GAP}[1-9][0-9]{{4}}",
    stands_in=stands_in,
)
