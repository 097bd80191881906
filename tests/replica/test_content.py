"""What the systems serve has the shapes, sizes and quirks of the real ones."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pyogrio
import pytest
from python_calamine import CalamineWorkbook

from sandbox.replica import Replica, real_data_folder
from sandbox.replica.documents import Query
from sandbox.replica.systems import documents

from .conftest import Ask

HEL = "https://www.hel.fi"
TRAFFIC = f"{HEL}/hel2/tietokeskus/data/helsinki/ksv/hki_liikennemaarat.csv"
PURCHASES = f"{HEL}/static/liitteet/taloushallinto/helsingin-ostot"
MAPS = "https://kartta.hel.fi/avoindata/aineistot"

Rows = list[dict[str, str]]


def body(url: str) -> bytes:
    return documents()[url].answer(Query(url, "GET", {}, b"", None)).body


def rows(content: bytes, encoding: str, delimiter: str) -> Rows:
    text = io.StringIO(content.decode(encoding), newline="")
    return list(csv.DictReader(text, delimiter=delimiter))


def test_the_national_portal_tells_of_its_package_as_ckan_does(ask: Ask) -> None:
    show = "https://www.avoindata.fi/data/api/3/action/package_show?id="
    package = ask(f"{show}kunnat").json()["result"]
    assert ask(f"{show}{package['id']}").json()["result"] == package
    assert [resource["format"] for resource in package["resources"]] == ["CSV", "CSV"]
    file = rows(ask(package["resources"][0]["url"]).content, "utf-8", ";")
    assert len(file) == 26
    assert {row["KUNTANIMI"]: row["KUNTANUMERO"] for row in file}["Helsinki"] == "091"
    gone = ask(f"{show}lakkautettu")
    assert (gone.status_code, gone.json()["success"]) == (404, False)


def test_another_process_makes_the_same_bytes() -> None:
    program = (
        "from hashlib import sha256\n"
        "from sandbox.replica.systems import documents\n"
        "from sandbox.replica.documents import Query\n"
        "for url, document in documents().items():\n"
        "    answer = document.answer(Query(url, 'GET', {}, b'', None))\n"
        "    print(url, sha256(answer.body).hexdigest())\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        env={"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    here = [f"{url} {sha256(body(url)).hexdigest()}" for url in documents()]
    assert told.splitlines() == here


def test_invented_traffic_counts_have_the_real_quirks() -> None:
    content = body(TRAFFIC)
    table = rows(content, "iso-8859-1", ";")
    keys = {(row["piste"], row["suunta"], row["aika"], row["vuosi"]) for row in table}
    counted = ("ha", "pa", "ka", "ra", "la")
    assert len(table) == 19_152
    assert len(table) - len(keys) == 168
    assert sum(row["suunta"] == "" for row in table) == 336
    assert {int(row["aika"]) for row in table} >= {0, 615, 1745, 2300}
    assert all(int(row["autot"]) == sum(int(row[name]) for name in counted) for row in table)
    assert content.count(b"\r\n") == content.count(b"\n") == 19_153
    assert "TÖÖLÖNKATU" in {row["nimi"] for row in table}


def test_real_traffic_counts_are_served_byte_for_byte() -> None:
    folder = real_data_folder()
    real = folder / "agency/hki_liikennemaarat.csv" if folder else Path("hki_liikennemaarat.csv")
    if not real.is_file():
        pytest.skip("HRI_REAL_DATA has no agency/hki_liikennemaarat.csv")
    answer = documents()[TRAFFIC].answer(Query(TRAFFIC, "GET", {}, b"", folder))
    assert answer.body == real.read_bytes()


def test_invented_and_real_traffic_counts_have_one_header() -> None:
    folder = real_data_folder()
    real = folder / "agency/hki_liikennemaarat.csv" if folder else Path("hki_liikennemaarat.csv")
    if not real.is_file():
        pytest.skip("HRI_REAL_DATA has no agency/hki_liikennemaarat.csv")
    assert real.read_bytes().splitlines()[0] == body(TRAFFIC).splitlines()[0]


def test_city_bike_trips_run_backwards_with_short_and_doubled_ones() -> None:
    content = body("https://dev.hsl.fi/citybikes/od-trips-2021/2021-05.csv")
    table = rows(content, "utf-8", ",")
    departures = [row["Departure"] for row in table]
    assert len(table) == 60_000
    assert departures == sorted(departures, reverse=True)
    assert departures[0].startswith("2021-05-31T23:")
    assert {len(row["Return station id"]) for row in table} == {3}
    assert sum(int(row["Duration (sec.)"]) < 10 for row in table) > 900
    assert 100 < sum(row["Covered distance (m)"] == "" for row in table) < 300
    assert len(table) - len({tuple(row.values()) for row in table}) == 60


def test_premises_stand_on_the_second_sheet_under_two_title_rows() -> None:
    url = f"{HEL}/static/liitteet/kaupunkiymparisto/toimipisteet.xlsx"
    book = CalamineWorkbook.from_filelike(io.BytesIO(body(url)))
    assert book.sheet_names == ["Selitteet", "Toimipisteet 2016"]
    table = book.get_sheet_by_name("Toimipisteet 2016").to_python()
    assert table[0][0] == "Helsingin kaupungin toimipisteet"
    assert table[2][:5] == ["Tunnus", "Nimi", "Tyyppi", "Osoite", "Postinumero"]
    assert len(table) == 3 + 1_200
    assert [type(cell).__name__ for cell in table[3][4:9]] == [
        "str",
        "str",
        "float",
        "float",
        "date",
    ]
    assert all(re.fullmatch(r"00\d{3}", row[4]) for row in table[3:])
    assert 9999 in {row[6] for row in table[3:]}


def test_library_loans_are_typed_cells() -> None:
    url = f"{HEL}/static/liitteet/kulttuuri/kirjastojen-lainat.ods"
    book = CalamineWorkbook.from_filelike(io.BytesIO(body(url)))
    table = book.get_sheet_by_name("Lainat").to_python()
    assert len(table) == 1 + 200
    assert table[1][:2] == ["Kruununhakan kirjasto", 2010.0]
    assert str(table[1][6])[:4] == "2011"
    assert sum(row[3] == "" for row in table) == 8


def test_purchases_change_their_form_every_year() -> None:
    first = rows(body(f"{PURCHASES}-2014.csv"), "utf-8-sig", ",")
    second = rows(body(f"{PURCHASES}-2015.csv"), "iso-8859-1", ";")
    with zipfile.ZipFile(io.BytesIO(body(f"{PURCHASES}-2016.zip"))) as package:
        assert package.namelist() == ["lueminut.txt", "helsingin-ostot-2016.csv"]
        third = rows(package.read("helsingin-ostot-2016.csv"), "cp1252", ";")
    assert [len(table) for table in (first, second, third)] == [4_000] * 3
    assert list(first[0]) == list(second[0]) == list(third[0])
    assert body(f"{PURCHASES}-2014.csv").startswith(b"\xef\xbb\xbf")
    assert all(re.fullmatch(r"-?\d+,\d\d", row["Summa"]) for row in first)
    assert any(re.fullmatch(r"\d+\xa0\d{3},\d\d", row["Summa"]) for row in second)
    assert any("”" in row["Toimittaja"] and "–" in row["Toimittaja"] for row in third)


def test_sole_traders_have_valid_business_ids() -> None:
    table = rows(body(f"{PURCHASES}-2014.csv"), "utf-8-sig", ",")
    traders = [row for row in table if row["Toimittaja"].startswith("Tmi ") and row["Y-tunnus"]]
    assert traders
    for row in table:
        if row["Y-tunnus"]:
            number, check = row["Y-tunnus"].split("-")
            weights = (7, 9, 10, 5, 8, 4, 2)
            total = sum(int(n) * w for n, w in zip(number, weights, strict=True)) + int(check)
            assert total % 11 == 0, row


def test_population_marks_missing_and_impossible_values() -> None:
    content = body("https://stat.hel.fi/aluesarjat/vaesto/vaesto-ika-tulot-osaalueittain.csv")
    table = rows(content, "iso-8859-15", ",")
    assert len(table) == 157 * 8 * 4
    assert content.startswith(b'"Aluekoodi","Alue"')
    assert b"Tulot \xa4/asukas" in content
    assert all(re.fullmatch(r"091\d{7}", row["Aluekoodi"]) for row in table)
    assert ".." in {row["Väestö"] for row in table}
    assert {row["Tulot €/asukas"] for row in table if row["Ikäryhmä"] == "7-15"} == {"."}
    assert ".." in {row["Tulot €/asukas"] for row in table}


def test_population_changes_by_a_few_per_cent_a_year() -> None:
    content = body("https://stat.hel.fi/aluesarjat/vaesto/vaesto-ika-tulot-osaalueittain.csv")
    told = [row["Väestö"] for row in rows(content, "iso-8859-15", ",")[:4]]
    people = [int(number) for number in told if number != ".."]
    assert people[0] > 1_000
    assert all(0.9 < later / people[0] < 1.2 for later in people)


def test_reported_figures_are_the_programmes_own() -> None:
    url = f"{HEL}/static/liitteet/tietotekniikkaohjelma/seurantaraportti-2014-mittarit.csv"
    table = rows(body(url), "utf-8", ",")
    told = [tuple(row.values())[:4] for row in table]
    assert told == [
        ("open_datasets", "2014-12-31", "623", ""),
        ("open_apis", "2014-12-31", "11", ""),
        ("social_media_sites", "2014-12-31", "409", ""),
        ("feedback_received", "2014-12-31", "26000", "≈"),
        ("service_entities", "2014-12-31", "67", ""),
        ("registered_users", "2014-11-30", "200000", ">"),
        ("messaging_users", "2012-12-31", "4528", ""),
        ("messaging_users", "2014-12-31", "11505", ""),
        ("e_transactions_share", "2014-12-31", "90", ">"),
    ]


def test_bicycle_counters_skip_the_hour_of_the_spring_clocks() -> None:
    url = f"{HEL}/static/liitteet/kaupunkiymparisto/pyoralaskurit-2016-vko12.ndjson"
    lines = [json.loads(line) for line in body(url).decode().splitlines()]
    first = [line["aika"] for line in lines if line["laskuri"] == "0001"]
    assert len(lines) == 30 * 167
    assert first[0] == "2016-03-21T00:00:00+02:00"
    assert first[-1] == "2016-03-27T23:00:00+03:00"
    assert "2016-03-27T03:00:00+02:00" not in first
    assert None in {line["maara"] for line in lines}


def test_trees_are_typed_columns() -> None:
    table = pq.read_table(io.BytesIO(body(f"{MAPS}/puurekisteri.parquet")))
    assert table.num_rows == 8_000
    assert str(table.schema.field("istutusvuosi").type) == "int32"
    assert str(table.schema.field("tarkastettu").type) == "date32[day]"
    assert table["tunnus"][0].as_py() == "HEL-000001"
    assert table["istutusvuosi"].null_count > 2_000


def test_subdistricts_lie_in_helsinki_and_share_their_corners() -> None:
    collection = json.loads(body(f"{MAPS}/osaalueet.geojson"))
    kinds = [feature["geometry"]["type"] for feature in collection["features"]]
    first, second = (collection["features"][n]["geometry"]["coordinates"] for n in (1, 2))
    assert len(kinds) == 148
    assert kinds.count("MultiPolygon") == 3
    assert first[0][1:3] == [second[0][0], second[0][3]]
    for ring in (feature["geometry"]["coordinates"][0] for feature in collection["features"][1:60]):
        assert ring[0] == ring[-1]
        assert all(24.8 < east < 25.3 and 59.9 < north < 60.3 for east, north in ring)


def test_gdal_reads_the_playgrounds(tmp_path: Path) -> None:
    package = tmp_path / "leikkipuistot.gpkg"
    package.write_bytes(body(f"{MAPS}/leikkipuistot.gpkg"))
    facts = pyogrio.read_info(package, layer="leikkipuistot")
    meta, table = pyogrio.read_arrow(package, layer="leikkipuistot")
    assert (facts["features"], facts["geometry_type"], facts["crs"]) == (240, "Point", "EPSG:3879")
    assert meta["fields"].tolist()[0] == "tunnus"
    assert [str(table.schema.field(name).type) for name in ("vesileikki", "kunnostettu")] == [
        "bool",
        "date32[day]",
    ]


def units() -> list[dict[str, Any]]:
    found = json.loads(body(f"{HEL}/palvelukarttaws/rest/v4/unit/"))
    assert isinstance(found, list)
    return found


def test_the_register_of_units_is_as_dirty_as_the_real_one() -> None:
    found = units()
    texts = [text for unit in found for text in unit.values() if isinstance(text, str)]
    contacts = [link for unit in found for link in unit.get("connections", [])]
    assert len({unit["id"] for unit in found}) == 3_000
    assert sum("KÃ¤pylÃ¤n" in text for text in texts) == 24
    assert sum("\0" in text for text in texts) == 12
    assert any("\r\n" in text for text in texts)
    assert any(r"\r" in text for text in texts)
    assert any("contact_person" in contact for contact in contacts)
    assert None not in {value for unit in found for value in unit.values() if value is None}
    assert any("name_sv" not in unit for unit in found)


def test_a_unit_lies_at_the_same_place_in_all_its_coordinates() -> None:
    placed = [unit for unit in units() if "latitude" in unit]
    assert 2_800 < len(placed) < 3_000
    for unit in placed:
        assert 59.9 < unit["latitude"] < 60.35
        assert 24.8 < unit["longitude"] < 25.3
        # The two grids' northings part by 0.04 % of scale and the turn of their meridians.
        assert 0 < unit["northing_etrs_gk25"] - unit["northing_etrs_tm35fin"] < 2_000


def test_the_service_map_pages_as_the_real_one(ask: Ask) -> None:
    url = "https://api.hel.fi/servicemap/v2/unit/"
    first = ask(f"{url}?municipality=helsinki").json()
    assert (first["count"], len(first["results"]), first["previous"]) == (2_400, 20, None)
    assert first["next"] == f"{url}?municipality=helsinki&page=2"
    last = ask(f"{url}?page_size=5000&page=3").json()
    assert (len(last["results"]), last["next"]) == (400, None)
    assert last["previous"] == f"{url}?page_size=5000&page=2"
    beyond = ask(f"{url}?page_size=1000&page=4")
    assert (beyond.status_code, beyond.json()) == (404, {"detail": "Invalid page."})


def test_every_unit_comes_once_over_all_pages(ask: Ask, replica: Replica) -> None:
    url: str | None = "https://api.hel.fi/servicemap/v2/unit/?page_size=1000"
    seen: list[dict[str, Any]] = []
    while url:
        answer = ask(url).json()
        seen += answer["results"]
        url = answer["next"]
    assert len({unit["id"] for unit in seen}) == 2_400
    assert len(replica.requests) == 3
    assert any("location" not in unit for unit in seen)


def test_linked_events_give_a_count_and_pages_of_at_most_100(ask: Ask) -> None:
    url = "https://api.hel.fi/linkedevents/v1/event/"
    answer = ask(f"{url}?page_size=500")
    events = answer.json()["data"]
    assert answer.json()["meta"] == {
        "count": 240,
        "next": f"{url}?page_size=500&page=2",
        "previous": None,
    }
    assert len(events) == 100
    postponed = [event for event in events if event["event_status"] == "EventPostponed"]
    assert postponed
    assert {event["start_time"] for event in postponed} == {None}


HETU = re.compile(r"(?<!\d)(\d{6})[-+A-FU-Y](\d{3})([0-9A-Y])(?![0-9A-Za-z])")


@pytest.mark.parametrize("url", sorted(documents()))
def test_no_personal_identity_code_is_served(url: str) -> None:
    encoding = documents()[url].encoding or "latin-1"
    for day, number, check in HETU.findall(body(url).decode(encoding)):
        assert "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(day + number) % 31] != check, (url, day)
