"""Dates that are nearly ISO dates: `2020-1-5` without its zeros."""

from __future__ import annotations

from pipelines.model import Text
from pipelines.validate.checks.check import Check, Descriptor, IsStrict
from pipelines.validate.checks.plain import looks_like
from pipelines.validate.checks.texts import DATE, OFFSET, TIME, matches

FORMS = {
    "date": f"^{DATE}$",
    "time": f"^{TIME}({OFFSET})?$",
    "datetime": f"^{DATE}T{TIME}({OFFSET})?$",
    "yearmonth": "^[0-9]{4}-[0-9]{2}$",
    "year": "^-?[0-9]{4}$",
}


PICTURES = {
    "date": ("dddd-dd-dd",),
    "time": ("dd:dd:dd",),
    "datetime": ("dddd-dd-ddTdd:dd:ddZ", "dddd-dd-ddTdd:dd:dd"),
    "yearmonth": ("dddd-dd",),
    "year": ("dddd",),
}
"""How most of them look."""


def reading(field: Descriptor) -> IsStrict | None:
    """Return the test of whole ISO dates and times, for fields of the default format."""
    kind = field.get("type", "any")
    if kind not in FORMS or field.get("format", "default") != "default":
        return None
    return matches(FORMS[kind], looks_like(*PICTURES[kind]))


CHECK = Check(
    name="loose-date",
    severity="warning",
    what="A date, time, month or year of the default format is not whole ISO 8601 (`2020-1-5`,"
    " `20-1`, ` 202`), and was read all the same.",
    problem=Text(
        fi="päivä tai aika ei ole kokonaan ISO-muodossa (esim. 2020-01-05)",
        sv="dagen eller tiden är inte helt i ISO-form (t.ex. 2020-01-05)",
        en="the date or time is not whole in ISO form (such as 2020-01-05)",
    ),
    remedy=Text(
        fi="Kirjoita päivä lähteeseen etunollineen, tai ilmoita sen muoto skeeman kohdassa"
        " `format`.",
        sv="Skriv dagen i källan med nollor, eller ange dess form i schemats `format`.",
        en="Write the date with its zeros at the source, or declare its form in `format`.",
    ),
    reading=reading,
)
