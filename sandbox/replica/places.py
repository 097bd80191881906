"""Places of Helsinki that invented data speaks of: districts, streets, postcodes, coordinates.

Here belong names that several systems share. They are real names of places; everything that
systems say about them is invented. The codes follow the form of the statistics' ten digits:
municipality, major district, district, subdistrict.
"""

from dataclasses import dataclass
from functools import cache

from sandbox.replica.draws import Draws

CITY_CODE = "0910000000"

MAJOR_DISTRICTS = {
    "1": "Eteläinen suurpiiri",
    "2": "Läntinen suurpiiri",
    "3": "Keskinen suurpiiri",
    "4": "Pohjoinen suurpiiri",
    "5": "Koillinen suurpiiri",
    "6": "Kaakkoinen suurpiiri",
    "7": "Itäinen suurpiiri",
    "8": "Östersundomin suurpiiri",
}

# A line a district (a backslash carries it on): its code, which starts with that of the major
# district, and the names of its subdistricts, Finnish/Swedish.
_DISTRICTS = """
1101 Kruununhaka/Kronohagen Kluuvi/Gloet Katajanokka/Skatudden
1102 Kaartinkaupunki/Gardesstaden Punavuori/Rödbergen Eira/Eira Ullanlinna/Ulrikasborg \
Kaivopuisto/Brunnsparken Hernesaari/Ärtholmen Suomenlinna/Sveaborg
1103 Kamppi/Kampen Etu-Töölö/Främre_Tölö Ruoholahti/Gräsviken Jätkäsaari/Busholmen \
Lapinlahti/Lappviken
1104 Taka-Töölö/Bortre_Tölö
1105 Kotkavuori/Örnberget Vattuniemi/Hallonnäs Myllykallio/Kvarnberget Koivusaari/Björkholmen
2201 Meilahti/Mejlans Ruskeasuo/Brunakärr Laakso/Dal Pikku-Huopalahti/Lillhoplax
2202 Vanha_Munkkiniemi/Gamla_Munksnäs Kuusisaari/Granö Lehtisaari/Lövö Munkkivuori/Munkshöjden \
Niemenmäki/Näshöjden Talinranta/Talistranden
2203 Etelä-Haaga/Södra_Haga Kivihaka/Stenhagen Pohjois-Haaga/Norra_Haga Lassila/Lassas
2204 Pajamäki/Smedjebacka Tali/Tali Reimarla/Reimars Marttila/Martas Konala/Kånala
2205 Kannelmäki/Gamlas Maununneva/Magnuskärr Malminkartano/Malmgård Hakuninmaa/Håkansåker \
Kuninkaantammi/Kungseken Honkasuo/Furumossen
3301 Sörnäinen/Sörnäs Siltasaari/Broholmen Linjat/Linjerna Torkkelinmäki/Torkelsbacken \
Kalasatama/Fiskehamnen Sompasaari/Sumparn
3302 Harju/Ås Alppila/Alphyddan
3303 Vallila/Vallgård Hermanni/Hermanstad
3304 Länsi-Pasila/Västra_Böle Pohjois-Pasila/Norra_Böle Itä-Pasila/Östra_Böle \
Keski-Pasila/Mellersta_Böle
3305 Toukola/Majstad Arabianranta/Arabiastranden Kumpula/Gumtäkt Käpylä/Kottby Koskela/Forsby
4401 Pirkkola/Britas Maunula/Månsas Metsälä/Krämertsskog Patola/Dammen \
Maunulanpuisto/Månsasparken
4402 Länsi-Pakila/Västra_Baggböle
4403 Paloheinä/Svedängen Torpparinmäki/Torparbacken Tuomarinkartano/Domarby_gård \
Haltiala/Tomtbacka
4404 Oulunkylä/Åggelby Veräjämäki/Grindbacka Veräjälaakso/Grinddal
4405 Itä-Pakila/Östra_Baggböle
5501 Latokartano/Ladugården Viikinranta/Viksstranden Viikinmäki/Viksbacka \
Viikin_tiedepuisto/Viks_forskarpark
5502 Pukinmäki/Bocksbacka Savela/Lerstrand
5503 Ylä-Malmi/Övre_Malm Ala-Malmi/Nedre_Malm Tattariharju/Tattaråsen \
Malmin_lentokenttä/Malms_flygfält Pihlajamäki/Rönnbacka Pihlajisto/Rönninge \
Tapaninvainio/Staffansslätten Tapanila/Mosabacka
5504 Siltamäki/Brobacka Töyrynummi/Lidamalmen Suutarila/Skomakarböle Heikinmäki/Henriksbacka
5505 Tapulikaupunki/Stapelstaden Puistola/Parkstad Heikinlaakso/Henriksdal Suurmetsä/Storskog \
Tattarisuo/Tattarmossen
5506 Jakomäki/Jakobacka Alppikylä/Alpbyn Ormuspelto/Ormusåkern
6601 Kulosaari/Brändö Mustikkamaa/Blåbärslandet Korkeasaari/Högholmen
6602 Länsi-Herttoniemi/Västra_Hertonäs Roihuvuori/Kasberget \
Herttoniemen_teollisuusalue/Hertonäs_industriområde Herttoniemenranta/Hertonäs_strand \
Tammisalo/Tammelund Siilitie/Igelkottsvägen
6603 Vartiosaari/Vårdö Yliskylä/Uppby Jollas/Jollas Tullisaari/Turholm \
Kruunuvuorenranta/Kronbergsstranden Hevossalmi/Hästnässund Laajasalonranta/Degeröstranden \
Santahamina/Sandhamn
7701 Vartioharju/Botbyåsen Puotila/Botby_gård Puotinharju/Botbyhöjden Marjaniemi/Marudd \
Roihupelto/Kasåkern Itäkeskus/Östra_centrum Rastila/Rastböle_gård
7702 Myllypuro/Kvarnbäcken
7703 Kontula/Gårdsbacka Vesala/Ärvings Mellunmäki/Mellungsbacka Kivikko/Stensböle \
Kurkimäki/Tranbacka
7704 Keski-Vuosaari/Mellersta_Nordsjö Nordsjön_kartano/Nordsjö_gård Uutela/Nybondas \
Meri-Rastila/Havsrastböle Kallahti/Kallvik Aurinkolahti/Solvik Vuosaaren_satama/Nordsjö_hamn
8801 Östersundom/Östersundom Salmenkallio/Sundberg Talosaari/Husö Karhusaari/Björnsö \
Ultuna/Ultuna Landbo/Landbo Puroniitty/Bäckängen
"""

