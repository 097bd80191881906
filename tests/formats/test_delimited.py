"""How agencies' CSV files are read: by record, strictly decoded, with the place of each fault."""

from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import NotTheDeclaredFile
from pipelines.formats import format_named
from pipelines.model import FileSource, FormatName


def read(
    path: Path, encoding: str = "utf-8", delimiter: str = ";", quote: str | None = None
) -> list[list[Any]]:
    source = FileSource(
        type="file",
        url="https://www.hel.fi/x.csv",
        format=FormatName.CSV,
        encoding=encoding,
        delimiter=delimiter,
        quote=quote,
    )
    return list(format_named(FormatName.CSV).read(path, source, []))


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(NotTheDeclaredFile) as caught:
        read(path, **options)
    return str(caught.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.csv"


def test_a_quoted_line_end_belongs_to_the_cell_and_a_blank_line_is_a_record(file: Path) -> None:
    file.write_bytes(b'id;name\r\n1;"a\r\nb"\r\n\r\n2;c')
    assert read(file) == [["id", "name"], ["1", "a\r\nb"], [], ["2", "c"]]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_line_end_is_understood(file: Path, end: bytes) -> None:
    file.write_bytes(end.join([b"a;b", b"1;2", b""]))
    assert read(file) == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", b"\xc3\xa4\xe2\x82\xac"),
        ("utf-8", b"\xef\xbb\xbf\xc3\xa4\xe2\x82\xac"),
        ("utf-8-sig", b"\xef\xbb\xbf\xc3\xa4\xe2\x82\xac"),
        ("iso-8859-15", b"\xe4\xa4"),
        ("windows-1252", b"\xe4\x80"),
    ],
)
def test_letters_come_out_right_in_the_declared_encoding(
    file: Path, encoding: str, written: bytes
) -> None:
    file.write_bytes(written)
    assert read(file, encoding=encoding) == [["ä€"]]


def test_a_bad_byte_is_named_by_record_and_offset(file: Path) -> None:
    # a;b\n is 4 bytes, the second record 8 bytes on two lines, then c; and the bad byte
    file.write_bytes(b'a;b\n1;"x\ny"\nc;\xe4\n')
    assert "a.csv, record 3, byte 14" in refusal(file)
    assert "iso-8859-1" in refusal(file)


def test_a_bad_byte_far_into_the_file_is_found(file: Path) -> None:
    file.write_bytes(b"a;b\n" * 50_000 + b"a;\xe4\n")
    assert "record 50001, byte 200002" in refusal(file)


def test_characters_lost_before_are_refused(file: Path) -> None:
    file.write_bytes("ä;b\n1;H\ufffdmeentie\n".encode())
    # ä is two bytes, so the second record begins at byte 5
    assert "record 2, byte 8: U+FFFD" in refusal(file)


def test_a_nul_is_refused(file: Path) -> None:
    file.write_bytes(b"a;b\n1;\x002\n")
    assert "record 2, byte 6: a NUL" in refusal(file)


def test_utf8_declared_as_latin_is_refused_and_real_latin_is_not(file: Path) -> None:
    file.write_bytes("Töölö;1\n".encode())
    assert "declare `encoding: utf-8`" in refusal(file, encoding="iso-8859-1")
    file.write_bytes("Töölö;1\n".encode("iso-8859-1"))
    assert read(file, encoding="iso-8859-1") == [["Töölö", "1"]]


@pytest.mark.parametrize("encoding", ["utf-16", "klingon"])
def test_an_encoding_that_cannot_be_read_line_by_line_is_refused(file: Path, encoding: str) -> None:
    file.write_bytes(b"a\n")
    assert f"`{encoding}` is unknown" in refusal(file, encoding=encoding)


@pytest.mark.parametrize("rest", [b'2;"open', b'2;"open\n3;x\n', b'2;"open""\n'])
def test_a_quote_that_never_closes_is_refused_where_it_opens(file: Path, rest: bytes) -> None:
    file.write_bytes(b'a;b\n1;"ok"\n' + rest)
    assert "opens in record 3 never closes" in refusal(file)


def test_a_quote_inside_an_unquoted_cell_is_only_a_character(file: Path) -> None:
    file.write_bytes(b'a;b\n1;5" pipe\n2;x\n')
    assert read(file) == [["a", "b"], ["1", '5" pipe'], ["2", "x"]]


def test_the_declared_quote_is_used(file: Path) -> None:
    file.write_bytes(b"'a;b';c\n")
    assert read(file, quote="'") == [["a;b", "c"]]


def test_a_cell_larger_than_pythons_own_limit_is_read(file: Path) -> None:
    file.write_bytes(b"a;" + b"x" * 200_000 + b"\n")
    assert len(read(file)[0][1]) == 200_000


def test_records_come_before_the_whole_file_is_read(file: Path) -> None:
    file.write_bytes(b"a;b\n" + b"1;2\n" * 100 + b"\xe4\n")
    source = FileSource(
        type="file",
        url="https://www.hel.fi/x.csv",
        format=FormatName.CSV,
        encoding="utf-8",
        delimiter=";",
    )
    records = format_named(FormatName.CSV).read(file, source, [])
    assert next(records) == ["a", "b"]
    assert next(records) == ["1", "2"]
