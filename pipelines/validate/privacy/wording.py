"""How a find is told to the steward, in Finnish, Swedish and English: never the value.

What does not belong here: wording of the Table Schema's errors (validate/wording).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.model import FormatName

LISTED = 5
"""Rows that are written out."""
WITH_ROWS = (FormatName.CSV, FormatName.XLSX, FormatName.ODS)
"""Formats whose rows people see, the header among them; elsewhere the first record is record 1."""
KINDS = {
    "fi": {
        "hetu": "henkilötunnuksia",
        "email": "sähköpostiosoitteita",
        "phone": "puhelinnumeroita",
        "iban": "tilinumeroita (IBAN)",
    },
    "sv": {
        "hetu": "personbeteckningar",
        "email": "e-postadresser",
        "phone": "telefonnummer",
        "iban": "kontonummer (IBAN)",
    },
    "en": {
        "hetu": "personal identity codes",
        "email": "e-mail addresses",
        "phone": "phone numbers",
        "iban": "account numbers (IBAN)",
    },
}
HEADINGS = {
    "fi": "aineistossa `{dataset}` on henkilötietoja, joten sitä ei julkaistu",
    "sv": "datamängden `{dataset}` innehåller personuppgifter och publicerades därför inte",
    "en": "dataset `{dataset}` holds personal data, so it was not published",
}
PLACES = {
    "fi": (
        "sarakkeessa `{column}` on {kind}: {rows}",
        "rivi {row}",
        "tietue {row}",
        "ja {n} muuta",
    ),
    "sv": ("kolumnen `{column}` har {kind}: {rows}", "rad {row}", "post {row}", "och {n} till"),
    "en": ("column `{column}` has {kind}: {rows}", "row {row}", "record {row}", "and {n} more"),
}
REMEDY = {
    "fi": "poista tiedot lähteestä tai kuvauksen kohdassa `steps` (drop, redact); jos ne eivät ole"
    " kenenkään henkilön omia, luettele sarake kohdassa `access.privacy.allowed`",
    "sv": "ta bort uppgifterna i källan eller under `steps` i beskrivningen (drop, redact); om de"
    " inte är någon persons egna, räkna upp kolumnen under `access.privacy.allowed`",
    "en": "take the data out at the source, or with `steps` of the declaration (drop, redact);"
    " where they are no person's own, list the column in `access.privacy.allowed`",
}


def tell(incident: Mapping[str, Any], language: str, *, remedy: bool = True) -> str:
    """Return an incident's record in one sentence of `fi`, `sv` or `en`, the remedy behind it."""
    heading = HEADINGS[language].format(dataset=incident["dataset"])
    offset = 0 if incident["format"] in WITH_ROWS else 1
    places = "; ".join(_place(find, language, offset) for find in incident["finds"])
    return f"{heading}: {places}" + (f" — {REMEDY[language]}" if remedy else "")


def _place(find: Mapping[str, Any], language: str, offset: int) -> str:
    sentence, row, record, more = PLACES[language]
    word = record if offset else row
    shown = [word.format(row=number - offset) for number in find["rows"][:LISTED]]
    if find["count"] > LISTED:
        shown.append(more.format(n=find["count"] - LISTED))
    kind = KINDS[language][find["kind"]]
    return sentence.format(column=find["column"], kind=kind, rows=", ".join(shown))
