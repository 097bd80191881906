"""Personal data in a table: every form of each kind is found, and ordinary data are not."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.validate.privacy import KINDS, Find, scan, tell
from pipelines.validate.privacy.kind import legible

CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
CENTURIES = dict.fromkeys("+", 1800) | dict.fromkeys("-YXWVU", 1900) | dict.fromkeys("ABCDEF", 2000)
OFFICIAL = [
    *("010594Y9032", "020594X903P", "030594W903B", "040594V9030", "050594U903M", "010516B903X"),
    *("020516C903K", "030516D9037", "010501E9032", "020503F9037", "020504A902E"),
]

CODES = {
    "hetu": ["131052-308T", "131052+308T", "131052A308T", "131052a308t", "131052–308T", *OFFICIAL],
    "email": [
        "anna.korhonen@hel.fi",
        "etunimi.sukunimi(a)hel.fi",
        "etunimi.sukunimi(at)hel.fi",
        "etunimi.sukunimi (at) hel.fi",
        "etunimi.sukunimi[at]hel.fi",
        "etunimi.sukunimi (at) hel (piste) fi",
        "ANNA_K+hri@posti.example.COM",
        "åsa.lindström@hel.fi",
        "anna&#64;hel.fi",
    ],
    "phone": [
        "+358 9 310 87703",
        "310 36257",
        "040 123 4567",
        "0401234567",
        "040-1234567",
        "050-123 4567",
        "0400 123 456",
        "0457 123 4567",
        "+358401234567",
        "+358 (0)40 123 4567",
        "+358-40-123 4567",
        "00358 40 123 4567",
        "00358401234567",
        "09 310 87703",
        "(09) 310 1234",
        "09-310 1234",
        "040\u00a0123\u00a04567",
        "040&nbsp;123 4567",
        "(040) 123 4567",
        "040/123 4567",
        "045 123 45 67",
        "09 1234567",
        "013-123 4567",
        "tel:+358401234567",
    ],
    "iban": [
        "FI2112345600000785",
        "FI21 1234 5600 0007 85",
        "fi21 1234 5600 0007 85",
        "FI21-1234-5600-0007-85",
        "FI21\u00a01234\u00a05600\u00a00007\u00a085",
        "DE89370400440532013000",
        "GB82 WEST 1234 5698 7654 32",
    ],
}
EACH = [(kind, code) for kind, codes in CODES.items() for code in codes]
AROUND = [
    "{}",
    "Soita tai kirjoita: {}.",
    "Anna,{},ma–pe 9–16",
    "({})",
    "{} 00100 Helsinki",
    "Katu 5 A 2, {} 3. krs",
    "rivi 1\n{}\nrivi 3",
    "rivi 1\\r{} ja muuta",
    "<p>{}</p>",
]


def kinds(text: str) -> set[str]:
    return {find.kind for find in scan(pa.table({"teksti": [None, text]}))}


@pytest.mark.parametrize(("kind", "code"), EACH)
@pytest.mark.parametrize("around", AROUND)
def test_every_form_is_found_wherever_it_stands(kind: str, code: str, around: str) -> None:
    assert kinds(around.format(code)) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "131052-308U",  # the check character is another's
        "310252-308Y",  # no such day
        "131052-001M",  # numbers begin at 002
        "X131052-308T1",
        "1234567-1",
        "HEL 2011-004632",
        "HEL 2014-040123 T 10 04 01",
        "ABC-2024-040123",
        "7.4.2016",
        "05.06.2016 klo 09.00–16.00",
        "2016-04-05T09:30:00+03:00",
        "ma-pe 09-17 10-15",
        "05 2016",
        "2014–2016",
        "00100",
        "02150 Espoo",
        "Mannerheimintie 310 00930 Helsinki",
        "25496123",
        "6672000.5",
        "60.170400, 24.940412",
        '{"type":"Point","coordinates":[24.040123456789,60.050123456789]}',
        "POINT (25496123.12 6672000.04)",
        "24.003581234567",
        "4344",
        "0911101010",
        "0491101010",
        "091-004-0001-0002",
        "6410405082657",
        "1 040 123 456",
        "1 234 567,89",
        "0400 1234 5678 9012",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "ab123456-de89-4f89-ab12-0305e82c3301",
        "FI2112345600000786",
        "FI21 on koodi",
        "kuva icon@2x.png",
        "@helsinki",
        "kohta (a) ja kohta (b)",
        "momentti (a) kohta.Jos näin",
        "https://www.hel.fi/maps/@60.17,24.94,15z",
        "helsinki:agg7k3wzyq",
        "03-2234-18-D",
        "03-1234-16",
        "05 2500",
        "091-040-0123-0004",
        "045-012345-6",
        "1001_20240405_Ke_1_0450",
        "04/05/2016",
        "A12 B34 C56",
        "",
    ],
)
def test_ordinary_texts_are_left_alone(text: str) -> None:
    assert kinds(text) == set()


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)),
    st.integers(2, 999),
    st.sampled_from(sorted(CENTURIES)),
    st.integers(1, 9),
    st.integers(0, 9),
)
def test_any_valid_identity_code_is_found_and_not_with_another_digit(
    day: dt.date, number: int, sign: str, more: int, place: int
) -> None:
    try:
        day = day.replace(year=CENTURIES[sign] + day.year % 100)
    except ValueError:
        return
    digits = f"{day:%d%m%y}{number:03}"
    code = f"{digits[:6]}{sign}{digits[6:]}{CHARACTERS[int(digits) % 31]}"
    # One that begins with 040 or 050 and ends in a digit is a phone number, too.
    assert "hetu" in kinds(f"Tunnus on {code}.")
    if place < 9:
        wrong = digits[:place] + str((int(digits[place]) + more) % 10) + digits[place + 1 :]
        # 31 is a prime larger than 10: no single digit can change without the remainder.
        assert "hetu" not in kinds(f"Tunnus on {wrong[:6]}{sign}{wrong[6:]}{code[-1]}.")


@given(
    st.sampled_from(["+358 40", "+35850", "040", "044", "050", "+358 (0)45"]),
    st.text("0123456789", min_size=7, max_size=7),
    st.sampled_from([" ", "-", "\u00a0"]),
    st.integers(2, 5),
)
def test_any_mobile_number_is_found(start: str, number: str, gap: str, cut: int) -> None:
    assert kinds(f"puh. {start}{gap}{number[:cut]}{gap}{number[cut:]}") == {"phone"}


PIECES = [
    *("131052", "-", "A", "308T", "+358", "00358", "(0)", "0", "40", "040", "09", "310", "36257"),
    *("1234567", "123", "4567", " ", "\u00a0", "&nbsp;", "\\u00a0", "\\n", "–", ".", ",", "(", ")"),
    *("anna", "@", "(a)", " (at) ", "&#64;", "\\u0040", "hel", ".fi", "FI", "21", "1234", "5600"),
    *("0007", "85", "FI2112345600000785", "x", "ä", "\n", "7", "/", ":"),
]


@settings(max_examples=1_000)
@given(st.lists(st.sampled_from(PIECES), min_size=2, max_size=9).map("".join))
def test_the_sieve_lets_nothing_through_that_the_exact_checks_would_find(text: str) -> None:
    exact = {kind.name for kind in KINDS if kind.stands_in(legible(text))}
    assert kinds(text) == exact


@given(st.dates(dt.date(1850, 1, 1), dt.date(2150, 1, 1)), st.integers(0, 99_999))
def test_dates_years_and_postcodes_are_no_numbers_to_call(day: dt.date, code: int) -> None:
    finnish = f"{day.day}.{day.month}.{day.year}"
    for text in (day.isoformat(), finnish, f"{day:%d.%m.%Y}", f"{code:05} Helsinki {day.year}"):
        assert kinds(text) == set()


COLUMNS = ("nimi", "osoite", "selite", "rakenne", "lista")


def ordinary(rows: int) -> dict[str, list[Any]]:
    """Text columns of a register, two of them JSON, beside numbers and days."""
    return {
        "id": list(range(rows)),
        "nimi": [f"Puisto {number}" for number in range(rows)],
        "osoite": ["Mannerheimintie 5, 00100 Helsinki"] * rows,
        "selite": [None if number % 3 else "Avoinna 9–16" for number in range(rows)],
        "rakenne": [json.dumps({"koodi": f"{number:05}"}) for number in range(rows)],
        "lista": [json.dumps([number, "091"]) for number in range(rows)],
        "pvm": [dt.date(2015, 3, 1)] * rows,
    }


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("kind", list(CODES))
def test_every_planted_code_is_found_in_every_text_column(kind: str, column: str) -> None:
    codes = CODES[kind]
    table = ordinary(len(codes) + 1)
    for row, code in enumerate(codes):
        is_json = column in ("rakenne", "lista")
        table[column][row + 1] = json.dumps({"a": [code]}) if is_json else f"ks. {code}"
    expected = [Find(kind, column, tuple(range(1, len(codes) + 1)), len(codes))]
    assert scan(pa.table(table)) == expected


def test_ordinary_columns_are_left_alone() -> None:
    assert scan(pa.table(ordinary(500))) == []


def test_each_kind_in_a_column_is_a_find_of_its_own_and_counts_rows() -> None:
    texts = ["a@hel.fi, b@hel.fi", "040 123 4567", "a@hel.fi", None, "131052-308T a@hel.fi"]
    assert scan(pa.table({"t": texts})) == [
        Find("hetu", "t", (4,), 1),
        Find("email", "t", (0, 2, 4), 3),
        Find("phone", "t", (1,), 1),
    ]


def test_a_hundred_places_are_named_and_all_are_counted() -> None:
    (find,) = scan(pa.table({"t": ["a@hel.fi"] * 250}))
    assert (find.positions, find.count) == (tuple(range(100)), 250)


def test_a_kind_may_stand_where_it_is_declared_and_nowhere_else() -> None:
    table = pa.table({"puhelin": ["09 310 1234", "131052-308T"], "muu": ["09 310 1234", ""]})
    found = scan(table, {"phone": ["puhelin"]})
    assert [(find.kind, find.column) for find in found] == [("hetu", "puhelin"), ("phone", "muu")]


@pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())],
)
def test_texts_are_searched_however_arrow_holds_them(kind: pa.DataType) -> None:
    column = pa.chunked_array([pa.array(["x"]), pa.array(["a@hel.fi"])]).cast(kind)
    assert [find.positions for find in scan(pa.table({"t": column}))] == [(1,)]


def test_a_table_without_texts_or_rows_holds_none() -> None:
    assert scan(pa.table({"n": [1, 2]})) == []
    assert scan(pa.table({"t": pa.array([], pa.string())})) == []


def test_a_find_is_told_in_three_languages_without_the_value() -> None:
    incident = {
        "dataset": "hel-trees",
        "format": "csv",
        "finds": [{"kind": "phone", "column": "lisätieto", "rows": [3, 9], "count": 2}],
    }
    assert tell(incident, "fi", remedy=False) == (
        "aineistossa `hel-trees` on henkilötietoja, joten sitä ei julkaistu:"
        " sarakkeessa `lisätieto` on puhelinnumeroita: rivi 3, rivi 9"
    )
    assert "kolumnen `lisätieto` har telefonnummer: rad 3, rad 9" in tell(incident, "sv")
    told = tell({**incident, "format": "json"}, "en")
    assert "column `lisätieto` has phone numbers: record 2, record 8 — take the data out" in told


def test_many_places_are_told_shortly() -> None:
    find = {"kind": "email", "column": "t", "rows": list(range(2, 102)), "count": 250}
    told = tell({"dataset": "x", "format": "csv", "finds": [find]}, "en", remedy=False)
    assert told.endswith("row 2, row 3, row 4, row 5, row 6, and 245 more")


def test_every_kind_has_its_words() -> None:
    for kind in KINDS:
        find = {"kind": kind.name, "column": "t", "rows": [2], "count": 1}
        told = {tell({"dataset": "x", "format": "csv", "finds": [find]}, at) for at in
                ("fi", "sv", "en")}  # fmt: skip
        assert len(told) == 3
