"""Why an indicator cannot be known, in the reader's language.

The ledger keeps a reason in English, as it was written on its day; one that is not known here is
shown as it stands.
What does not belong here: finding a reason (measure).
"""

from __future__ import annotations

from pipelines.site.language import LANGUAGES, LanguageCode

REASONS: dict[str, tuple[str, str]] = {
    "there is nothing to measure (the denominator is 0)": (
        "mitattavaa ei ole (nimittäjä on 0)",
        "det finns inget att mäta (nämnaren är 0)",
    ),
    "no dataset has been scored yet": (
        "yhtään aineistoa ei ole vielä pisteytetty",
        "ingen datamängd har poängsatts ännu",
    ),
    "no validation records are kept here": (
        "tarkistusten tuloksia ei tallenneta täällä",
        "kontrollresultaten sparas inte här",
    ),
    "no links have been tried yet": (
        "linkkejä ei ole vielä kokeiltu",
        "länkarna har inte prövats ännu",
    ),
    "no log of downloads is connected": (
        "latausten lokia ei ole liitetty",
        "ingen logg över nedladdningar är ansluten",
    ),
    "no log of api calls is connected": (
        "rajapintakutsujen lokia ei ole liitetty",
        "ingen logg över API-anrop är ansluten",
    ),
    "no log of page views is connected": (
        "sivujen katselujen lokia ei ole liitetty",
        "ingen logg över sidvisningar är ansluten",
    ),
    "no list of applications and the datasets that they use is connected": (
        "luetteloa sovelluksista ja niiden käyttämistä aineistoista ei ole liitetty",
        "ingen förteckning över applikationer och de datamängder de använder är ansluten",
    ),
    "no incidents are recorded here": (
        "poikkeamia ei kirjata täällä",
        "incidenter antecknas inte här",
    ),
    "no dataset has been held against the DCAT-AP shapes yet": (
        "yhtään aineistoa ei ole vielä tarkistettu DCAT-AP:n sääntöjä vasten",
        "ingen datamängd har ännu prövats mot DCAT-AP:s regler",
    ),
    "no dataset has been held against the HVD shapes yet": (
        "yhtään aineistoa ei ole vielä tarkistettu arvokkaiden aineistojen sääntöjä vasten",
        "ingen datamängd har ännu prövats mot reglerna för värdefulla datamängder",
    ),
    "no run records are kept here": ("ajoja ei kirjata täällä", "körningar antecknas inte här"),
    "no publishing records are kept here": (
        "julkaisuja ei kirjata täällä",
        "publiceringar antecknas inte här",
    ),
}
"""English → Finnish, Swedish."""


def reason_in(reason: str, language: LanguageCode) -> tuple[str, LanguageCode]:
    """Return the reason in the language, and the language that it is in after all."""
    known = REASONS.get(reason)
    if known is None or language == "en":
        return reason, "en"
    return known[LANGUAGES.index(language)], language
