"""What earns points of the metadata score, as an office reads it in its own language.

Scoring names a line of the rubric; a line that is not known here is shown by that name.
What does not belong here: the rubric and its points (scoring), and the steward's own words in a
declaration.
"""

from __future__ import annotations

from pipelines.site.language import LANGUAGES, LanguageCode

REMEDIES: dict[str, tuple[str, str, str]] = {
    "keywords": (
        "Lisää asiasanat, joilla aineistoa haetaan",
        "Lägg till ämnesord som man söker med",
        "Add the keywords that people search with",
    ),
    "themes": ("Valitse EU:n teema", "Välj ett EU-tema", "Choose a theme of the EU"),
    "spatial coverage": (
        "Kerro, mitä aluetta aineisto koskee",
        "Ange vilket område datamängden gäller",
        "Say which area the dataset is about",
    ),
    "temporal coverage": (
        "Kerro, mitä aikaa aineisto koskee",
        "Ange vilken tid datamängden gäller",
        "Say which time the dataset is about",
    ),
    "access URL works": (
        "Korjaa aineiston sivu: se ei vastaa",
        "Åtgärda datamängdens sida: den svarar inte",
        "Mend the dataset's page: it does not answer",
    ),
    "download URL present": (
        "Tarjoa data ladattavana tiedostona",
        "Erbjud data som en nedladdningsbar fil",
        "Offer the data as a file to download",
    ),
    "download URL works": (
        "Korjaa latausosoite: se ei vastaa",
        "Åtgärda nedladdningsadressen: den svarar inte",
        "Mend the download address: it does not answer",
    ),
    "format": ("Kerro tiedostomuoto", "Ange filformatet", "Say the file format"),
    "media type": ("Kerro mediatyyppi", "Ange medietypen", "Say the media type"),
    "format and media type from the vocabularies": (
        "Käytä EU:n sanaston tiedostomuotoja",
        "Använd filformat ur EU:s vokabulär",
        "Use file formats of the EU's vocabulary",
    ),
    "non-proprietary format": (
        "Tarjoa data myös avoimessa muodossa, kuten CSV",
        "Erbjud data också i ett öppet format, såsom CSV",
        "Offer the data in an open format too, such as CSV",
    ),
    "machine-readable format": (
        "Tarjoa data myös koneluettavana, kuten CSV",
        "Erbjud data också maskinläsbart, såsom CSV",
        "Offer the data in a machine-readable form too, such as CSV",
    ),
    "DCAT-AP compliance": (
        "Täydennä otsikko, kuvaus ja tiedostojen muodot",
        "Komplettera titel, beskrivning och filernas format",
        "Complete title, description and the files' formats",
    ),
    "licence": ("Valitse lisenssi", "Välj en licens", "Choose a licence"),
    "licence from the EU vocabulary": (
        "Valitse lisenssiksi CC BY 4.0 tai CC0",
        "Välj CC BY 4.0 eller CC0 som licens",
        "Choose CC BY 4.0 or CC0 as the licence",
    ),
    "access rights": (
        "Kerro, että aineisto on julkinen",
        "Ange att datamängden är offentlig",
        "Say that the dataset is public",
    ),
    "access rights from the EU vocabulary": (
        "Kerro julkisuus EU:n sanaston mukaan",
        "Ange offentligheten enligt EU:s vokabulär",
        "Say that it is public by the EU's vocabulary",
    ),
    "contact point": (
        "Kerro, keneltä aineistosta voi kysyä",
        "Ange vem man kan fråga om datamängden",
        "Say whom to ask about the dataset",
    ),
    "publisher": ("Kerro julkaisija", "Ange utgivaren", "Say who publishes it"),
    "rights": ("Kerro käyttöehdot", "Ange användarvillkoren", "Say the terms of use"),
    "size in bytes": ("Kerro tiedoston koko", "Ange filens storlek", "Say the file's size"),
    "date of issue": ("Kerro julkaisupäivä", "Ange publiceringsdagen", "Say the date of issue"),
    "date of change": (
        "Kerro, milloin dataa on muutettu",
        "Ange när data har ändrats",
        "Say when the data were changed",
    ),
}
"""Line of the rubric → Finnish, Swedish, English."""

STAGES: dict[str, tuple[str, str, str]] = {
    "extracted": ("haku lähteestä", "hämtning från källan", "fetching from the source"),
    "validated": ("tarkistus", "kontroll", "checking"),
    "converted": ("muunto", "konvertering", "conversion"),
    "published": ("julkaisu", "publicering", "publishing"),
}
"""Stage that failed → what is done in it."""


def remedy_in(what: str, language: LanguageCode) -> str:
    """Return the remedy for a line of the rubric."""
    known = REMEDIES.get(what)
    return what if known is None else known[LANGUAGES.index(language)]


def stage_in(stage: str, language: LanguageCode) -> str:
    """Return what was done in a stage that failed."""
    known = STAGES.get(stage)
    return stage if known is None else known[LANGUAGES.index(language)]
