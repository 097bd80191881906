"""What arrives with 'HTTP 200' and is not the declared file."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from pipelines.errors import DeclarationError, NotTheDeclaredFile
from pipelines.extract import Snapshot, raw_files
from tests.extract.conftest import CSV, Desk
from tests.extract.origin import Answer

TEXT = "piste;nimi\nA01;Hämeentie\nA02;Mäkelänkatu\n"
PAGE = "<!DOCTYPE html>\n<html><title>404 – sivua ei löydy</title></html>".encode()
EXCEPTION = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- GeoServer -->
<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0">
  <ows:Exception exceptionCode="InvalidParameterValue" locator="typeName">
    <ows:ExceptionText>Feature type avoindata:x unknown</ows:ExceptionText>
  </ows:Exception>
</ows:ExceptionReport>"""
WMS_EXCEPTION = b"""<ServiceExceptionReport version="1.3.0">
<ServiceException code="LayerNotDefined">no</ServiceException></ServiceExceptionReport>"""
JSON = {"format": "json"}
GEOJSON = {"format": "geojson"}
NDJSON = {"format": "ndjson"}
XLSX = {"format": "xlsx", "sheet": "Taulu"}
ODS = {"format": "ods", "sheet": "Taulu"}
PARQUET = {"format": "parquet"}
GPKG = {"format": "gpkg", "layer": "puut"}
EVERY = [CSV, JSON, GEOJSON, NDJSON, XLSX, ODS, PARQUET, GPKG]
NAMES = [options["format"] for options in EVERY]


def take(desk: Desk, body: bytes, declared: dict[str, Any], **more: Any) -> Snapshot:
    """Serve the bytes under a declaration and extract them."""
    desk.fixed = declared
    return desk.first(Answer(body, headers={"Content-Type": "text/csv"}), **more)


def refused(desk: Desk, body: bytes, declared: dict[str, Any], **more: Any) -> str:
    """Return the message of the refusal, after seeing that nothing was kept and no retry made."""
    with pytest.raises(NotTheDeclaredFile) as caught:
        take(desk, body, declared, **more)
    assert f"{desk.origin.url}/counts.csv: " in caught.value.message
    assert caught.value.remedy
    assert desk.store().latest() is None
    assert len(desk.origin.requests) == 1
    return str(caught.value)


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in members.items():
            bundle.writestr(name, content)
    return stream.getvalue()


def workbook() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("Taulu").write_row(0, 0, ["piste", "nimi"])
    return stream.getvalue()


def parquet() -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({"piste": ["A01"]}), stream)
    return stream.getvalue()


def geopackage(folder: Path) -> bytes:
    path = folder / "puut.gpkg"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE puut (tunnus TEXT)")
    connection.executemany("INSERT INTO puut VALUES (?)", [("HEL-" * 100,)] * 100)
    connection.commit()
    connection.close()
    return path.read_bytes()


@pytest.mark.parametrize("declared", EVERY, ids=NAMES)
def test_a_page_is_no_data(desk: Desk, declared: dict[str, Any]) -> None:
    message = refused(desk, PAGE, declared)
    assert f"an HTML page came instead of the {declared['format']}" in message


@pytest.mark.parametrize(
    "page",
    [
        b"\xef\xbb\xbf\r\n  <HTML><body>",
        b"<!-- portal --><html lang=fi>",
        b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">',
        "\ufeff<html>".encode("utf-16-le"),
        b"<h1>502 Bad Gateway</h1>",
        b"<script>location='/login'</script>",
    ],
)
def test_pages_in_every_dress(desk: Desk, page: bytes) -> None:
    assert "HTML page" in refused(desk, page, CSV)


def test_angle_brackets_alone_make_no_page(desk: Desk) -> None:
    take(desk, b"<DATE>;<PRICE>\n20161124;5\n", CSV)


@pytest.mark.parametrize("declared", EVERY, ids=NAMES)
def test_an_error_document_is_no_data(desk: Desk, declared: dict[str, Any]) -> None:
    message = refused(desk, EXCEPTION, declared)
    assert "ExceptionReport: InvalidParameterValue" in message
    assert "source.url" in message


def test_the_older_error_document_too(desk: Desk) -> None:
    assert "ExceptionReport: LayerNotDefined" in refused(desk, WMS_EXCEPTION, GEOJSON)


