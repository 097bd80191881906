"""The data dictionary: what each column of a published table holds, in plain words.

What does not belong here: how a page shows it, and how values are checked (validate).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.site.language import LanguageCode, in_language

Words = dict[str, tuple[str, str, str]]
"""Finnish, Swedish, English."""

TYPES: Words = {
    "any": ("mikä tahansa arvo", "vilket värde som helst", "any value"),
    "array": ("luettelo (JSON)", "lista (JSON)", "list (JSON)"),
    "boolean": ("tosi tai epätosi", "sant eller falskt", "true or false"),
    "date": ("päivä (VVVV-KK-PP)", "datum (ÅÅÅÅ-MM-DD)", "date (YYYY-MM-DD)"),
    "datetime": ("päivä ja kellonaika", "datum och klockslag", "date and time"),
    "duration": ("kesto", "varaktighet", "duration"),
    "geojson": ("sijainti (GeoJSON)", "läge (GeoJSON)", "place (GeoJSON)"),
    "geopoint": ("piste", "punkt", "point"),
    "integer": ("kokonaisluku", "heltal", "whole number"),
    "list": ("luettelo", "lista", "list"),
    "number": ("luku", "tal", "number"),
    "object": ("rakenne (JSON)", "struktur (JSON)", "structure (JSON)"),
    "string": ("teksti", "text", "text"),
    "time": ("kellonaika", "klockslag", "time of day"),
    "year": ("vuosi", "år", "year"),
    "yearmonth": ("vuosi ja kuukausi", "år och månad", "year and month"),
}
FORMATS: Words = {
    "email": ("sähköpostiosoite", "e-postadress", "e-mail address"),
    "uri": ("verkko-osoite", "webbadress", "web address"),
    "uuid": ("UUID-tunniste", "UUID-identifierare", "UUID"),
}
RULES: Words = {
    "required": ("aina annettu", "alltid angivet", "always given"),
    "unique": ("eri arvo joka rivillä", "olika på varje rad", "different in every row"),
    "minimum": ("vähintään {0}", "minst {0}", "at least {0}"),
    "maximum": ("enintään {0}", "högst {0}", "at most {0}"),
    "exclusiveMinimum": ("suurempi kuin {0}", "större än {0}", "more than {0}"),
    "exclusiveMaximum": ("pienempi kuin {0}", "mindre än {0}", "less than {0}"),
    "minLength": ("vähintään {0} merkkiä", "minst {0} tecken", "at least {0} characters"),
    "maxLength": ("enintään {0} merkkiä", "högst {0} tecken", "at most {0} characters"),
    "pattern": ("muotoa {0}", "av formen {0}", "of the form {0}"),
    "enum": ("yksi näistä: {0}", "ett av dessa: {0}", "one of: {0}"),
    "unit": ("yksikkö {0}", "enhet {0}", "unit {0}"),
}


@dataclass(frozen=True)
class Column:
    """A row of the dictionary."""

    name: str
    label: str
    type: str
    description: str
    rules: tuple[str, ...]


def columns(schema: Mapping[str, Any], language: LanguageCode) -> list[Column]:
    """Return the columns that a Table Schema describes, in its order."""
    return [_column(field, language) for field in schema.get("fields", [])]


def key_of(schema: Mapping[str, Any]) -> list[str]:
    """Return the columns that identify a row; none where none are declared."""
    key = schema.get("primaryKey") or []
    return [key] if isinstance(key, str) else list(key)


def _column(field: Mapping[str, Any], language: LanguageCode) -> Column:
    return Column(
        name=str(field["name"]),
        label=_text(field, "title", language),
        type=_type(field, language),
        description=_text(field, "description", language),
        rules=tuple(_rules(field, language)),
    )


def _text(field: Mapping[str, Any], name: str, language: LanguageCode) -> str:
    """Return the field's text in the language, or else the one that every reader knows."""
    return str((field.get(f"{name}s") or {}).get(language) or field.get(name) or "")


def _type(field: Mapping[str, Any], language: LanguageCode) -> str:
    kind = field.get("type", "string")
    words = FORMATS.get(field.get("format", ""), TYPES.get(kind))
    return in_language(words, language) if words else str(kind)


def _rules(field: Mapping[str, Any], language: LanguageCode) -> Iterator[str]:
    if field.get("unit"):
        yield in_language(RULES["unit"], language).format(field["unit"])
    for name, value in (field.get("constraints") or {}).items():
        if value is False or value is None:
            continue
        told = ", ".join(str(each) for each in value) if isinstance(value, list) else value
        rule = RULES.get(name) or (f"{name} {{0}}",) * 3
        yield in_language(rule, language).format(told)
