"""The words of packages read back into the vocabularies that declarations choose from.

What does not belong here: the words that are published (publish.vocabularies), and which field of a
package holds a word (package_metadata).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pipelines.model import Frequency, Language, Licence, Theme
from pipelines.publish import vocabularies as published

OTHER_FREQUENCY_WORDS = {
    Frequency.CONTINUOUS: "jatkuva reaaliaikaisesti reaaliaikainen realtid real-time continuous",
    Frequency.HOURLY: "tunnin_välein kerran_tunnissa varje_timme",
    Frequency.DAILY: "päivittäinen joka_päivä kerran_päivässä öisin dagligen varje_dag every_day",
    Frequency.WEEKLY: "viikottain kerran_viikossa joka_viikko en_gång_i_veckan once_a_week",
    Frequency.MONTHLY: "kerran_kuukaudessa kuukausittainen joka_kuukausi månadsvis once_a_month",
    Frequency.QUARTERLY: "neljä_kertaa_vuodessa kvartaaleittain fyra_gånger_om_året",
    Frequency.BIANNUAL: "kaksi_kertaa_vuodessa kahdesti_vuodessa två_gånger_om_året",
    Frequency.ANNUAL: "kerran_vuodessa vuosittainen joka_vuosi årsvis en_gång_om_året annually"
    " annual once_a_year every_year",
    Frequency.IRREGULAR: "epäsäännöllinen tarvittaessa satunnaisesti vid_behov irregular"
    " when_needed as_needed",
    Frequency.NEVER: "ei_päivity ei_päivitetä_enää kertaluonteinen never uppdateras_inte_längre",
}
"""What stewards wrote besides the published words; `_` for a space."""

THEME_WORDS = {
    Theme.AGRI: "maatalous ruoka elintarvike jordbruk livsmedel agriculture food",
    Theme.ECON: "talous verotus elinkeino tyo tyollisyys ekonomi naringsliv economy"
    " business finance",
    Theme.EDUC: "opetus koulutus kulttuuri vapaa liikunta kirjasto utbildning kultur fritid"
    " education culture sport",
    Theme.ENER: "energia energi energy",
    Theme.ENVI: "ymparisto luonto ilmasto miljo natur environment nature climate",
    Theme.GOVE: "hallinto paatoksenteko vaalit forvaltning beslutsfattande"
    " government administration",
    Theme.HEAL: "terveys terveydenhuolto halsa health",
    Theme.INTR: "kansainvaliset internationella international",
    Theme.JUST: "oikeus turvallisuus rikokset rattsvasende sakerhet justice safety",
    Theme.REGI: "kartat kartta paikkatieto alueet kaavoitus rakennettu kaupunki asuminen kartor"
    " regioner boende maps regions cities housing",
    Theme.SOCI: "vaesto sosiaali sosiaalipalvelut yhteiskunta befolkning socialtjanster population"
    " society",
    Theme.TECH: "tiede teknologia tietotekniikka vetenskap teknik science technology",
    Theme.TRAN: "liikenne joukkoliikenne pysakointi trafik transport traffic",
}
"""Beginnings of the words in groups' and categories' names, without accents → the EU theme."""


def frequency_of(words: Iterable[str], uri: str) -> Frequency | None:
    """Return the frequency by its URI, or else by the first word that is known."""
    code = uri.rstrip("/").rpartition("/")[2].upper()
    for frequency, known in published.FREQUENCY_CODES.items():
        if code == known:
            return frequency
    return next(
        (FREQUENCIES[word] for each in words if (word := _plain(each)) in FREQUENCIES), None
    )


def licence_of(identifier: str) -> Licence | None:
    """Return the licence by a portal's id or by the EU vocabulary's URI; versions must agree."""
    wanted = identifier.strip().casefold()
    for licence, ids in published.LICENCE_IDS.items():
        addresses = {published.LICENCES.get(licence, ""), published.LICENCE_PAGES.get(licence, "")}
        known = {each.casefold() for each in (*ids, *addresses) if each}
        if wanted in known:
            return licence
    return None


def themes_of(uris: Iterable[str], groups: Iterable[str]) -> list[Theme]:
    """Return the themes by their URIs; where there are none, by the names of groups."""
    codes = [uri.rstrip("/").rpartition("/")[2].upper() for uri in uris]
    told = [Theme(code) for code in codes if code in Theme.__members__]
    if not told:
        words = [word for group in groups for word in re.split(r"[^a-z]+", _plain(group)) if word]
        told = [theme for word in words for begin, theme in THEMES if word.startswith(begin)]
    return list(dict.fromkeys(told))


def languages_of(uris: Iterable[str]) -> list[Language]:
    """Return the languages of the data by their URIs or codes."""
    codes = {**{code: language for language, code in published.LANGUAGE_CODES.items()}}
    codes |= {language.value.upper(): language for language in Language}
    ends = [uri.rstrip("/").rpartition("/")[2].upper() for uri in uris]
    return list(dict.fromkeys(codes[end] for end in ends if end in codes))


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(each for each in letters if not unicodedata.combining(each))


FREQUENCIES = {
    _plain(word.replace("_", " ")): frequency
    for frequency in Frequency
    for word in (
        *published.FREQUENCY_WORDS[frequency],
        *OTHER_FREQUENCY_WORDS[frequency].split(),
    )
}
THEMES = [(begin, theme) for theme, words in THEME_WORDS.items() for begin in words.split()]
