"""What each indicator counts, in one sentence of each language, for whoever reads a figure.

The version of a definition stands with its indicator; a sentence changes when the version does.
What does not belong here: worked examples (docs/indicators.md) and how a figure is computed.
"""

from __future__ import annotations

from pipelines.model import IndicatorId, Text


def _said(fi: str, sv: str, en: str) -> Text:
    return Text(fi=fi, sv=sv, en=en)


DEFINITIONS: dict[IndicatorId, Text] = {
    IndicatorId.OPEN_DATASETS: _said(
        "Kaupungin omat julkiset tietoaineistot katalogissa päivän lopussa; rajapinnat, sarjat, "
        "haravoidut ja poistetut eivät ole mukana.",
        "Stadens egna öppna datamängder i katalogen vid dagens slut; gränssnitt, serier, skördade "
        "och tillbakadragna räknas inte.",
        "The city's own public datasets in the catalogue at the end of the day; APIs, series, "
        "harvested and withdrawn ones are left out.",
    ),
    IndicatorId.OPEN_DATASETS_SERIES_ONCE: _said(
        "Sama luku, kun sarjan aineistot lasketaan yhdeksi.",
        "Samma tal, då datamängderna i en serie räknas som en.",
        "The same count with all datasets of a series taken as one.",
    ),
    IndicatorId.OPEN_APIS: _said(
        "Julkisesti dokumentoitujen, avaimettomien rajapintojen osoitteet; karttapalvelun tasot ja "
        "rajapinnan versiot ovat yksi rajapinta.",
        "Adresser till offentligt dokumenterade gränssnitt utan nyckel; en karttjänsts lager och "
        "ett gränssnitts versioner är ett gränssnitt.",
        "Addresses of publicly documented APIs without a key; the layers of a map service and the "
        "versions of an API are one.",
    ),
    IndicatorId.OPEN_APIS_WITH_KEY: _said(
        "Rajapinnat, joiden käyttö vaatii avaimen.",
        "Gränssnitt som kräver en nyckel.",
        "APIs that can be used only with a key.",
    ),
    IndicatorId.NET_CHANGE: _said(
        "Puolivuoden aikana julkaistut miinus poistetut aineistot.",
        "Datamängder publicerade under halvåret minus tillbakadragna.",
        "Datasets published less datasets withdrawn in the half-year.",
    ),
    IndicatorId.DATASETS_PUBLISHED: _said(
        "Puolivuoden aikana julkaistut aineistot.",
        "Datamängder som publicerats under halvåret.",
        "Datasets published in the half-year.",
    ),
    IndicatorId.DATASETS_WITHDRAWN: _said(
        "Puolivuoden aikana poistetut aineistot.",
        "Datamängder som dragits tillbaka under halvåret.",
        "Datasets withdrawn in the half-year.",
    ),
    IndicatorId.PUBLISHER_COVERAGE: _said(
        "Virastot, joilla on vähintään yksi aineisto, kaikista virastoista.",
        "Förvaltningar med minst en datamängd, av alla förvaltningar.",
        "Agencies with at least one dataset, of all agencies.",
    ),
    IndicatorId.TIMELY_DATA: _said(
        "Aineistot, joiden data on muuttunut tai tarkistettu lähteestä 1,5 päivitysvälin kuluessa, "
        "säännöllisesti päivittyvistä.",
        "Datamängder vars data har ändrats eller bekräftats vid källan inom 1,5 "
        "uppdateringsintervall, av dem som uppdateras regelbundet.",
        "Datasets whose data changed or were confirmed at the source within 1.5 update intervals, "
        "of those with a regular interval.",
    ),
    IndicatorId.AUTOMATED: _said(
        "Julkaisuputken päivittämät aineistot niistä, jotka voisi päivittää.",
        "Datamängder som uppdateras automatiskt, av dem som kunde göra det.",
        "Datasets refreshed by the pipeline, of those that could be.",
    ),
    IndicatorId.RUN_SUCCESS: _said(
        "Onnistuneet julkaisuajot viimeisten 30 päivän ajoista.",
        "Lyckade publiceringskörningar av de senaste 30 dagarnas.",
        "Publishing runs that succeeded, of those of the last 30 days.",
    ),
    IndicatorId.TIME_TO_PUBLISH: _said(
        "Mediaani päivistä tietosuojapäätöksestä julkaisuun, puolivuoden uusista aineistoista.",
        "Medianen av dagarna från dataskyddsbeslut till publicering, halvårets nya datamängder.",
        "Median of days from the privacy decision to publication, of the half-year's new datasets.",
    ),
    IndicatorId.METADATA_QUALITY: _said(
        "Metatiedon keskimääräiset pisteet (0–405) omalla asteikollamme; ei data.europa.eu:n luku.",
        "Metadatans medelpoäng (0–405) på vår egen skala; inte data.europa.eu:s tal.",
        "Mean score of the metadata (0–405) on our own scale; not the figure of data.europa.eu.",
    ),
    IndicatorId.METADATA_QUALITY_EXCELLENT: _said(
        "Aineistot, joiden metatieto saa vähintään 351 pistettä.",
        "Datamängder vars metadata får minst 351 poäng.",
        "Datasets whose metadata score 351 or more.",
    ),
    IndicatorId.METADATA_QUALITY_GOOD: _said(
        "Aineistot, joiden metatieto saa 221–350 pistettä.",
        "Datamängder vars metadata får 221–350 poäng.",
        "Datasets whose metadata score 221 to 350.",
    ),
    IndicatorId.METADATA_QUALITY_SUFFICIENT: _said(
        "Aineistot, joiden metatieto saa 121–220 pistettä.",
        "Datamängder vars metadata får 121–220 poäng.",
        "Datasets whose metadata score 121 to 220.",
    ),
    IndicatorId.METADATA_QUALITY_BAD: _said(
        "Aineistot, joiden metatieto saa alle 121 pistettä.",
        "Datamängder vars metadata får under 121 poäng.",
        "Datasets whose metadata score less than 121.",
    ),
    IndicatorId.DCAT_AP_VALID: _said(
        "Aineistot, joiden kuvaus täyttää DCAT-AP:n vaatimukset, kaikista.",
        "Datamängder vars beskrivning uppfyller DCAT-AP, av alla.",
        "Datasets whose description breaks no rule of DCAT-AP, of all.",
    ),
    IndicatorId.DATA_VALID: _said(
        "Taulut, joiden data täyttää skeemansa, niistä, joilla on skeema.",
        "Tabeller vars data uppfyller sitt schema, av dem som har ett.",
        "Tables whose data satisfy their schema, of those that have one.",
    ),
    IndicatorId.SCHEMA_COVERAGE: _said(
        "Aineistot, joilla on taulun skeema, kaikista.",
        "Datamängder med ett tabellschema, av alla.",
        "Datasets that have a Table Schema, of all.",
    ),
    IndicatorId.LINKS_WORKING: _said(
        "Aineistojen osoitteet, jotka vastaavat kahdella yrityksellä.",
        "Datamängdernas adresser som svarar i två försök.",
        "The datasets' addresses that answer in two tries.",
    ),
    IndicatorId.MACHINE_READABLE: _said(
        "Aineistot, joilla on vähintään yksi jakelu EU:n koneluettavien muotojen luettelosta.",
        "Datamängder med minst en distribution i EU:s lista över maskinläsbara format.",
        "Datasets with at least one distribution on the EU's list of machine-readable formats.",
    ),
    IndicatorId.MACHINE_READABLE_LOCAL: _said(
        "Sama, kun mukaan luetaan myös GML, GeoPackage, Parquet ja WFS.",
        "Samma, då även GML, GeoPackage, Parquet och WFS räknas.",
        "The same with GML, GeoPackage, Parquet and WFS too.",
    ),
    IndicatorId.OPEN_LICENCE: _said(
        "Aineistot, joiden lisenssi on CC BY 4.0 tai CC0.",
        "Datamängder med licensen CC BY 4.0 eller CC0.",
        "Datasets under CC BY 4.0 or CC0.",
    ),
    IndicatorId.HIGH_VALUE: _said(
        "Valtion ilmoittamat arvokkaat aineistot, jotka täyttävät niiden vaatimukset.",
        "Av staten rapporterade värdefulla datamängder som uppfyller kraven på dem.",
        "High-value datasets reported by the state that meet the rules for them.",
    ),
    IndicatorId.PRIVACY_CLEARED: _said(
        "Aineistot, joista on päivätty tietosuojapäätös.",
        "Datamängder med ett daterat dataskyddsbeslut.",
        "Datasets with a dated privacy decision.",
    ),
    IndicatorId.PRIVACY_INCIDENTS: _said(
        "Puolivuoden aikana datasta löydetyt henkilötiedot, tapauksina.",
        "Fall under halvåret då personuppgifter hittats i data.",
        "Cases in the half-year in which personal data were found in data.",
    ),
    IndicatorId.DOWNLOADS: _said(
        "Tiedostojen lataukset kuukauden alusta, ilman robotteja.",
        "Nedladdningar av filer sedan månadens början, utan robotar.",
        "Downloads of files since the month began, without bots.",
    ),
    IndicatorId.API_CALLS: _said(
        "Rajapintakutsut kuukauden alusta, ilman robotteja.",
        "API-anrop sedan månadens början, utan robotar.",
        "API calls since the month began, without bots.",
    ),
    IndicatorId.PAGE_VIEWS: _said(
        "Aineistojen sivujen katselut kuukauden alusta, ilman robotteja.",
        "Visningar av datamängdernas sidor sedan månadens början, utan robotar.",
        "Views of the datasets' pages since the month began, without bots.",
    ),
    IndicatorId.REUSE: _said(
        "Aineistot, joita vähintään yksi tunnettu sovellus käyttää.",
        "Datamängder som minst en känd applikation använder.",
        "Datasets that at least one known application uses.",
    ),
    IndicatorId.APPLICATIONS: _said(
        "Tunnetut sovellukset, jotka käyttävät aineistoja.",
        "Kända applikationer som använder datamängder.",
        "Known applications that use the datasets.",
    ),
}
