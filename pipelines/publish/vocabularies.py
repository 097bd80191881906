"""The words of HRI and of the EU vocabularies for what a declaration says.

Sources: the EU Publications Office's authority tables (frequency, licence, access-right,
data-theme) and the wording of update frequencies on hri.fi.
What does not belong here: which field a word goes into (metadata).
"""

from __future__ import annotations

from pipelines.model import FormatName, Frequency, Licence, Theme

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
