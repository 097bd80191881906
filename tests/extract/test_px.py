"""PX files as statistics offices write them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import NotTheDeclaredFile
from pipelines.extract import px
from pipelines.extract.cube import Cell, Cube, Dimension, parts

FILE = """CHARSET="ANSI";
CODEPAGE="iso-8859-15";
TITLE="Tulot; alueittain";
LAST-UPDATED="20150615 09:00";
STUB="Alue","Ikä";
HEADING="Vuosi";
STUB[sv]="Område","Ålder";
VALUES("Alue")="Hel"
"sinki","Espoo; Esbo";
VALUES[sv]("Alue")="Helsingfors","Esbo";
CODES("Alue")="091","049";
VALUES("Ikä")="Kaikki €";
VALUES("Vuosi")="2013","2014";
TIMEVAL("Vuosi")=TLIST(A1),"2013","2014";
NOTE="..=tieto puuttuu";
DATA=
1 2.50
".." "-" ;
"""


def read(folder: Path, text: str, encoding: str = "iso-8859-15") -> Cube:
    path = folder / "part.px"
    path.write_bytes(text.encode(encoding))
    return px.read(path)


def test_a_file_with_all_its_ways_of_writing(tmp_path: Path) -> None:
    cube = read(tmp_path, FILE)
    assert cube.dimensions == (
        Dimension("Alue", {"091": "Helsinki", "049": "Espoo; Esbo"}),
        Dimension("Ikä", {"Kaikki €": "Kaikki €"}),
        Dimension("Vuosi", {"2013": "2013", "2014": "2014"}),
    )
    assert cube.cells == (Cell(1), Cell(Decimal("2.50")), Cell(None, ".."), Cell(None, "-"))
    assert cube.updated == "20150615 09:00"
    rows = [(labels["Alue"][0], labels["Vuosi"][0], cell.value) for labels, cell in cube.rows()]
    assert rows == [
        ("091", "2013", 1),
        ("091", "2014", Decimal("2.50")),
        ("049", "2013", None),
        ("049", "2014", None),
    ]


def test_the_encoding_is_the_one_that_the_file_names(tmp_path: Path) -> None:
    utf_8 = FILE.replace("iso-8859-15", "utf-8")
    assert read(tmp_path, utf_8, "utf-8").dimensions == read(tmp_path, FILE).dimensions
    assert read(tmp_path, utf_8, "utf-8-sig").dimensions == read(tmp_path, FILE).dimensions


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("DATA=", "DATE=", "there is no DATA"),
        ('".." "-" ;', '".."', "the semicolon after DATA is missing"),
        ('".." "-" ;', '".." ;', "3 cells came, and 4 are expected"),
        ("1 2.50", "1 yksi", "neither a number nor a sign"),
        ('"091","049"', '"091"', "the values and codes of 'Alue' do not fit"),
        ('"091","049"', '"091","091"', "the values and codes of 'Alue' do not fit"),
        ('TITLE="Tulot; alueittain";', "Otsikko;", "near line 2: a keyword is expected"),
        ('puuttuu";', "puuttuu;", "a value never ends"),
        ("iso-8859-15", "martian", "not written in martian"),
        ("iso-8859-15", "ascii", "not written in ascii"),
    ],
)
def test_what_is_no_whole_file_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert FILE.count(old) == 1
    with pytest.raises(NotTheDeclaredFile, match=told):
        read(tmp_path, FILE.replace(old, new))


NAMES = st.text(st.characters(codec="utf-8", exclude_characters='"\r\n\ufeff'), min_size=1)
CELLS = st.one_of(
    st.integers().map(Cell),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map(Cell),
    st.sampled_from([".", "..", "...", "-"]).map(lambda sign: Cell(None, sign)),
)


@st.composite
def cubes(draw: st.DrawFn) -> Cube:
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    values = st.lists(NAMES, min_size=1, max_size=3, unique=True)
    dimensions = tuple(Dimension(name, {value: value for value in draw(values)}) for name in names)
    count = 1
    for dimension in dimensions:
        count *= len(dimension.labels)
    cells = draw(st.lists(CELLS, min_size=count, max_size=count))
    return Cube(dimensions, tuple(cells))


@given(cubes())
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, cube: Cube) -> None:
    def listed(texts: object) -> str:
        return ",".join(f'"{text}"' for text in texts)  # type: ignore[attr-defined]

    values = "".join(f'VALUES("{d.code}")={listed(d.labels)};\n' for d in cube.dimensions)
    data = " ".join(f'"{c.status}"' if c.status else str(c.value) for c in cube.cells)
    stub = listed([dimension.code for dimension in cube.dimensions])
    text = f'CODEPAGE="utf-8";\nSTUB={stub};\n{values}DATA=\n{data};\n'
    assert read(tmp_path_factory.mktemp("px"), text, "utf-8") == cube


SELECTIONS = st.dictionaries(
    st.sampled_from("abcd"),
    st.lists(st.integers(), min_size=1, max_size=6, unique=True),
    min_size=1,
)


@given(SELECTIONS, st.integers(1, 40))
def test_parts_are_small_and_make_up_the_whole_in_its_order(
    wanted: dict[str, list[int]], limit: int
) -> None:
    from itertools import product

    selection = {name: [str(code) for code in codes] for name, codes in wanted.items()}
    cut = list(parts(selection, limit))
    cells = [cell for part in cut for cell in product(*part.values())]
    assert cells == list(product(*selection.values()))
    assert all(len(list(product(*part.values()))) <= limit for part in cut)
