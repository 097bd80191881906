"""The words of the dashboard in Finnish, Swedish and English, by name; and values as they are read.

What does not belong here: titles of indicators (measure), reasons and remedies (reasons, remedies).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pipelines.site.dashboard.figures import Number
from pipelines.site.dashboard.sentences import SENTENCES
from pipelines.site.language import LANGUAGES, LanguageCode, number

Texts = tuple[str, str, str]

WORDS: dict[str, Texts] = {
    "title": (
        "Avoimen datan mittarit",
        "Mätare för öppna data",
        "Indicators of open data",
    ),
    "lead": (
        "Miten Helsingin kaupungin avoin data voi: mitä on avattu, kuka avaa, onko data ajan"
        " tasalla ja kunnossa, ja mitä kannattaa korjata ensin.",
        "Hur Helsingfors stads öppna data mår: vad som har öppnats och av vem, om data är"
        " aktuella och i skick, och vad som bör åtgärdas först.",
        "How the City of Helsinki's open data is doing: what has been opened and by whom, whether"
        " it is up to date and in order, and what to mend first.",
    ),
    "as_of": ("Tilanne {day}", "Läget {day}", "As of {day}"),
    "computed_at": ("laskettu {moment}", "beräknat {moment}", "computed {moment}"),
    "still_provisional": (
        "Tämän päivän luvut ovat alustavia, kunnes päivä on päättynyt tai puolivuosi vahvistettu.",
        "Dagens siffror är preliminära tills dagen är slut eller halvåret har fastställts.",
        "The figures of this day are provisional until the day is over or the half-year sealed.",
    ),
    "contents": ("Sivun sisältö", "Innehåll", "On this page"),
    "headlines": ("Yhteenveto", "Sammanfattning", "At a glance"),
    "growth": ("Määrän kehitys", "Utvecklingen av antalet", "Growth over time"),
    "changed": (
        "Mitä on muuttunut {day} jälkeen",
        "Vad som har ändrats efter {day}",
        "What has changed since {day}",
    ),
    "mend": ("Mitä korjata ensin", "Vad som bör åtgärdas först", "What to mend first"),
    "agencies": ("Toimialat ja virastot", "Sektorer och verk", "Divisions and agencies"),
    "freshness": ("Ajantasaisuus", "Aktualitet", "Freshness"),
    "quality": ("Laatu", "Kvalitet", "Quality"),
    "everything": ("Kaikki mittarit", "Alla mätare", "All indicators"),
    "not_known": ("Mitä ei vielä tiedetä", "Vad som ännu inte är känt", "What is not known yet"),
    "reported": (
        "Ohjelman raportoimat luvut",
        "Siffror som programmet har rapporterat",
        "Figures that the programme reported",
    ),
    "trust": (
        "Mistä luvut tulevat",
        "Varifrån siffrorna kommer",
        "Where the figures come from",
    ),
    # Headlines.
    "anchor": (
        "Raportoitu {day}: {value}. Luku laskettiin toisin (avattu kaikkiaan), joten erotusta ei"
        " lasketa.",
        "Rapporterat {day}: {value}. Talet räknades på annat sätt (öppnade sammanlagt), så"
        " skillnaden räknas inte.",
        "Reported {day}: {value}. It was counted in another way (opened in total), so no"
        " difference is taken.",
    ),
    "series_once": (
        "{value}, kun sarja lasketaan yhdeksi",
        "{value}, när en serie räknas som en",
        "{value} with each series counted once",
    ),
    "with_key": (
        "lisäksi {value} vaatii avaimen",
        "dessutom kräver {value} en nyckel",
        "besides, {value} need a key",
    ),
    "came_and_went": (
        "+{published} julkaistu, −{withdrawn} poistettu {day} jälkeen",
        "+{published} publicerade, −{withdrawn} tillbakadragna efter {day}",
        "+{published} published, −{withdrawn} withdrawn since {day}",
    ),
    "of": (
        "{numerator} / {denominator}",
        "{numerator} / {denominator}",
        "{numerator} of {denominator}",
    ),
    "target": ("Tavoite {year}: {target}", "Mål {year}: {target}", "Target {year}: {target}"),
    "at_most": ("enintään {target}", "högst {target}", "at most {target}"),
    "on": ("tavoitteessa", "målet nått", "on target"),
    "behind": ("jäljessä tavoitteesta", "efter målet", "behind target"),
    "n/a": ("ei tiedossa", "inte känt", "not known"),
    "no_target": ("–", "–", "–"),
    # Kinds of values.
    "kind_reported": ("Raportoitu luku", "Rapporterad siffra", "Reported figure"),
    "kind_reconstructed": (
        "Koostettu jälkikäteen päivämääristä",
        "Sammanställd i efterhand av datum",
        "Reconstructed from dates",
    ),
    "kind_computed": ("Laskettu katalogista", "Räknad ur katalogen", "Counted in the catalogue"),
    "kind_provisional": ("Alustava", "Preliminär", "Provisional"),
    "kind_sealed": ("Vahvistettu puolivuosi", "Fastställt halvår", "Sealed half-year"),
    "kind_n/a": ("Ei tiedossa", "Inte känt", "Not known"),
    "kind_missing": (
        "Päiviä, joilta laskenta puuttuu",
        "Dagar då ingen räknade",
        "Days that nobody counted",
    ),
    "new_definition": ("uusi määritelmä", "ny definition", "new definition"),
    "told_series": (
        "Kuukausittain {first} ({first_value}) – {last} ({last_value}).",
        "Månadsvis {first} ({first_value}) – {last} ({last_value}).",
        "By month from {first} ({first_value}) to {last} ({last_value}).",
    ),
    "told_reported": (
        "Raportoitu {day}: {value}.",
        "Rapporterat {day}: {value}.",
        "Reported {day}: {value}.",
    ),
    "more": ("ja {count} muuta", "och {count} till", "and {count} more"),
    # Charts.
    "chart_datasets": (
        "Avoimet tietoaineistot kuukausittain",
        "Öppna datamängder per månad",
        "Open datasets by month",
    ),
    "chart_apis": (
        "Avoimet rajapinnat kuukausittain",
        "Öppna gränssnitt per månad",
        "Open APIs by month",
    ),
    "chart_half-years": (
        "Julkaistut ja poistetut aineistot puolivuosittain",
        "Publicerade och tillbakadragna datamängder per halvår",
        "Datasets published and withdrawn by half-year",
    ),
    "chart_remedies": (
        "Pisteet, jotka helpoimmilla korjauksilla saa",
        "Poäng som de enklaste åtgärderna ger",
        "Points that the easiest remedies earn",
    ),
    "chart_publishers": (
        "Avoimet tietoaineistot julkaisijoittain",
        "Öppna datamängder per utgivare",
        "Open datasets by publisher",
    ),
    "chart_freshness": (
        "Ajantasaiset aineistot julkaisijoittain, %",
        "Aktuella datamängder per utgivare, %",
        "Timely datasets by publisher, %",
    ),
    "chart_bands": (
        "Metatiedon laatu luokittain, % aineistoista",
        "Metadatans kvalitet per klass, % av datamängderna",
        "Metadata quality by band, % of the datasets",
    ),
    "chart_shares": (
        "Kunnossa olevien osuudet ja tavoitteet, %",
        "Andelar som är i skick och målen, %",
        "Shares in order, and their targets, %",
    ),
    "excellent": ("Erinomainen (351–405)", "Utmärkt (351–405)", "Excellent (351–405)"),
    "good": ("Hyvä (221–350)", "Bra (221–350)", "Good (221–350)"),
    "sufficient": ("Riittävä (121–220)", "Tillräcklig (121–220)", "Sufficient (121–220)"),
    "bad": ("Huono (0–120)", "Dålig (0–120)", "Bad (0–120)"),
    "whole_city": ("Koko kaupunki", "Hela staden", "Whole city"),
    "target_mark": ("Pystyviiva: tavoite", "Lodrätt streck: mål", "Upright line: target"),
    "published": ("Julkaistu", "Publicerade", "Published"),
    "withdrawn": ("Poistettu", "Tillbakadragna", "Withdrawn"),
    "net": ("Nettomuutos", "Nettoförändring", "Net change"),
    # What stands beside a chart.
    "as_table": ("Luvut taulukkona", "Siffrorna som tabell", "The figures as a table"),
    "as_csv": ("Luvut CSV-tiedostona", "Siffrorna som CSV-fil", "The figures as a CSV file"),
    "as_svg": ("Kuva SVG-tiedostona", "Bilden som SVG-fil", "The picture as an SVG file"),
    "no_chart": (
        "Kuvaa ei voi piirtää: {reason}.",
        "Bilden kan inte ritas: {reason}.",
        "There is no chart: {reason}.",
    ),
    "nothing_yet": ("lukuja ei vielä ole", "inga siffror ännu", "there are no figures yet"),
    # Columns.
    "day": ("Päivä", "Dag", "Day"),
    "half_year": ("Päättyy", "Slutar", "Ends"),
    "value": ("Arvo", "Värde", "Value"),
    "kind": ("Miten saatu", "Hur den kommit till", "How it came about"),
    "definition": ("Määritelmä", "Definition", "Definition"),
    "note": ("Huomautus", "Anmärkning", "Note"),
    "publisher": ("Julkaisija", "Utgivare", "Publisher"),
    "datasets": ("Aineistot", "Datamängder", "Datasets"),
    "dataset": ("Aineisto", "Datamängd", "Dataset"),
    "apis": ("Rajapinnat", "Gränssnitt", "APIs"),
    "timely": ("Ajantasaisia", "Aktuella", "Timely"),
    "machine": ("Koneluettavia", "Maskinläsbara", "Machine-readable"),
    "timely_count": ("Ajantasaisia, kpl", "Aktuella, st", "Timely, count"),
    "periodic": (
        "Säännöllisesti päivittyviä",
        "Uppdateras regelbundet",
        "With a regular update",
    ),
    "scored": ("Pisteytettyjä", "Poängsatta", "Scored"),
    "score": ("Metatiedon pisteet", "Metadatapoäng", "Metadata score"),
    "band": ("Luokka", "Klass", "Band"),
    "share": ("Osuus", "Andel", "Share"),
    "indicator": ("Mittari", "Mätare", "Indicator"),
    "numerator": ("Osoittaja", "Täljare", "Numerator"),
    "denominator": ("Nimittäjä", "Nämnare", "Denominator"),
    "unit": ("Yksikkö", "Enhet", "Unit"),
    "computed": ("Laskettu", "Beräknat", "Computed"),
    "qualifier": ("Tarkenne", "Precisering", "Qualifier"),
    "next_points": ("Siitä pisteitä", "Poäng för det", "Points for it"),
    "goal": ("Tavoite", "Mål", "Target"),
    "state": ("Tilanne", "Läge", "State"),
    "reason": ("Syy", "Orsak", "Reason"),
    "reporter": ("Raportoija", "Rapportör", "Reported by"),
    "source": ("Lähde", "Källa", "Source"),
    "remedy": ("Korjaus", "Åtgärd", "Remedy"),
    "points_each": ("Pisteitä aineistolle", "Poäng per datamängd", "Points per dataset"),
    "points": ("Pisteitä yhteensä", "Poäng sammanlagt", "Points in all"),
    "next_step": ("Seuraava askel", "Nästa steg", "Next step"),
    "since": ("Alkaen", "Sedan", "Since"),
    "stage": ("Vaihe", "Skede", "Stage"),
    "version": ("versio {number}", "version {number}", "version {number}"),
    "against": (
        "{title}: {value}, tavoite {target}",
        "{title}: {value}, mål {target}",
        "{title}: {value}, target {target}",
    ),
    "table_of": ("Taulukko: {}", "Tabell: {}", "Table: {}"),
    # What changed.
    "grew": (
        "{before} → {after} ({change})",
        "{before} → {after} ({change})",
        "{before} → {after} ({change})",
    ),
    "no_change": ("Ei muutoksia.", "Inga ändringar.", "No changes."),
    "why_published": ("Julkaistu", "Publicerade", "Published"),
    "why_withdrawn": ("Poistettu", "Tillbakadragna", "Withdrawn"),
    "why_moved_in": (
        "Siirtynyt kaupungille",
        "Övergått till staden",
        "Moved to the city",
    ),
    "why_moved_out": (
        "Siirtynyt pois kaupungilta",
        "Övergått från staden",
        "Moved away from the city",
    ),
    "why_definition_added": (
        "Tullut mukaan määritelmän muuttuessa",
        "Tillkommit genom ny definition",
        "Added by a new definition",
    ),
    "why_definition_removed": (
        "Jäänyt pois määritelmän muuttuessa",
        "Fallit bort genom ny definition",
        "Removed by a new definition",
    ),
    "why_unhealthy": ("Ei enää vastaa", "Svarar inte längre", "No longer answers"),
    "why_recovered": ("Vastaa taas", "Svarar igen", "Answers again"),
    "why_appeared": (
        "Ilmestynyt, syytä ei tiedetä",
        "Dykt upp, orsaken är okänd",
        "Appeared, and no date says why",
    ),
    "why_disappeared": (
        "Kadonnut, syytä ei tiedetä",
        "Försvunnit, orsaken är okänd",
        "Disappeared, and no date says why",
    ),
}
"""Finnish, Swedish, English."""

UNIT_NAMES: dict[str, Texts] = {
    "unit_pcs": ("kpl", "st", "pcs"),
    "unit_pcs per half-year": ("kpl / puolivuosi", "st / halvår", "pcs per half-year"),
    "unit_pcs per month": ("kpl / kuukausi", "st / månad", "pcs per month"),
    "unit_%": ("%", "%", "%"),
    "unit_days": ("päivää", "dagar", "days"),
    "unit_points": ("pistettä", "poäng", "points"),
    "unit_persons": ("henkilöä", "personer", "persons"),
}
UNITS: dict[str, Texts] = {
    "%": ("{} %", "{} %", "{}%"),
    "days": ("{} päivää", "{} dagar", "{} days"),
    "points": ("{} pistettä", "{} poäng", "{} points"),
}
"""Unit → how a value with it is written; other units say nothing that the title does not."""

EVERYTHING = WORDS | SENTENCES | UNIT_NAMES


def say(name: str, language: LanguageCode, **values: Any) -> str:
    """Return the words of a name, the values filled in."""
    text = EVERYTHING[name][LANGUAGES.index(language)]
    return text.format(**values) if values else text


@cache
def words(language: LanguageCode) -> dict[str, str]:
    """Return the words and sentences that hold no values, by name."""
    place = LANGUAGES.index(language)
    return {name: texts[place] for name, texts in EVERYTHING.items()}


def said(value: Number | None, language: LanguageCode, unit: str = "", qualifier: str = "") -> str:
    """Return a value as people read it: 1 234,5 %, ≈ 26 000, −3; or that it is not known."""
    if value is None:
        return say("n/a", language)
    figure = number(value, language).replace("-", "−")
    if unit in UNITS:
        figure = UNITS[unit][LANGUAGES.index(language)].format(figure)
    return f"{qualifier} {figure}" if qualifier else figure


def signed(value: Number, language: LanguageCode, unit: str = "") -> str:
    """Return a change with its sign; no change is ±0."""
    sign = "+" if value > 0 else "±" if value == 0 else ""
    return sign + said(value, language, unit)