@pytest.mark.parametrize("declared", EVERY, ids=NAMES)
def test_an_empty_body_is_no_data(desk: Desk, declared: dict[str, Any]) -> None:
    assert "the file is empty: nothing came" in refused(desk, b"", declared)


@pytest.mark.parametrize("body", [b" \r\n\t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n\n"])
def test_white_space_is_no_data_either(desk: Desk, body: bytes) -> None:
    assert f"{len(body)} bytes of white space" in refused(desk, body, CSV)


def test_no_content_is_empty(desk: Desk) -> None:
    with pytest.raises(NotTheDeclaredFile, match="empty"):
        desk.first(Answer(status=204))


def test_sizes_are_held(desk: Desk) -> None:
    small = refused(desk, b"a;b\n", CSV, min_bytes=5)
    assert "only 4 bytes came, and at least 5" in small
    desk.origin.requests.clear()
    large = refused(desk, b"a;b\n1;2\n", CSV, max_bytes=7)
    assert "larger than 7 bytes" in large


@pytest.mark.parametrize("body", [b"a;b\n", b"a;b\n1;2\n"])
def test_sizes_at_their_limits_pass(desk: Desk, body: bytes) -> None:
    take(desk, body, CSV, min_bytes=4, max_bytes=8)


def encoded(name: str) -> dict[str, Any]:
    return {**CSV, "encoding": name}


@pytest.mark.parametrize("name", ["utf-8", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16"])
def test_the_declared_encoding_passes(desk: Desk, name: str) -> None:
    take(desk, TEXT.encode(name), encoded(name))


def test_a_utf_8_mark_is_accepted(desk: Desk) -> None:
    take(desk, TEXT.encode("utf-8-sig"), CSV)


def test_plain_ascii_is_every_encoding(desk: Desk) -> None:
    take(desk, b"piste;nimi\nA01;Kumpula\n", encoded("windows-1252"))


def test_latin_1_declared_as_utf_8_names_byte_and_row(desk: Desk) -> None:
    message = refused(desk, TEXT.encode("latin-1"), CSV)
    assert "row 2 has the byte 0xE4, which is no utf-8" in message
    assert "windows-1252 or iso-8859-1" in message


def test_the_row_is_right_far_into_a_file(desk: Desk) -> None:
    body = b"x" * 99 + b"\n"
    message = refused(desk, body * 20_000 + "ä".encode("latin-1"), CSV)
    assert "row 20001 has the byte 0xE4" in message


def test_a_letter_cut_in_half_at_the_end(desk: Desk) -> None:
    assert "row 2 has the byte 0xC3" in refused(desk, "nimi\nä".encode()[:-1], CSV)


def test_a_letter_on_the_seam_of_two_chunks_is_whole(desk: Desk) -> None:
    take(desk, b"x" * ((1 << 20) - 1) + "ä\n".encode(), CSV)


@pytest.mark.parametrize("name", ["iso-8859-1", "iso-8859-15", "windows-1252", "cp850"])
def test_utf_8_declared_as_a_one_byte_encoding(desk: Desk, name: str) -> None:
    message = refused(desk, TEXT.encode(), encoded(name))
    assert f"UTF-8 throughout, and {name} is declared" in message
    assert "`encoding: utf-8`" in message


@pytest.mark.parametrize(
    ("mark", "declared", "found"),
    [
        ("utf-16", "utf-8", "utf-16"),
        ("utf-16", "iso-8859-1", "utf-16"),
        ("utf-8-sig", "iso-8859-1", "utf-8"),
    ],
)
def test_another_encodings_mark(desk: Desk, mark: str, declared: str, found: str) -> None:
    message = refused(desk, TEXT.encode(mark), encoded(declared))
    assert f"begins with the mark of {found}, and {declared} is expected" in message


@pytest.mark.parametrize("name", ["utf-8", "iso-8859-1", "iso-8859-15"])
def test_lost_letters(desk: Desk, name: str) -> None:
    # In the second file the lost letter stands beside a true Latin-1 one.
    body = b"nimi\nH\xef\xbf\xbdmeentie\n" + (b"" if name == "utf-8" else b"M\xe4kel\xe4\n")
    assert "row 2 holds U+FFFD" in refused(desk, body, encoded(name))


def test_a_lost_letter_on_the_seam_of_two_chunks(desk: Desk) -> None:
    body = b"nimi\n" + b"x" * ((1 << 20) - 6) + b"\xef\xbf\xbd\n\xe4\n"
    assert "row 2 holds U+FFFD" in refused(desk, body, encoded("iso-8859-1"))


def test_a_byte_that_windows_1252_does_not_know(desk: Desk) -> None:
    assert "byte 0x81" in refused(desk, b"nimi\n\x81\xe4\n", encoded("windows-1252"))


def test_an_encoding_that_does_not_exist_is_the_declarations_fault(desk: Desk) -> None:
    with pytest.raises(DeclarationError, match="no encoding 'utf-9'"):
        take(desk, TEXT.encode(), encoded("utf-9"))


def test_a_json_error_message_is_no_csv(desk: Desk) -> None:
    assert "JSON document came" in refused(desk, b'{"error": "quota"}', CSV)
    take(desk, b'{"a";"b"\n1;2\n', CSV)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"\x1f\x8b\x08\x00" + b"0" * 20, "a gzip"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file (.xls)"),
        (parquet(), "a parquet file"),
    ],
    ids=["gzip", "pdf", "xls", "parquet"],
)
def test_binary_files_are_no_csv(desk: Desk, body: bytes, found: str) -> None:
    assert f"{found}" in refused(desk, body, CSV)


