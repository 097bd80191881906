"""Dates of the format `any` that are no ISO dates, so that a part of them was guessed."""

from __future__ import annotations

from pipelines.model import Text
from pipelines.validate.checks.check import Check, Descriptor, IsStrict
from pipelines.validate.checks.texts import DATE, OFFSET, TIME, matches

FORMS = {
    "date": f"^{DATE}$",
    "time": f"^{TIME}({OFFSET})?$",
    "datetime": f"^{DATE}[T ]{TIME}({OFFSET})?$",
}


def reading(field: Descriptor) -> IsStrict | None:
    """Return the test of ISO dates and times, for fields of the format `any`."""
    form = FORMS.get(field.get("type", "any")) if field.get("format") == "any" else None
    return matches(form) if form else None


CHECK = Check(
    name="guessed-date",
    severity="blocking",
    what="A date or time of the format `any` is not written as ISO 8601, so that parts of it were"
    " guessed: `12` became a day of this month, `1.2.2024` the second of January.",
    problem=Text(
        fi="päivä tai aika on arvattu, koska sen muotoa ei ole ilmoitettu",
        sv="dagen eller tiden har gissats, för dess form är inte angiven",
        en="the date or time was guessed, for its form is not declared",
    ),
    remedy=Text(
        fi="Ilmoita skeemassa päivän muoto, esim. `format`: `%d.%m.%Y`.",
        sv="Ange dagens form i schemat, t.ex. `format`: `%d.%m.%Y`.",
        en="Declare the form of the date in the schema, such as `format`: `%d.%m.%Y`.",
    ),
    reading=reading,
)
