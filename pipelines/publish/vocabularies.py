"""The words of HRI and of the EU vocabularies for what a declaration says.

Sources: the EU Publications Office's authority tables (frequency, licence, access-right,
data-theme, file-type, language, place), IANA's media types, the licence ids of hri.fi and
avoindata.fi, and the wording of update frequencies on hri.fi.
What does not belong here: which field a word goes into (metadata).
"""

from __future__ import annotations

from pipelines.formats import format_named
from pipelines.model import FormatName, Frequency, Language, Licence, Theme

AUTHORITY = "http://publications.europa.eu/resource/authority"

FREQUENCY_CODES = {
    Frequency.CONTINUOUS: "CONT",
    Frequency.HOURLY: "HOURLY",
    Frequency.DAILY: "DAILY",
    Frequency.WEEKLY: "WEEKLY",
    Frequency.MONTHLY: "MONTHLY",
    Frequency.QUARTERLY: "QUARTERLY",
    Frequency.BIANNUAL: "ANNUAL_2",
    Frequency.ANNUAL: "ANNUAL",
    Frequency.IRREGULAR: "IRREG",
    Frequency.NEVER: "NEVER",
}

FREQUENCY_WORDS = {
    Frequency.CONTINUOUS: ("jatkuvasti", "kontinuerligt", "continuously"),
    Frequency.HOURLY: ("tunneittain", "varje timme", "hourly"),
    Frequency.DAILY: ("päivittäin", "dagligen", "daily"),
    Frequency.WEEKLY: ("viikoittain", "varje vecka", "weekly"),
    Frequency.MONTHLY: ("kuukausittain", "varje månad", "monthly"),
    Frequency.QUARTERLY: ("neljännesvuosittain", "kvartalsvis", "quarterly"),
    Frequency.BIANNUAL: ("puolivuosittain", "varje halvår", "twice a year"),
    Frequency.ANNUAL: ("vuosittain", "årligen", "yearly"),
    Frequency.IRREGULAR: ("epäsäännöllisesti", "oregelbundet", "irregularly"),
    Frequency.NEVER: ("ei päivitetä", "uppdateras inte", "not updated"),
}
"""Finnish, Swedish, English."""

LICENCES = {
    Licence.CC_BY: f"{AUTHORITY}/licence/CC_BY_4_0",
    Licence.CC0: f"{AUTHORITY}/licence/CC0",
}
"""The EU vocabulary has no word for other open licences."""

LICENCE_IDS = {
    Licence.CC_BY: ("CC-BY-4.0", "cc-by-4.0"),
    Licence.CC0: ("CC0-1.0", "cc-zero-1.0"),
    Licence.OTHER: ("other-open",),
}
"""The ids by which portals know a licence: hri.fi's and CKAN's own first, then avoindata.fi's."""

LICENCE_NAMES = {
    Licence.CC_BY: "Creative Commons Attribution 4.0",
    Licence.CC0: "Creative Commons CC0 1.0",
    Licence.OTHER: "Other (Open)",
}
"""As a citation names them."""

LICENCE_PAGES = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}
"""Where a visitor reads the terms; another open licence needs a page of its own."""

FORMAT_LABELS = {
    FormatName.CSV: "CSV",
    FormatName.PARQUET: "Parquet",
    FormatName.JSON: "JSON",
    FormatName.XLSX: "XLSX",
    FormatName.GEOJSON: "GeoJSON",
    FormatName.GPKG: "GPKG",
}
"""As people write them; CKAN shows them on the resources."""

DESCRIPTOR_LABEL = "Data Package"
"""The label of the descriptor, which is JSON and no form of the data."""

LANGUAGE_CODES = {Language.FI: "FIN", Language.SV: "SWE", Language.EN: "ENG"}

PLACES = {"Helsinki": f"{AUTHORITY}/place/FIN_HEL", "Suomi": f"{AUTHORITY}/country/FIN"}
"""Of a dataset's declared coverage, what the EU vocabularies have a URI for."""


def frequency_uri(frequency: Frequency) -> str:
    """Return the EU vocabulary's URI of an update frequency."""
    return f"{AUTHORITY}/frequency/{FREQUENCY_CODES[frequency]}"


def frequency_words(frequency: Frequency) -> dict[str, list[str]]:
    """Return the update frequency in words, per language, as hri.fi stores it."""
    words = zip(("fi", "sv", "en"), FREQUENCY_WORDS[frequency], strict=True)
    return {language: [word] for language, word in words}


def theme_uri(theme: Theme) -> str:
    """Return the EU vocabulary's URI of a theme."""
    return f"{AUTHORITY}/data-theme/{theme.value}"


PUBLIC = f"{AUTHORITY}/access-right/PUBLIC"


LINKED_TYPES = frozenset({"CSV", "GML", "HTML", "JSON", "KML", "PDF", "XLSX", "XML", "ZIP"})
"""Codes of the EU file types that links lead to."""


def file_type_uri(name: FormatName) -> str:
    """Return the EU vocabulary's URI of a file format."""
    return f"{AUTHORITY}/file-type/{format_named(name).eu_file_type}"


def media_type_uri(name: FormatName) -> str:
    """Return IANA's URI of a file format's media type."""
    return iana_uri(format_named(name).media_type)


def iana_uri(media_type: str) -> str:
    """Return IANA's URI of a media type."""
    return f"https://www.iana.org/assignments/media-types/{media_type}"


def language_uri(language: Language) -> str:
    """Return the EU vocabulary's URI of a language."""
    return f"{AUTHORITY}/language/{LANGUAGE_CODES[language]}"


def linked_type_uri(label: str) -> str:
    """Return the EU file type of what a link leads to; the one for 'not in the list' if unknown."""
    code = label.upper() if label.upper() in LINKED_TYPES else "OP_DATPRO"
    return f"{AUTHORITY}/file-type/{code}"
