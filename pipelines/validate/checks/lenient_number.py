"""Numbers that are read although they are not written as numbers: `1_000`, ` 5 `, `٣`."""

from __future__ import annotations

import re

from pipelines.model import Text
from pipelines.validate.checks.check import Check, Descriptor, IsStrict
from pipelines.validate.checks.plain import DIGITS, holds_only
from pipelines.validate.checks.texts import matches

INTEGER = "^[+-]?[0-9]+$"


def reading(field: Descriptor) -> IsStrict | None:
    """Return the test of plainly written numbers; none where signs around them are declared."""
    kind = field.get("type")
    if field.get("bareNumber") is False or kind not in ("integer", "number", "year"):
        return None
    if kind != "number":
        return matches(INTEGER, holds_only(DIGITS + "+-"))
    mark, group = field.get("decimalChar", "."), field.get("groupChar", "")
    digits = f"[0-9{re.escape(group)}]*"
    pattern = f"^[+-]?{digits}({re.escape(mark)}{digits})?([eE][+-]?[0-9]+)?$"
    return matches(pattern, holds_only(DIGITS + "+-eE" + mark + group))


CHECK = Check(
    name="lenient-number",
    severity="warning",
    what="A number is written with an underscore (`1_000`), white space around it or digits other"
    " than 0–9, and was read all the same. (`NaN` and `INF` stop the dataset as `not-finite`.)",
    problem=Text(
        fi="luku on kirjoitettu tavalla, jota muut ohjelmat eivät lue (esim. 1_000)",
        sv="talet är skrivet så att andra program inte läser det (t.ex. 1_000)",
        en="the number is written in a way that other programs do not read (such as 1_000)",
    ),
    remedy=Text(
        fi="Kirjoita luku lähteeseen pelkin numeroin.",
        sv="Skriv talet i källan med bara siffror.",
        en="Write the number at the source with digits alone.",
    ),
    reading=reading,
)