STREETS = (
    ("Mannerheimintie", "Mannerheimvägen"),
    ("Hämeentie", "Tavastvägen"),
    ("Mäkelänkatu", "Backasgatan"),
    ("Sturenkatu", "Sturegatan"),
    ("Helsinginkatu", "Helsingegatan"),
    ("Kulosaaren puistotie", "Brändö parkväg"),
    ("Turunlinnantie", "Åbohusvägen"),
    ("Kirkonkyläntie", "Kyrkobyvägen"),
    ("Pihlajamäentie", "Rönnbackavägen"),
    ("Käskynhaltijantie", "Ståthållarvägen"),
    ("Kaarelantie", "Kårbölevägen"),
    ("Huopalahdentie", "Hoplaxvägen"),
    ("Topeliuksenkatu", "Topeliusgatan"),
    ("Tehtaankatu", "Fabriksgatan"),
    ("Itämerenkatu", "Östersjögatan"),
    ("Vuosaarentie", "Nordsjövägen"),
)

STREETS_POSTCODES = (
    "00100",
    "00180",
    "00250",
    "00330",
    "00420",
    "00530",
    "00550",
    "00610",
    "00700",
    "00730",
    "00820",
    "00850",
    "00900",
    "00930",
    "00980",
    "00990",
)


@dataclass(frozen=True)
class Subdistrict:
    """A subdistrict (osa-alue): its ten-digit code and its names."""

    code: str
    name_fi: str
    name_sv: str


@cache
def subdistricts() -> tuple[Subdistrict, ...]:
    """Return the subdistricts in the order of their codes."""
    return tuple(
        subdistrict for line in _DISTRICTS.strip().splitlines() for subdistrict in _read(line)
    )


def address(draws: Draws) -> tuple[str, str, str]:
    """Return a street with its number in Finnish and in Swedish, and a postcode."""
    finnish, swedish = draws.pick(STREETS)
    number = draws.integer(1, 148)
    return f"{finnish} {number}", f"{swedish} {number}", draws.pick(STREETS_POSTCODES)


def gk25_point(draws: Draws) -> tuple[int, int]:
    """Return easting and northing in EPSG:3879, metres, inside Helsinki's mainland."""
    return draws.integer(25_491_500, 25_508_500), draws.integer(6_672_500, 6_684_500)


def _read(line: str) -> list[Subdistrict]:
    district, *names = line.replace("_", "\N{NO-BREAK SPACE}").split(" ")
    pairs = [name.replace("\N{NO-BREAK SPACE}", " ").split("/") for name in names]
    return [
        Subdistrict(f"091{district}{number * 10:03}", finnish, swedish)
        for number, (finnish, swedish) in enumerate(pairs, start=1)
    ]