def test_a_zip_where_csv_was_declared_lists_what_it_holds(desk: Desk) -> None:
    message = refused(desk, zipped({"lue.txt": b"x", "ostot.csv": b"a;b\n"}), CSV)
    assert "declare the right one as `source.member`: 'lue.txt', 'ostot.csv'" in message


@pytest.mark.parametrize(
    ("declared", "body"),
    [
        (JSON, b'[{"a": 1}]\n'),
        (JSON, b'\xef\xbb\xbf{"a": "\xc3\xa4"}'),
        (GEOJSON, b'{"type": "FeatureCollection", "features": []}'),
        (NDJSON, b'{"a": 1}\n{"a": 2}\n'),
    ],
)
def test_whole_json_passes(desk: Desk, declared: dict[str, Any], body: bytes) -> None:
    take(desk, body, declared)


@pytest.mark.parametrize("declared", [JSON, GEOJSON, NDJSON], ids=["json", "geojson", "ndjson"])
def test_cut_json(desk: Desk, declared: dict[str, Any]) -> None:
    assert "is cut off: its last bracket" in refused(desk, b'{"a": 1}\n{"a": 2', declared)


def test_other_texts_are_no_json(desk: Desk) -> None:
    assert "a text came that is no json" in refused(desk, TEXT.encode(), JSON)


def test_json_is_utf_8(desk: Desk) -> None:
    message = refused(desk, '{"a": "ä"}'.encode("latin-1"), JSON)
    assert "0xE4, which is no utf-8" in message
    desk.origin.requests.clear()
    message = refused(desk, '{"a": "ä"}'.encode("utf-16"), JSON)
    assert "mark of utf-16, and utf-8 is expected — ask the agency for UTF-8" in message


def test_a_whole_workbook_passes(desk: Desk) -> None:
    take(desk, workbook(), XLSX)


def test_a_cut_workbook(desk: Desk) -> None:
    assert "cut off or damaged" in refused(desk, workbook()[:-200], XLSX)


def test_a_workbook_with_a_damaged_part(desk: Desk) -> None:
    body = bytearray(workbook())
    with zipfile.ZipFile(io.BytesIO(bytes(body))) as bundle:
        info = bundle.getinfo("xl/workbook.xml")
    body[info.header_offset + 30 + len(info.filename) + 20] ^= 0xFF
    assert "'xl/workbook.xml' in the zip cannot be unpacked" in refused(desk, bytes(body), XLSX)


def test_a_zip_of_something_else_is_no_workbook(desk: Desk) -> None:
    assert "a zip without xl/workbook.xml" in refused(desk, zipped({"a.csv": b"1"}), XLSX)
    desk.origin.requests.clear()
    assert "a zip without content.xml" in refused(desk, workbook(), ODS)


