"""Why a dataset could not be updated, in a visitor's words, by the kind of error.

A visitor is told no message of ours: those name files, addresses and columns, and are for stewards.
An error without words of its own is told as the next one above it in the tree of errors.
What does not belong here: errors themselves (pipelines.errors).
"""

from __future__ import annotations

from pipelines import errors
from pipelines.site.language import LanguageCode, in_language

REASONS: dict[type[errors.HriError], tuple[str, str, str]] = {
    errors.HriError: (
        "Päivitys ei onnistunut.",
        "Uppdateringen lyckades inte.",
        "The update did not succeed.",
    ),
    errors.PermanentError: (
        "Päivitys pysähtyi virheeseen, jonka ylläpito korjaa.",
        "Uppdateringen stoppades av ett fel som underhållet åtgärdar.",
        "The update was stopped by a fault that the maintainers will mend.",
    ),
    errors.TransientError: (
        "Päivitys keskeytyi tilapäiseen häiriöön. Sitä yritetään uudelleen.",
        "Uppdateringen avbröts av en tillfällig störning. Ett nytt försök görs.",
        "The update was interrupted by a passing disturbance. It will be tried again.",
    ),
    errors.Withheld: (
        "Julkaisu on pysäytetty, koska sille ei ole voimassa olevaa lupaa.",
        "Publiceringen har stoppats, eftersom det inte finns något gällande beslut om den.",
        "Publishing has been stopped, because there is no valid decision to publish.",
    ),
    errors.ScoreTooLow: (
        "Aineiston kuvailu on puutteellinen, joten päivitystä ei julkaistu.",
        "Beskrivningen av datamängden är bristfällig, så uppdateringen publicerades inte.",
        "The description of the dataset is incomplete, so the update was not published.",
    ),
    errors.SourceRefused: (
        "Lähdejärjestelmä ei antanut tietoja.",
        "Källsystemet lämnade inte ut uppgifterna.",
        "The source system did not hand over the data.",
    ),
    errors.SourceGone: (
        "Tiedot eivät ole enää lähdejärjestelmässä siellä, mistä ne on haettu.",
        "Uppgifterna finns inte längre på det ställe i källsystemet där de har hämtats.",
        "The data are no longer where they used to be in the source system.",
    ),
    errors.KeyRefused: (
        "Lähdejärjestelmä ei hyväksynyt palvelun avainta.",
        "Källsystemet godkände inte tjänstens nyckel.",
        "The source system did not accept the service's key.",
    ),
    errors.NotTheDeclaredFile: (
        "Lähdejärjestelmästä tuli muuta kuin odotettu tiedosto.",
        "Från källsystemet kom något annat än den väntade filen.",
        "Something other than the expected file came from the source system.",
    ),
    errors.InvalidData: (
        "Uusissa tiedoissa oli virheitä, joten niitä ei julkaistu.",
        "De nya uppgifterna innehöll fel, så de publicerades inte.",
        "The new data held errors, so they were not published.",
    ),
    errors.PersonalDataFound: (
        "Uudet tiedot vaativat tietosuojatarkistuksen, joten niitä ei julkaistu.",
        "De nya uppgifterna kräver en dataskyddsgranskning, så de publicerades inte.",
        "The new data need a data protection review, so they were not published.",
    ),
    errors.ChecksFailed: (
        "Uudet tiedot poikkesivat odotetusta, ja ne tarkistetaan ennen julkaisua.",
        "De nya uppgifterna avvek från det väntade och granskas före publiceringen.",
        "The new data differed from what was expected, and are reviewed before publishing.",
    ),
    errors.ConversionFailed: (
        "Kaikkia tiedostomuotoja ei voitu tehdä.",
        "Alla filformat kunde inte skapas.",
        "Not all file formats could be made.",
    ),
    errors.BreaksContract: (
        "Aineiston rakenne muuttui ennalta ilmoittamatta, joten päivitystä ei julkaistu.",
        "Datamängdens struktur ändrades utan förvarning, så uppdateringen publicerades inte.",
        "The structure of the data changed without notice, so the update was not published.",
    ),
    errors.CatalogueRefused: (
        "Portaali ei ottanut päivitystä vastaan.",
        "Portalen tog inte emot uppdateringen.",
        "The portal did not accept the update.",
    ),
    errors.CatalogueDiffers: (
        "Portaali näyttää muuta kuin julkaistiin. Päivitys tehdään uudelleen.",
        "Portalen visar något annat än vad som publicerades. Uppdateringen görs om.",
        "The portal shows something other than was published. The update will be done again.",
    ),
    errors.SourceUnavailable: (
        "Lähdejärjestelmä ei vastannut. Tietoja haetaan uudelleen.",
        "Källsystemet svarade inte. Uppgifterna hämtas på nytt.",
        "The source system did not answer. The data will be fetched again.",
    ),
    errors.CatalogueUnavailable: (
        "Portaali ei vastannut. Päivitystä yritetään uudelleen.",
        "Portalen svarade inte. Ett nytt försök görs.",
        "The portal did not answer. The update will be tried again.",
    ),
}
"""Finnish, Swedish, English."""


def reason(error: str, language: LanguageCode) -> str:
    """Return why, for the name of an error's class; of an unknown one only that it failed."""
    kind = getattr(errors, error, errors.HriError)
    above = kind.__mro__ if isinstance(kind, type) else errors.HriError.__mro__
    words = next((REASONS[each] for each in above if each in REASONS), REASONS[errors.HriError])
    return in_language(words, language)
