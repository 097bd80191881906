"""What happened to a dataset, told in a visitor's words: an entry of the journal as sentences.

What does not belong here: the entries (journal), feeds, and how a page shows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.journal import Entry, Kind
from pipelines.site.language import LanguageCode, day, in_language, number, text_in

Words = tuple[str, str, str]
"""Finnish, Swedish, English."""

HEADLINES: dict[Kind, Words] = {
    Kind.PUBLISHED: ("julkaistu", "publicerad", "published"),
    Kind.CHANGED: ("muuttunut", "ändrad", "changed"),
    Kind.ANNOUNCED: ("tuleva muutos", "kommande ändring", "change ahead"),
    Kind.RENAMED: ("uusi nimi", "nytt namn", "renamed"),
    Kind.ROLLED_BACK: (
        "aiempi versio palautettu",
        "tidigare version återställd",
        "earlier version restored",
    ),
    Kind.WITHDRAWN: ("poistettu", "tillbakadragen", "withdrawn"),
}
UNKNOWN: Words = ("muutos", "ändring", "change")
ROWS: dict[str, Words] = {
    "added": ("uusia rivejä {0}", "nya rader {0}", "rows added {0}"),
    "changed": ("muuttuneita rivejä {0}", "ändrade rader {0}", "rows changed {0}"),
    "removed": ("poistettuja rivejä {0}", "borttagna rader {0}", "rows removed {0}"),
    "total": ("rivejä nyt {0}", "rader nu {0}", "rows now {0}"),
}
DATA: Words = ("Tiedot", "Data", "Data")
METADATA: Words = ("Metatiedot", "Metadata", "Metadata")
STRUCTURE: Words = ("Rakenne muuttui", "Strukturen ändrades", "The structure changed")
EFFECTIVE: Words = ("Tapahtuu", "Sker", "Takes effect")
VERSION: Words = ("Versio", "Version", "Version")
NAME: Words = (
    "Osoitteen nimi oli {0} ja on nyt {1}",
    "Namnet i adressen var {0} och är nu {1}",
    "The name in the address was {0} and is now {1}",
)
FIELDS: dict[str, Words] = {
    "title_translated": ("otsikko", "titel", "title"),
    "notes_translated": ("kuvaus", "beskrivning", "description"),
    "keywords": ("avainsanat", "nyckelord", "keywords"),
    "license_id": ("lisenssi", "licens", "licence"),
    "update_frequency": ("päivitystiheys", "uppdateringsfrekvens", "update frequency"),
    "maintainer": ("ylläpitäjä", "upprätthållare", "maintainer"),
    "maintainer_email": ("yhteystiedot", "kontakt", "contact"),
    "external_urls": ("lisätietolinkit", "länkar", "links"),
    "geographical_coverage": ("alue", "område", "area"),
    "theme": ("aihe", "tema", "theme"),
    "citation": ("viittausohje", "hänvisning", "citation"),
    "version": ("versio", "version", "version"),
    "name": ("nimi osoitteessa", "namn i adressen", "name in the address"),
    "owner_org": ("julkaisija", "utgivare", "publisher"),
}
"""The fields of the catalogue that have a name of their own in each language."""


@dataclass(frozen=True)
class Told:
    """An entry in one language."""

    headline: str
    """What happened, in a word or three."""
    lines: tuple[str, ...]
    structure: tuple[str, ...] = ()
    """What changed for those who read the tables."""
    about_structure: str = ""


def told(entry: Entry, language: LanguageCode) -> Told:
    """Return what an entry says in the language."""
    return Told(
        headline=in_language(HEADLINES.get(entry.kind, UNKNOWN), language),
        lines=tuple(_lines(entry, language)),
        structure=tuple(text_in(each, language) for each in entry.schema_changes),
        about_structure=in_language(STRUCTURE, language),
    )


def _lines(entry: Entry, language: LanguageCode) -> Iterator[str]:
    if entry.effective is not None:
        yield f"{in_language(EFFECTIVE, language)} {day(entry.effective, language)}"
    if entry.text:
        yield text_in(entry.text, language)
    if entry.former_name:
        yield in_language(NAME, language).format(entry.former_name, entry.name)
    if entry.rows:
        yield f"{in_language(DATA, language)}: {', '.join(_rows(entry, language))}"
    if entry.metadata_changes:
        names = sorted({_field(name, language) for name in entry.metadata_changes})
        yield f"{in_language(METADATA, language)}: {', '.join(names)}"
    if entry.version and entry.kind is not Kind.WITHDRAWN:
        yield f"{in_language(VERSION, language)} {entry.version}"


def _rows(entry: Entry, language: LanguageCode) -> Iterator[str]:
    for name, words in ROWS.items():
        if entry.rows.get(name) or (name == "total" and name in entry.rows):
            yield in_language(words, language).format(number(entry.rows[name], language))


def _field(name: str, language: LanguageCode) -> str:
    return in_language(FIELDS[name], language) if name in FIELDS else name