def test_a_workbook_that_would_fill_the_disk(desk: Desk) -> None:
    bomb = zipped({"xl/workbook.xml": b"0" * 3_000_000})
    assert "unpacks to more than 100000 bytes" in refused(desk, bomb, XLSX, max_bytes=100_000)


@pytest.mark.parametrize("declared", [XLSX, ODS, PARQUET, GPKG], ids=["xlsx", "ods", "pq", "gpkg"])
def test_wrong_magic(desk: Desk, declared: dict[str, Any]) -> None:
    message = refused(desk, TEXT.encode(), declared)
    assert f"a file of another format came instead of the {declared['format']}" in message


def test_parquet_has_its_mark_at_both_ends(desk: Desk) -> None:
    assert "its closing mark PAR1 is missing" in refused(desk, parquet()[:-4], PARQUET)
    take(desk, parquet(), PARQUET)


def test_a_geopackage_is_as_long_as_it_says(desk: Desk, tmp_path: Path) -> None:
    body = geopackage(tmp_path)
    half = len(body) // 2
    message = refused(desk, body[:half], GPKG)
    assert f"cut off: {half} of {len(body)} bytes came" in message
    take(desk, body, GPKG)


MEMBER = {**CSV, "member": "ostot 2016.csv"}


def test_a_member_is_unpacked_for_the_stages_after(desk: Desk, tmp_path: Path) -> None:
    snapshot = take(desk, zipped({"lue.txt": b"x", "ostot 2016.csv": TEXT.encode()}), MEMBER)
    assert snapshot.files[0].key.endswith("/counts.csv.zip")
    (path,) = raw_files(snapshot, desk.dataset(), desk.state, tmp_path)
    assert path.name == "ostot 2016.csv"
    assert path.is_relative_to(tmp_path)
    assert path.read_text() == TEXT


def test_a_member_stays_in_the_folder_and_ends_in_its_format(desk: Desk, tmp_path: Path) -> None:
    declared = {**CSV, "member": "../../ostot.txt"}
    snapshot = take(desk, zipped({"../../ostot.txt": TEXT.encode()}), declared)
    (path,) = raw_files(snapshot, desk.dataset(), desk.state, tmp_path)
    assert path.name == "ostot.txt.csv"
    assert path.resolve().is_relative_to(tmp_path.resolve())


def test_a_missing_member_lists_the_others(desk: Desk) -> None:
    message = refused(desk, zipped({"lue.txt": b"x", "Ostot 2016.csv": b"y"}), MEMBER)
    assert "has no 'ostot 2016.csv'; it holds 'lue.txt', 'Ostot 2016.csv'" in message


def test_the_guards_look_into_the_member(desk: Desk) -> None:
    message = refused(desk, zipped({"ostot 2016.csv": TEXT.encode("latin-1")}), MEMBER)
    assert "row 2 has the byte 0xE4" in message
    desk.origin.requests.clear()
    assert "empty" in refused(desk, zipped({"ostot 2016.csv": b""}), MEMBER)
    desk.origin.requests.clear()
    assert "HTML page" in refused(desk, zipped({"ostot 2016.csv": PAGE}), MEMBER)


def test_a_member_that_would_fill_the_disk(desk: Desk) -> None:
    bomb = zipped({"ostot 2016.csv": b"0" * 3_000_000})
    message = refused(desk, bomb, MEMBER, max_bytes=100_000)
    assert "ostot 2016.csv unpacks to more than 100000 bytes" in message


def test_what_is_no_zip_has_no_member(desk: Desk) -> None:
    assert "cut off or damaged" in refused(desk, zipped({"ostot 2016.csv": b"1"})[:-22], MEMBER)
    desk.origin.requests.clear()
    assert "HTML page" in refused(desk, PAGE, MEMBER)
    desk.origin.requests.clear()
    assert "the file is empty" in refused(desk, b"", MEMBER)


def test_the_last_good_snapshot_outlives_a_bad_answer(desk: Desk) -> None:
    good = take(desk, TEXT.encode(), CSV)
    for bad in (PAGE, EXCEPTION, b"", TEXT.encode("latin-1")):
        with pytest.raises(NotTheDeclaredFile):
            take(desk, bad, CSV)
        assert desk.store().latest() == good
        assert desk.content(good) == TEXT.encode()
    failure = desk.store().last_failure()
    assert failure is not None
    assert failure.error == "NotTheDeclaredFile"
