"""Records cut out of blocks of bytes: exactly those that Python's `csv` reads, however cut."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.validate.columnar import pieces as pieces_module
from pipelines.validate.columnar.cutting import Marks, NotPlain, cut, stray
from pipelines.validate.columnar.pieces import TextForm, pieces

MARKS = Marks(ord(","), ord('"'))


def form(width: int, encoding: str = "utf-8", *, translate: bool = False) -> TextForm:
    return TextForm(encoding, translate, csv.excel(), MARKS, width)


def records(path: Path, shape: TextForm) -> list[tuple[int, list[str]]]:
    found = []
    for piece in pieces(path, shape):
        batch = piece.batch(shape)
        found += [(int(n), batch.cells(position)) for position, n in enumerate(batch.numbers)]
    return found


@pytest.mark.parametrize(
    ("block", "ends", "widths"),
    [
        (b"a,b\nc,d\n", [4, 8], [2, 2]),
        (b"a,b\r\nc\r\n", [5, 8], [2, 1]),
        (b'"a,b",c\n', [8], [2]),
        (b'"a\nb",c\n"x""y",z\n', [8, 17], [2, 2]),
        (b"a,b\n\nc,d\n\r\n", [4, 5, 9, 11], [2, 0, 2, 0]),
        (b'"a\r\nb"\r\n""\n', [8, 11], [1, 1]),
    ],
)
def test_plain_blocks(block: bytes, ends: list[int], widths: list[int]) -> None:
    found = cut(block, MARKS, at_end=True)
    assert found is not None
    assert (found.ends.tolist(), found.widths.tolist()) == (ends, widths)


@pytest.mark.parametrize(
    "block",
    [
        b'a"b,c\n',
        b'"a"b,c\n',
        b'a, "b"\n',
        b"a\rb\n",
        b"a\r\r\n",
        b"\xef\xbb\xbfa\n",
        b'"a\n',
        b'"a"\r"b"\n',
    ],
)
def test_blocks_that_only_csv_reads_rightly(block: bytes) -> None:
    with pytest.raises(NotPlain):
        cut(block, MARKS, at_end=True)


def test_a_stray_quote_before_a_quoted_line_end_does_not_shift_the_records() -> None:
    block = b'5" putki,1\n"a\nb",2\nc,3\n'
    dialect = csv.excel()
    assert stray(block, dialect, at_end=True) == (
        len(block),
        [['5" putki', "1"], ["a\nb", "2"], ["c", "3"]],
    )
    assert stray(block[:15], dialect, at_end=False) == (11, [['5" putki', "1"]])


def test_a_record_longer_than_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces_module, "BLOCK", 8)
    path = tmp_path / "long.csv"
    path.write_bytes(b'a,b\n"' + b"x\n" * 50 + b'",2\n3,4\n')
    assert records(path, form(2)) == [
        (1, ["a", "b"]),
        (2, ["x\n" * 50, "2"]),
        (3, ["3", "4"]),
    ]


def test_encodings_and_marks(tmp_path: Path) -> None:
    path = tmp_path / "marked.csv"
    for codec in ("utf-8-sig", "utf-16", "iso-8859-1"):
        path.write_bytes("ä,ö\r\nå,x\r\n".encode(codec))
        assert records(path, form(2, codec)) == [(1, ["ä", "ö"]), (2, ["å", "x"])]
    path.write_bytes("\ufeffa,b\n".encode())
    assert records(path, form(2)) == [(1, ["\ufeffa", "b"])], "where none is expected, it is text"
    path.write_bytes(b'"a\r\nb",c\r\n')
    assert records(path, form(2, translate=True)) == [(1, ["a\nb", "c"])]


CELLS = st.text(st.sampled_from('a1 ,"\n\r;ä'), max_size=6)


@settings(max_examples=300, deadline=None)
@given(
    text=st.one_of(
        st.text(st.sampled_from('ab,"\n\r'), max_size=60),
        st.lists(st.lists(CELLS, max_size=4), max_size=8).map(
            lambda rows: "\r\n".join(
                ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
            )
        ),
    ),
    block=st.integers(1, 40),
    width=st.integers(1, 4),
)
def test_records_are_those_of_csv(
    tmp_path_factory: pytest.TempPathFactory, text: str, block: int, width: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "random.csv"
    path.write_bytes(text.encode())
    expected = list(csv.reader(io.StringIO(text, newline="")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces_module, "BLOCK", block)
        assert records(path, form(width)) == list(enumerate(expected, start=1))
