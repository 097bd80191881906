"""Personal identity codes, with all signs of the century and the artificial ones from 900 on.

The date and the check character decide. What does not belong here: business ids.
"""

from __future__ import annotations

import re

from stdnum.fi import hetu

from pipelines.validate.privacy.kind import END, HYPHEN, START, Kind

CODE = re.compile(r"(?<![0-9A-Za-z])[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y](?![0-9A-Za-z])", re.I)


def stands_in(text: str) -> bool:
    """Tell whether a valid code stands in the text."""
    return any(hetu.is_valid(code, allow_temporary=True) for code in CODE.findall(text))


KIND = Kind(
    name="hetu",
    sieve=rf"{START}[0-3][0-9][01][0-9]{{3}}(?:{HYPHEN}|[+A-FU-Ya-fu-y])[0-9]{{3}}[0-9A-Ya-y]{END}",
    stands_in=stands_in,
)
