"""Numbers with leading zeros: codes that lose them when they are read as numbers."""

from __future__ import annotations

from pipelines.model import Text
from pipelines.validate.checks.check import Check, Descriptor, IsStrict
from pipelines.validate.checks.plain import begins_with_no_zero_of_many
from pipelines.validate.checks.texts import lacks


def reading(field: Descriptor) -> IsStrict | None:
    """Return the test of numbers without leading zeros; a year may have them."""
    if field.get("type") not in ("integer", "number"):
        return None
    return lacks("^\\s*[+-]?0[0-9]", begins_with_no_zero_of_many)


CHECK = Check(
    name="leading-zeros",
    severity="warning",
    what="A cell of a column of numbers begins with a zero before another digit (`00100`), as codes"
    " do: what is published has lost it.",
    problem=Text(
        fi="luvun alussa on nollia, jotka katoavat julkaistaessa",
        sv="talet börjar med nollor, som försvinner när det publiceras",
        en="the number begins with zeros, which are lost when it is published",
    ),
    remedy=Text(
        fi="Jos arvo on tunnus, muuta sarakkeen tyypiksi `string`.",
        sv="Om värdet är en kod, ändra kolumnens typ till `string`.",
        en="If the value is a code, make the column `string`.",
    ),
    reading=reading,
)
