"""Several files as one table: each in its own dialect, and every row found again in its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import NotTheDeclaredFile
from pipelines.formats.merged import Merged, Part, Place
from pipelines.model import Reading

FIELDS = ["tili", "summa"]


class Folder:
    """Writes the files and reads them as one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parts: list[Part] = []

    def add(self, name: str, text: str, *, rename: Any = None, **options: Any) -> Folder:
        declared = {"format": "csv", "encoding": "utf-8", "delimiter": ";", **options}
        if declared["format"] != "csv":
            declared = {"format": declared["format"]}
        path = self.path / name
        path.write_bytes(text.encode(declared.get("encoding", "utf-8")))
        self.parts.append(Part(name, path, Reading.model_validate(declared), rename or {}))
        return self

    def merged(self) -> Merged:
        return Merged(self.parts, numbers=["summa"])

    def rows(self) -> list[list[Any]]:
        return list(self.merged().read(FIELDS))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_one_year_with_commas_the_next_with_semicolons(folder: Folder) -> None:
    folder.add("2014.csv", 'tili,summa\n4344,"1,50"\n', delimiter=",", decimal=",")
    folder.add("2015.csv", "tili;summa\n4360;2,50\nÄ;3,00\n", encoding="iso-8859-1", decimal=",")
    assert folder.rows() == [
        ["tili", "summa"],
        ["4344", "1,50"],
        ["4360", "2,50"],
        ["Ä", "3,00"],
    ]


def test_each_row_is_found_again_in_its_file(folder: Folder) -> None:
    folder.add("2014.csv", "tili;summa\na;1\nb;2\n")
    folder.add("2015.csv", "Ostot 2015;\n;\ntili;summa\nc;3\n", header_row=3)
    folder.add("2016.csv", "tili;summa\n")
    folder.add("2017.csv", "tili;summa\nd;4\n")
    merged = folder.merged()
    rows = list(merged.read(FIELDS))
    assert (merged.header_row, rows[3], rows[4]) == (1, ["c", "3"], ["d", "4"])
    assert [merged.place_of(position) for position in range(1, 6)] == [
        Place("2014.csv", 1),
        Place("2014.csv", 2),
        Place("2014.csv", 3),
        Place("2015.csv", 4),
        Place("2017.csv", 2),
    ]
    assert list(merged.read(FIELDS)) == rows


def test_a_single_file_stays_as_it_is(folder: Folder) -> None:
    folder.add("2015.csv", "Ostot 2015\ntili;summa\nc;3\n", header_row=2)
    merged = folder.merged()
    assert list(merged.read(FIELDS)) == [["Ostot 2015"], ["tili", "summa"], ["c", "3"]]
    assert (merged.header_row, merged.place_of(3)) == (2, Place("2015.csv", 3))


def test_columns_may_stand_in_another_order_and_be_called_otherwise(folder: Folder) -> None:
    folder.add("2014.csv", "tili;summa\na;1\n")
    folder.add("2015.csv", "Euroa;tili\n2;b\n", rename={"Euroa": "summa"})
    folder.add("2016.ndjson", '{"Euroa": 3, "tili": "c"}\n', format="ndjson",
               rename={"Euroa": "summa"})  # fmt: skip
    assert folder.rows()[1:] == [["a", "1"], ["b", "2"], ["c", 3]]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("tili", "it lacks 'summa'"),
        ("tili;summa;alv", "it has besides 'alv'"),
        ("tili;Summa", "it lacks 'summa'; has besides 'Summa'"),
        ("tili;summa;tili", "it has twice 'tili'"),
    ],
)
def test_other_columns_are_told_with_the_file(folder: Folder, header: str, told: str) -> None:
    folder.add("2014.csv", "tili;summa\na;1\n").add("2015.csv", f"{header}\nb;2\n")
    with pytest.raises(NotTheDeclaredFile) as caught:
        folder.rows()
    assert caught.value.message == (f"2015.csv: its columns are not those of 2014.csv: {told}")
    assert "`rename`" in caught.value.remedy


def test_a_column_to_rename_must_be_there(folder: Folder) -> None:
    folder.add("2014.csv", "tili;summa\na;1\n")
    folder.add("2015.csv", "tili;Eurot\nb;2\n", rename={"Euroa": "summa"})
    with pytest.raises(NotTheDeclaredFile, match=r"2015\.csv: there is no column 'Euroa'.*'Eurot'"):
        folder.rows()


def test_a_file_without_its_header_is_told(folder: Folder) -> None:
    folder.add("2014.csv", "tili;summa\na;1\n").add("2015.csv", "tili;summa\n", header_row=3)
    with pytest.raises(NotTheDeclaredFile, match=r"2015\.csv: there is no row 3"):
        folder.rows()


def test_decimal_marks_become_those_of_the_first_file_and_no_fault_is_hidden(
    folder: Folder,
) -> None:
    folder.add("2014.csv", "tili;summa\na,b;1,5\n", decimal=",")
    folder.add("2015.csv", "summa;tili\n1.5;a.b\n1,5;c\n", decimal=".")
    # A comma in a file of points is a fault there, and stays one.
    assert folder.rows()[1:] == [["a,b", "1,5"], ["a.b", "1,5"], ["c", "1.5"]]


def test_a_ragged_row_goes_on_as_it_is(folder: Folder) -> None:
    folder.add("2014.csv", "tili;summa\na;1\n").add("2015.csv", "summa;tili\n2\n\n3;c;x\n")
    assert folder.rows()[2:] == [["2"], [], ["3", "c", "x"]]


SIZES = st.lists(st.integers(0, 5), min_size=2, max_size=5)


@given(SIZES)
def test_places_are_right_for_files_of_any_size(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int]
) -> None:
    folder = Folder(tmp_path_factory.mktemp("files"))
    for number, size in enumerate(sizes):
        lines = "".join(f"{number};{row}\n" for row in range(2, size + 2))
        folder.add(f"{number}.csv", f"tili;summa\n{lines}")
    merged = folder.merged()
    for position, (file, row) in enumerate(merged.read(FIELDS), start=1):
        if position > 1:
            assert merged.place_of(position) == Place(f"{file}.csv", int(row))
