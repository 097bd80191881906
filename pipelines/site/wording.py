"""The words of the pages' own texts, in Finnish, Swedish and English, by name.

What does not belong here: sentences on errors (reasons), columns (dictionary), changes (changes).
"""

from __future__ import annotations

from functools import cache

from pipelines.site.language import LanguageCode, in_language

WORDS: dict[str, tuple[str, str, str]] = {
    # Titles of pages, and the way between them.
    "datasets": ("Aineistot ja rajapinnat", "Datamängder och gränssnitt", "Datasets and APIs"),
    "indicators": ("Mittarit", "Indikatorer", "Indicators"),
    "reports": ("Puolivuosiraportit", "Halvårsrapporter", "Half-year reports"),
    "checks": ("Lähteiden tarkistukset", "Kontroller av källorna", "Checks of the sources"),
    "withdrawn": ("Poistetut aineistot", "Tillbakadragna datamängder", "Withdrawn datasets"),
    "successors": ("Korvaavat aineistot", "Ersättande datamängder", "Successors"),
    "pages": ("Sivut", "Sidor", "Pages"),
    # What the lists say of themselves.
    "about_datasets": (
        "Mitä portaalissa on, ja missä kunnossa kukin aineisto on.",
        "Vad som finns i portalen, och i vilket skick varje datamängd är.",
        "What the portal holds, and how each dataset stands.",
    ),
    "about_checks": (
        "Milloin kunkin aineiston lähde on viimeksi tarkistettu ja milloin se tarkistetaan"
        " seuraavan kerran. Kellonajat ovat Helsingin aikaa.",
        "När källan till varje datamängd senast kontrollerades och när den kontrolleras nästa"
        " gång. Klockslagen är i Helsingforstid.",
        "When the source of each dataset was last checked, and when it will be next. Times are"
        " Helsinki's.",
    ),
    "about_withdrawn": (
        "Aineistot, joita ei enää tarjota, ja mitä niiden sijaan voi käyttää.",
        "Datamängder som inte längre erbjuds, och vad som kan användas i stället.",
        "Datasets that are served no longer, and what to use instead.",
    ),
    "about_successors": (
        "Vanhat nimet ja poistetut aineistot, ja mistä ne nyt löytyvät.",
        "Gamla namn och tillbakadragna datamängder, och var de nu finns.",
        "Former names and withdrawn datasets, and where to find them now.",
    ),
    "none_withdrawn": (
        "Yhtään aineistoa ei ole poistettu.",
        "Ingen datamängd har dragits tillbaka.",
        "No dataset has been withdrawn.",
    ),
    "none_succeeded": (
        "Yksikään nimi ei ole muuttunut.",
        "Inget namn har ändrats.",
        "No name has changed.",
    ),
    "same_as": ("Sama ohjelmille", "Samma för program", "The same for programs"),
    "counts": (
        "Aineistoja {datasets}, rajapintoja {apis}",
        "Datamängder {datasets}, gränssnitt {apis}",
        "Datasets {datasets}, APIs {apis}",
    ),
    # How a dataset stands.
    "status": ("Tila", "Status", "Status"),
    "well": ("Kunnossa", "I ordning", "In order"),
    "failed": ("Päivitys epäonnistui", "Uppdateringen misslyckades", "Update failed"),
    "hold": ("Päivitykset keskeytetty", "Uppdateringarna pausade", "Updates on hold"),
    "ill": ("Rajapinnassa on häiriö", "Störning i gränssnittet", "The API is disturbed"),
    "broken": (
        "Kaikki linkit eivät toimi",
        "Alla länkar fungerar inte",
        "Not all links work",
    ),
    "remains": ("Poistumassa", "På väg att tas bort", "About to go"),
    "about_hold": (
        "Ylläpito on keskeyttänyt aineiston päivitykset toistaiseksi.",
        "Underhållet har tills vidare pausat uppdateringarna.",
        "The maintainers have stopped the updates for the time being.",
    ),
    "earlier_stays": (
        "Aiemmin julkaistu versio on edelleen tarjolla.",
        "Den tidigare publicerade versionen är fortfarande tillgänglig.",
        "The version published earlier is still served.",
    ),
    "dataset": ("Aineisto", "Datamängd", "Dataset"),
    "api": ("Rajapinta", "Gränssnitt", "API"),
    "publisher": ("Julkaisija", "Utgivare", "Publisher"),
    "publishers": ("Julkaisijat", "Utgivare", "Publishers"),
    "data_changed": ("Tiedot muuttuneet", "Data ändrades", "Data changed"),
    "metadata_changed": ("Metatiedot muuttuneet", "Metadata ändrades", "Metadata changed"),
    "frequency": ("Päivitystiheys", "Uppdateringsfrekvens", "Update frequency"),
    "expected": ("Uutta tietoa odotetaan", "Ny data väntas", "New data expected"),
    "source_checked": (
        "Lähde tarkistettu viimeksi",
        "Källan kontrollerades senast",
        "Source last checked",
    ),
    "api_checked": (
        "Rajapinta tarkistettu viimeksi",
        "Gränssnittet kontrollerades senast",
        "API last checked",
    ),
    "due": ("Seuraava tarkistus", "Nästa kontroll", "Next check"),
    "failed_at": (
        "Viimeisin yritys epäonnistui",
        "Det senaste försöket misslyckades",
        "Last attempt failed",
    ),
    "rows": ("Rivejä", "Rader", "Rows"),
    "version": ("Versio", "Version", "Version"),
    "released": ("Julkaistu", "Publicerad", "Released"),
    "never": ("ei vielä", "inte ännu", "not yet"),
    # A dataset's page.
    "on_the_portal": ("Avaa portaalissa", "Öppna i portalen", "Open on the portal"),
    "announcements": ("Tulevat muutokset", "Kommande ändringar", "Changes ahead"),
    "files": ("Tiedostot", "Filer", "Files"),
    "about_files": (
        "Osoitteet ovat pysyviä, ja niistä saa aina uusimman version.",
        "Adresserna är beständiga och ger alltid den senaste versionen.",
        "The addresses are permanent, and always give the latest version.",
    ),
    "file": ("Tiedosto", "Fil", "File"),
    "size": ("Koko", "Storlek", "Size"),
    "checksum": ("Tarkistussumma (SHA-256)", "Kontrollsumma (SHA-256)", "Checksum (SHA-256)"),
    "links": ("Linkit", "Länkar", "Links"),
    "dictionary": ("Tietosanakirja", "Datalexikon", "Data dictionary"),
    "column": ("Sarake", "Kolumn", "Column"),
    "label": ("Nimi", "Namn", "Label"),
    "type": ("Tyyppi", "Typ", "Type"),
    "description": ("Kuvaus", "Beskrivning", "Description"),
    "rules": ("Arvot", "Värden", "Values"),
    "key": ("Rivin tunnistaa", "En rad identifieras av", "A row is identified by"),
    "examples": ("Näin luet aineistoa", "Så här läser du datan", "How to read the data"),
    "endpoint": ("Osoite", "Adress", "Endpoint"),
    "health": ("Toiminta", "Funktion", "Health"),
    "answers": ("Vastaa", "Svarar", "Answers"),
    "answers_not": ("Ei vastaa", "Svarar inte", "Does not answer"),
    "answers_with": (
        "Vastaa virheellä (HTTP {0})",
        "Svarar med ett fel (HTTP {0})",
        "Answers with an error (HTTP {0})",
    ),
    "since": ("alkaen", "sedan", "since"),
    "documentation": ("Dokumentaatio", "Dokumentation", "Documentation"),
    "terms": ("Käyttöehdot", "Användarvillkor", "Terms of use"),
    "api_key": ("Avain", "Nyckel", "Key"),
    "key_needed": ("tarvitaan", "behövs", "needed"),
    "key_not_needed": ("ei tarvita", "behövs inte", "not needed"),
    "use": ("Käyttö", "Användning", "Use"),
    "licence": ("Lisenssi", "Licens", "Licence"),
    "citation": ("Viittausohje", "Så här hänvisar du", "How to cite"),
    "contact": ("Yhteystiedot", "Kontakt", "Contact"),
    "history": ("Muutoshistoria", "Ändringshistorik", "Change history"),
    "no_history": (
        "Muutoksia ei ole vielä kirjattu.",
        "Inga ändringar har ännu antecknats.",
        "No changes have been noted yet.",
    ),
    "feeds": ("Seuraa muutoksia", "Följ ändringarna", "Follow the changes"),
    "dated_versions": ("Päivätyt versiot", "Daterade versioner", "Dated versions"),
    "permanent_id": ("Pysyvä tunniste", "Beständig identifierare", "Permanent id"),
    # A tombstone, and the lists of what is gone.
    "is_withdrawn": (
        "Tätä aineistoa ei enää tarjota.",
        "Den här datamängden erbjuds inte längre.",
        "This dataset is served no longer.",
    ),
    "withdrawn_on": ("Poistettu", "Tillbakadragen", "Withdrawn on"),
    "reason": ("Syy", "Orsak", "Reason"),
    "successor": ("Käytä tämän sijaan", "Använd i stället", "Use instead"),
    "no_successor": ("ei korvaavaa aineistoa", "ingen ersättande datamängd", "no successor"),
    "former_name": ("Vanha nimi", "Tidigare namn", "Former name"),
    "now": ("Nyt", "Nu", "Now"),
    "why": ("Miksi", "Varför", "Why"),
    "renamed": ("nimi on muuttunut", "namnet har ändrats", "it has another name"),
    "of_publisher": ("Muutokset: {0}", "Ändringar: {0}", "Changes: {0}"),
    "whole_catalogue": ("koko luettelo", "hela katalogen", "the whole catalogue"),
}
"""Finnish, Swedish, English."""


@cache
def words(language: LanguageCode) -> dict[str, str]:
    """Return every word in the language, by name."""
    return {name: in_language(texts, language) for name, texts in WORDS.items()}
