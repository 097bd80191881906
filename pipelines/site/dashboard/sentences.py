"""The dashboard's sentences in Finnish, Swedish and English, by name.

What does not belong here: titles, columns and names of things (wording).
"""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str, str]] = {
    "about_growth": (
        "Katkoviiva on koostettu jälkikäteen julkaisu- ja poistopäivistä, yhtenäinen viiva laskettu"
        " katalogista. Viiva katkeaa, kun kuukausi puuttuu tai määritelmä muuttuu. Raportoidut"
        " luvut ovat omia merkkejään eikä niitä yhdistetä laskettuihin.",
        "Den streckade linjen är sammanställd i efterhand av publicerings- och"
        " tillbakadragningsdatum, den heldragna är räknad ur katalogen. Linjen bryts när en månad"
        " saknas eller definitionen ändras. Rapporterade siffror är egna tecken och förenas inte"
        " med de räknade.",
        "The dashed line is reconstructed from dates of publication and withdrawal, the solid one"
        " counted in the catalogue. The line breaks where a month is missing or the definition"
        " changes. Reported figures are marks of their own and never joined to counted ones.",
    ),
    "about_mend": (
        "Eniten pisteitä tuovat korjaukset ensin. Metatiedon pisteytys (0–405) on oma laskelmamme.",
        "De åtgärder som ger mest poäng först. Poängsättningen av metadata (0–405) är vår egen.",
        "The remedies that earn the most points come first. The metadata score (0–405) is ours.",
    ),
    "about_scores": (
        "Aineistot, joilla on vähiten pisteitä, ja kunkin tuottoisin seuraava askel.",
        "Datamängderna med minst poäng, och det nästa steg som ger var och en mest.",
        "The datasets with the fewest points, each with the next step that earns it most.",
    ),
    "about_freshness": (
        "Ajantasaista on data, joka on muuttunut tai todettu lähteessä muuttumattomaksi 1,5"
        " päivitysvälin sisällä. Kuvauksen muokkaaminen ei tee datasta tuoretta.",
        "Aktuella är data som har ändrats eller vid källan konstaterats oförändrade inom 1,5"
        " uppdateringsintervall. En ändrad beskrivning gör inte data färska.",
        "Timely is data that changed, or was confirmed unchanged at the source, within 1.5 update"
        " intervals. An edited description does not make data fresh.",
    ),
    "about_quality": (
        "Koneluettavuus lasketaan EU:n luettelon mukaan; sen vieressä on oma luettelomme, jossa"
        " ovat myös paikkatieto- ja sarakemuodot.",
        "Maskinläsbarheten räknas enligt EU:s förteckning; bredvid står vår egen, som har även"
        " geodata- och kolumnformat.",
        "Machine-readable is counted by the EU's list; beside it stands our own list, which has"
        " geographic and columnar formats too.",
    ),
    "remedies_title": (
        "Helpoimmat korjaukset",
        "De enklaste åtgärderna",
        "The easiest remedies",
    ),
    "scores_title": (
        "Vähiten pisteitä saaneet aineistot",
        "Datamängderna med minst poäng",
        "The datasets with the fewest points",
    ),
    "failing_title": (
        "Aineistot, joiden päivitys epäonnistui",
        "Datamängder vars uppdatering misslyckades",
        "Datasets whose update failed",
    ),
    "wanting_title": (
        "Aineistot, joiden takia tavoitteesta jäädään",
        "Datamängder som gör att målen inte nås",
        "Datasets that keep a target from being met",
    ),
    "none_failing": (
        "Yhdenkään aineiston päivitys ei ole epäonnistunut.",
        "Ingen datamängds uppdatering har misslyckats.",
        "No dataset's update has failed.",
    ),
    "none_wanting": (
        "Mikään aineisto ei jää tavoitteesta.",
        "Ingen datamängd hindrar målen.",
        "No dataset keeps a target from being met.",
    ),
    "without_data": (
        "Virastot ja toimialat, joilla ei ole avointa dataa: {names}.",
        "Verk och sektorer utan öppna data: {names}.",
        "Agencies without open data: {names}.",
    ),
    "all_have_data": (
        "Jokaisella virastolla ja toimialalla on avointa dataa.",
        "Alla verk och sektorer har öppna data.",
        "Every agency has open data.",
    ),
    "not_counted": (
        "Samassa portaalissa julkaisevat myös, mutta eivät ole mukana kaupungin luvuissa: {names}.",
        "I samma portal publicerar också, men ingår inte i stadens siffror: {names}.",
        "These publish in the same portal too, but are no part of the city's figures: {names}.",
    ),
    "about_reported": (
        "Nämä luvut ovat sellaisina kuin ne raportoitiin. Niitä ei lasketa uudelleen eikä verrata"
        " laskettuihin.",
        "Siffrorna står så som de rapporterades. De räknas inte om och jämförs inte med de"
        " räknade.",
        "These figures stand as they were reported. They are never recomputed nor compared with"
        " counted ones.",
    ),
    "about_trust": (
        "Luvut ovat kirjanpidosta, johon vain lisätään. Sen tarkistussumma on {head}.",
        "Siffrorna kommer ur en liggare till vilken man bara lägger till. Dess kontrollsumma är"
        " {head}.",
        "The figures come from a ledger that is only ever added to. Its head is {head}.",
    ),
    "whole_ledger": (
        "Koko kirjanpito CSV-tiedostona",
        "Hela liggaren som CSV-fil",
        "The whole ledger as a CSV file",
    ),
    "sealed": (
        "Vahvistetut puolivuodet: {days}.",
        "Fastställda halvår: {days}.",
        "Sealed half-years: {days}.",
    ),
    "none_sealed": (
        "Yhtään puolivuotta ei ole vielä vahvistettu.",
        "Inget halvår har ännu fastställts.",
        "No half-year has been sealed yet.",
    ),
    "days_missing": (
        "Laskenta puuttuu {count} päivältä: {days}. Puuttuvia lukuja ei arvata.",
        "Räkningen saknas för {count} dagar: {days}. Siffror som saknas gissas inte.",
        "Nobody counted on {count} days: {days}. What is missing is never guessed.",
    ),
    "no_days_missing": (
        "Yksikään päivä ei puutu ensimmäisen laskennan jälkeen.",
        "Ingen dag saknas sedan den första räkningen.",
        "No day is missing since the first count.",
    ),
    "definitions_changed": (
        "{indicator}: määritelmä muuttui {day}.",
        "{indicator}: definitionen ändrades {day}.",
        "{indicator}: the definition changed on {day}.",
    ),
}
"""Finnish, Swedish, English."""
