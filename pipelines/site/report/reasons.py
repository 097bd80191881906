"""Why a value is not known, in the reader's language; a reason of a person's stays as it is.

The ledger keeps reasons in English. What does not belong here: finding a reason (measure).
"""

from __future__ import annotations

from pipelines.site.language import LanguageCode

REASONS: dict[str, tuple[str, str]] = {
    "there is nothing to measure (the denominator is 0)": (
        "mitattavaa ei ole (jakaja on 0)",
        "det finns inget att mäta (nämnaren är 0)",
    ),
    "no publishing records are kept here": (
        "julkaisuista ei ole merkintöjä",
        "det finns inga anteckningar om publiceringar",
    ),
    "no validation records are kept here": (
        "tarkistuksista ei ole merkintöjä",
        "det finns inga anteckningar om kontroller",
    ),
    "no dataset has been held against the DCAT-AP shapes yet": (
        "aineistoja ei ole vielä verrattu DCAT-AP:n vaatimuksiin",
        "ingen datamängd har ännu jämförts med kraven i DCAT-AP",
    ),
    "no dataset has been held against the HVD shapes yet": (
        "aineistoja ei ole vielä verrattu arvokkaiden aineistojen vaatimuksiin",
        "ingen datamängd har ännu jämförts med kraven på värdefulla datamängder",
    ),
    "no links have been tried yet": (
        "linkkejä ei ole vielä kokeiltu",
        "inga länkar har ännu prövats",
    ),
    "no dataset has been scored yet": (
        "aineistoja ei ole vielä pisteytetty",
        "ingen datamängd har ännu poängsatts",
    ),
    "no incidents are recorded here": (
        "tapauksista ei ole merkintöjä",
        "det finns inga anteckningar om fall",
    ),
    "no run records are kept here": (
        "ajoista ei ole merkintöjä",
        "det finns inga anteckningar om körningar",
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
        "sivun katselujen lokia ei ole liitetty",
        "ingen logg över sidvisningar är ansluten",
    ),
    "no list of applications and the datasets that they use is connected": (
        "luetteloa sovelluksista ja niiden käyttämistä aineistoista ei ole liitetty",
        "ingen lista över applikationer och de datamängder som de använder är ansluten",
    ),
}
"""The ledger's reason → in Finnish, in Swedish."""


def reason_in(reason: str, language: LanguageCode) -> str:
    """Return a reason in the language, or as it stands in the ledger."""
    if language == "en" or reason not in REASONS:
        return reason
    return REASONS[reason][0 if language == "fi" else 1]
