"""What each kind of difference means to those who use the data, in the portal's languages.

`{where}` is the field, format or constraint; `{before}` and `{after}` how it was and would be.
What does not belong here: how grave a difference is (the modules that find it).
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.model import Text


def _said(fi: str, sv: str, en: str) -> Text:
    return Text(fi=fi, sv=sv, en=en)


FIELDS = {
    "field-removed": _said(
        "Sarake `{where}` poistuu: sitä lukevat ohjelmat lakkaavat toimimasta.",
        "Kolumnen `{where}` försvinner: program som läser den slutar fungera.",
        "Column `{where}` goes: programs that read it stop working.",
    ),
    "field-renamed": _said(
        "Sarakkeen `{before}` nimeksi tulee `{after}`: vanhaa nimeä lukevat ohjelmat lakkaavat"
        " toimimasta.",
        "Kolumnen `{before}` får namnet `{after}`: program som läser det gamla namnet slutar"
        " fungera.",
        "Column `{before}` becomes `{after}`: programs that read the old name stop working.",
    ),
    "field-added": _said(
        "Sarake `{where}` on uusi: vanhat sarakkeet säilyvät.",
        "Kolumnen `{where}` är ny: de gamla kolumnerna finns kvar.",
        "Column `{where}` is new: the old ones stay.",
    ),
    "fields-reordered": _said(
        "Sarakkeiden järjestys muuttuu: nimen mukaan lukevat eivät huomaa, järjestysnumeron mukaan"
        " lukevien on tarkistettava ohjelmansa.",
        "Kolumnernas ordning ändras: den som läser enligt namn märker inget, den som läser enligt"
        " ordningsnummer måste kontrollera sitt program.",
        "The order of the columns changes: who reads them by name notices nothing, who reads them"
        " by position must look again.",
    ),
    "type-changed": _said(
        "Sarakkeen `{where}` tyyppi muuttuu ({before} → {after}): arvot luetaan toisin tai niitä ei"
        " voi lukea.",
        "Typen av kolumnen `{where}` ändras ({before} → {after}): värdena läses annorlunda eller"
        " inte alls.",
        "The type of column `{where}` changes ({before} → {after}): its values are read otherwise,"
        " or not at all.",
    ),
    "format-tightened": _said(
        "Sarakkeen `{where}` muoto tarkentuu ({before} → {after}).",
        "Formen av kolumnen `{where}` preciseras ({before} → {after}).",
        "The format of column `{where}` becomes narrower ({before} → {after}).",
    ),
    "format-relaxed": _said(
        "Sarakkeen `{where}` muoto ei ole enää `{before}` vaan `{after}`: siihen luottavat ohjelmat"
        " saavat muita arvoja.",
        "Formen av kolumnen `{where}` är inte längre `{before}` utan `{after}`: program som litar"
        " på den får andra värden.",
        "The format of column `{where}` is no longer `{before}` but `{after}`: programs that rely"
        " on it meet other values.",
    ),
    "unit-changed": _said(
        "Sarakkeen `{where}` yksikkö muuttuu ({before} → {after}): samat luvut tarkoittavat muuta.",
        "Enheten för kolumnen `{where}` ändras ({before} → {after}): samma tal betyder något"
        " annat.",
        "The unit of column `{where}` changes ({before} → {after}): the same numbers mean"
        " something else.",
    ),
    "unit-stated": _said(
        "Sarakkeen `{where}` yksikkö kerrotaan: {after}.",
        "Enheten för kolumnen `{where}` anges: {after}.",
        "The unit of column `{where}` is said: {after}.",
    ),
    "source-form-changed": _said(
        "Lähde kirjoittaa kohdan `{where}` toisin; julkaistussa muodossa mikään ei muutu.",
        "Källan skriver `{where}` annorlunda; i det som publiceras ändras ingenting.",
        "The source writes `{where}` otherwise; nothing changes in what is published.",
    ),
    "field-words": _said(
        "Sarakkeen `{where}` nimet tai selitykset muuttuvat.",
        "Namnen på eller förklaringarna till kolumnen `{where}` ändras.",
        "The titles or explanations of column `{where}` change.",
    ),
}
CONSTRAINTS = {
    "constraint-tightened": _said(
        "Ehto `{where}` tiukkenee ({before} → {after}): arvot ovat sellaisia, jotka olivat"
        " ennenkin sallittuja.",
        "Villkoret `{where}` skärps ({before} → {after}): alla värden är sådana som tilläts förr.",
        "Constraint `{where}` becomes stricter ({before} → {after}): all values are such as were"
        " allowed before.",
    ),
    "constraint-relaxed": _said(
        "Ehto `{where}` ei enää päde ({before} → {after}): ohjelmat saavat arvoja, joihin ne eivät"
        " ole varautuneet.",
        "Villkoret `{where}` gäller inte längre ({before} → {after}): program får värden som de"
        " inte är beredda på.",
        "Constraint `{where}` no longer holds ({before} → {after}): programs meet values that they"
        " are not prepared for.",
    ),
    "list-tightened": _said(
        "Luettelosta `{where}` poistuu {before}: niitä hakevat eivät löydä enää mitään.",
        "Ur listan `{where}` försvinner {before}: den som söker dem hittar inget längre.",
        "The list `{where}` loses {before}: who looks for these finds nothing any more.",
    ),
    "list-relaxed": _said(
        "Luetteloon `{where}` tulee {after}: arvot luettelevat ohjelmat eivät tunne niitä.",
        "Till listan `{where}` kommer {after}: program som räknar upp värdena känner inte till"
        " dem.",
        "The list `{where}` gains {after}: programs that list its values do not know these.",
    ),
    "key-changed": _said(
        "Avain muuttuu ({before} → {after}): siihen tallennetut viittaukset eivät enää toimi.",
        "Nyckeln ändras ({before} → {after}): sparade hänvisningar till den fungerar inte längre.",
        "The primary key changes ({before} → {after}): references that were kept to it no longer"
        " work.",
    ),
    "key-added": _said(
        "Riveille tulee avain ({after}).",
        "Raderna får en nyckel ({after}).",
        "The rows get a primary key ({after}).",
    ),
    "unique-key-removed": _said(
        "Sarakkeiden {where} arvot eivät ole enää yksilöllisiä: yhdistäminen niillä voi"
        " monistaa rivejä.",
        "Värdena i {where} är inte längre unika: att koppla med dem kan mångfaldiga rader.",
        "The values of {where} are no longer unique: joining by them may multiply rows.",
    ),
    "unique-key-added": _said(
        "Sarakkeiden {where} arvot ovat yksilöllisiä.",
        "Värdena i {where} är unika.",
        "The values of {where} are unique.",
    ),
    "reference-removed": _said(
        "Viittaus {where} ei enää päde: yhdistettäessä rivejä voi jäädä pois.",
        "Hänvisningen {where} gäller inte längre: vid koppling kan rader falla bort.",
        "The reference {where} no longer holds: rows may be lost in a join.",
    ),
    "reference-added": _said(
        "Viittaus {where} on uusi.",
        "Hänvisningen {where} är ny.",
        "The reference {where} is new.",
    ),
}
WHOLE = {
    "table-removed": _said(
        "Taulu `{where}` poistuu kaikissa muodoissaan: sitä lukevat ohjelmat lakkaavat toimimasta.",
        "Tabellen `{where}` försvinner i alla sina format: program som läser den slutar fungera.",
        "Table `{where}` goes in all its formats: programs that read it stop working.",
    ),
    "table-added": _said(
        "Taulu `{where}` on uusi.", "Tabellen `{where}` är ny.", "Table `{where}` is new."
    ),
    "api-removed": _said(
        "Rajapinta poistuu: sitä kutsuvat ohjelmat lakkaavat toimimasta.",
        "Gränssnittet tas bort: program som anropar det slutar fungera.",
        "The API goes: programs that call it stop working.",
    ),
    "format-dropped": _said(
        "Muotoa {where} ei enää julkaista: sen osoite lakkaa päivittymästä.",
        "Formatet {where} publiceras inte längre: dess adress slutar uppdateras.",
        "The format {where} is no longer published: what stands at its address is no longer"
        " updated.",
    ),
    "format-added": _said(
        "Muoto {where} on uusi.", "Formatet {where} är nytt.", "The format {where} is new."
    ),
    "resource-moved": _said(
        "Muodon {where} tunniste ja osoite muuttuvat: linkit ja ohjelmat lakkaavat toimimasta.",
        "Formatet {where} får en ny identifierare och adress: länkar och program slutar fungera.",
        "The id and address of {where} change: links and programs stop working.",
    ),
    "datastore-off": _said(
        "Taulun rajapinta (DataStore) poistuu: kyselyt siihen lakkaavat toimimasta.",
        "Tabellens gränssnitt (DataStore) tas bort: frågor till det slutar fungera.",
        "The table's API (DataStore) goes: queries to it stop working.",
    ),
    "datastore-on": _said(
        "Taululle tulee rajapinta (DataStore).",
        "Tabellen får ett gränssnitt (DataStore).",
        "The table gets an API (DataStore).",
    ),
    "licence-restricted": _said(
        "Lisenssi vaihtuu ({before} → {after}): nykyistä käyttöä ei ehkä enää sallita.",
        "Licensen byts ({before} → {after}): nuvarande användning kanske inte längre tillåts.",
        "The licence changes ({before} → {after}): what people do with the data may no longer be"
        " allowed.",
    ),
    "licence-opened": _said(
        "Lisenssi vaihtuu ({before} → {after}) ja vaatii vähemmän.",
        "Licensen byts ({before} → {after}) och kräver mindre.",
        "The licence changes ({before} → {after}) and asks less.",
    ),
    "name-changed": _said(
        "Sivun osoitteen nimi muuttuu ({before} → {after}) eikä vanha ole kohdassa `former_names`:"
        " linkit katkeavat.",
        "Namnet i sidans adress ändras ({before} → {after}) och det gamla finns inte i"
        " `former_names`: länkar bryts.",
        "The name in the page's address changes ({before} → {after}), and the old one is not in"
        " `former_names`: links break.",
    ),
    "name-forwarded": _said(
        "Sivun osoitteen nimi muuttuu ({before} → {after}); vanha jää käyttöön.",
        "Namnet i sidans adress ändras ({before} → {after}); det gamla gäller fortfarande.",
        "The name in the page's address changes ({before} → {after}); the old one goes on working.",
    ),
    "endpoint-moved": _said(
        "Rajapinnan osoite muuttuu ({before} → {after}): sitä kutsuvat ohjelmat lakkaavat"
        " toimimasta.",
        "Gränssnittets adress ändras ({before} → {after}): program som anropar det slutar fungera.",
        "The API's address changes ({before} → {after}): programs that call it stop working.",
    ),
    "key-asked": _said(
        "Rajapinta alkaa vaatia avaimen: ilman sitä tehdyt kutsut hylätään.",
        "Gränssnittet börjar kräva en nyckel: anrop utan den avvisas.",
        "The API begins to ask for a key: calls without one are refused.",
    ),
    "key-not-asked": _said(
        "Rajapinta ei enää vaadi avainta.",
        "Gränssnittet kräver inte längre en nyckel.",
        "The API no longer asks for a key.",
    ),
    "crs-changed": _said(
        "Sarakkeiden {where} koordinaattijärjestelmä muuttuu ({before} → {after}): samat luvut ovat"
        " eri paikkoja.",
        "Koordinatsystemet för {where} ändras ({before} → {after}): samma tal är andra platser.",
        "The coordinate system of {where} changes ({before} → {after}): the same numbers are other"
        " places.",
    ),
    "places-moved": _said(
        "Paikat ovat eri sarakkeissa ({before} → {after}).",
        "Platserna finns i andra kolumner ({before} → {after}).",
        "The places stand in other columns ({before} → {after}).",
    ),
    "places-added": _said(
        "Riveillä on paikka (sarakkeet {where}, {after}).",
        "Raderna har en plats (kolumner {where}, {after}).",
        "The rows have a place (columns {where}, {after}).",
    ),
    "places-removed": _said(
        "Riveillä ei enää ole paikkaa ({where}): kartat jäävät tyhjiksi.",
        "Raderna har inte längre någon plats ({where}): kartor blir tomma.",
        "The rows no longer have a place ({where}): maps stay empty.",
    ),
}
SENTENCES: Mapping[str, Text] = {**FIELDS, **CONSTRAINTS, **WHOLE}
"""Kind of difference → its sentence."""
