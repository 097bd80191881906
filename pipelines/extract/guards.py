"""The guards: what arrives with 'HTTP 200' and is not the declared file stops here.

HTML pages, error documents, empty, cut-off and oversized files, wrong formats and encodings. They
look at the bytes, never at the Content-Type, which agencies' servers often get wrong.
What does not belong here: whether the rows are valid (validate).
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipelines.extract import archive
from pipelines.extract.encoding import check_encoding
from pipelines.extract.refusal import refusal
from pipelines.model import DeclaredFile, FormatName

HEAD_BYTES = 8192
SMALL_BYTES = 1 << 20
PAGE = re.compile(
    r"(<\?xml[^>]*>\s*|<!--.*?-->\s*)*"
    r"<(!doctype\s+html|html|head|title|body|meta|script|style|div|h1|p)\b",
    re.I | re.S,
)
OWS_ROOT = re.compile(
    r"(<\?xml[^>]*>\s*|<!--.*?-->\s*|<!doctype[^>]*>\s*)*<([\w.-]+:)?(Service)?ExceptionReport\b",
    re.I | re.S,
)
OWS_CODE = re.compile(r"<[^>]*\b(?:exceptionCode|code)\s*=\s*[\"']([\w.-]{1,80})[\"']", re.I)
MAGIC = (
    (b"PK\x03\x04", "a zip"),
    (b"\x1f\x8b", "a gzip"),
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls) or a locked workbook"),
    (b"SQLite format 3\x00", "an SQLite or GeoPackage file"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\x89PNG", "a picture"),
)


def check(path: Path, source: DeclaredFile) -> None:
    """Return where the answer in `path` is the declared file; unpack its members to look at them.

    Raises NotTheDeclaredFile, which names the URL, what was found and the remedy.
    """
    size = path.stat().st_size
    if size and size < source.min_bytes:
        raise refusal(
            source,
            f"only {size} bytes came, and at least {source.min_bytes} are declared",
            "see whether the agency cut the file; where it is right, lower `source.min_bytes`",
        )
    if not source.member:
        _check_content(path, source)
        return
    _check_is_not_empty(path, source)
    _check_is_no_page(path, source)
    with tempfile.TemporaryDirectory(prefix="hri-member-") as folder:
        for _, member in archive.unpack(path, source, Path(folder)):
            _check_content(member, source)


def ows_exception(start: bytes) -> str:
    """Return what an OGC error document (WFS, WMS) says, or '' where the bytes begin none."""
    text = _text(start)
    if not OWS_ROOT.match(text):
        return ""
    code = OWS_CODE.search(text)
    return f"ExceptionReport: {code.group(1)}" if code else "ExceptionReport"


def _check_content(path: Path, source: DeclaredFile) -> None:
    _check_is_not_empty(path, source)
    _check_is_no_page(path, source)
    CHECKS[source.format](path, source)


def _check_is_not_empty(path: Path, source: DeclaredFile) -> None:
    with path.open("rb") as stream:
        while chunk := stream.read(SMALL_BYTES):
            if chunk.strip().removeprefix(b"\xef\xbb\xbf").strip():
                return
    what = f"{path.stat().st_size} bytes of white space" if path.stat().st_size else "nothing"
    raise refusal(
        source, f"the file is empty: {what} came", "ask the agency whether its export has failed"
    )


def _check_is_no_page(path: Path, source: DeclaredFile) -> None:
    start = _head(path)
    if exception := ows_exception(start):
        raise refusal(
            source,
            f"an error document came instead of the {source.format.value} ({exception})",
            "correct the layer's name and the other parameters in `source.url`",
        )
    if PAGE.match(_text(start)):
        raise refusal(
            source,
            f"an HTML page came instead of the {source.format.value}",
            "open the address in a browser: the file has moved, or it asks for a login",
        )


def _check_csv(path: Path, source: DeclaredFile) -> None:
    _check_is_text(path, source)
    check_encoding(path, source, str(source.encoding))
    # A cell may begin with a brace; a whole small file that is JSON is an error message.
    if _text(_head(path))[:1] in ("{", "[") and path.stat().st_size < SMALL_BYTES:
        try:
            json.loads(path.read_bytes())
        except ValueError:
            return
        raise refusal(
            source,
            "a JSON document came instead of the csv",
            "see what it says: where it is no error message, declare `format: json`",
        )


def _check_json(path: Path, source: DeclaredFile) -> None:
    _check_is_text(path, source)
    check_encoding(path, source, "utf-8")
    if not _text(_head(path)).startswith(("{", "[")):
        raise refusal(
            source,
            f"a text came that is no {source.format.value}: it has no opening bracket",
            "see what the address gives, and declare the `format` that it is",
        )
    if _tail(path, 4096).rstrip()[-1:] not in (b"}", b"]"):
        raise refusal(
            source,
            f"the {source.format.value} is cut off: its last bracket is missing",
            "fetch it again later; where it lasts, tell the agency",
        )


def _check_workbook(path: Path, source: DeclaredFile) -> None:
    _check_magic(path, source, b"PK\x03\x04")
    part = "xl/workbook.xml" if source.format == FormatName.XLSX else "content.xml"
    archive.check_workbook(path, source, part)


def _check_parquet(path: Path, source: DeclaredFile) -> None:
    _check_magic(path, source, b"PAR1")
    if _tail(path, 4) != b"PAR1":
        raise refusal(
            source,
            "the parquet is cut off: its closing mark PAR1 is missing",
            "fetch it again later; where it lasts, tell the agency",
        )


def _check_gpkg(path: Path, source: DeclaredFile) -> None:
    _check_magic(path, source, b"SQLite format 3\x00")
    head = _head(path)
    page = int.from_bytes(head[16:18], "big")
    # SQLite's file format: 1 stands for 65536; the page count holds where 24..28 equals 92..96.
    whole = (65536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
    if head[24:28] == head[92:96] and path.stat().st_size < whole:
        raise refusal(
            source,
            f"the gpkg is cut off: {path.stat().st_size} of {whole} bytes came",
            "fetch it again later; where it lasts, tell the agency",
        )


def _check_magic(path: Path, source: DeclaredFile, magic: bytes) -> None:
    start = _head(path)
    if not start.startswith(magic):
        raise refusal(
            source,
            f"{_kind(start)} came instead of the {source.format.value}",
            "see what the address gives, and declare the `format` that it is",
        )


def _check_is_text(path: Path, source: DeclaredFile) -> None:
    start = _head(path)
    binary = next((name for magic, name in MAGIC if start.startswith(magic)), None)
    if start.startswith(b"PAR1") and _tail(path, 4) == b"PAR1":
        binary = "a parquet file"
    if binary is None:
        return
    remedy = "declare the `format` that it is, or ask the agency for the declared one"
    if names := archive.members(path):
        remedy = f"declare the right one as `source.member`: {archive.listed(names)}"
    raise refusal(source, f"{binary} came instead of the {source.format.value}", remedy)


def _kind(start: bytes) -> str:
    known = next((name for magic, name in MAGIC if start.startswith(magic)), None)
    return known or "a file of another format"


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD_BYTES)


def _tail(path: Path, count: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - count))
        return stream.read()


def _text(start: bytes) -> str:
    """Return the first bytes as a text whose ASCII is right, without its mark and white space."""
    utf_16 = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = start.removeprefix(b"\xef\xbb\xbf").decode("utf-16" if utf_16 else "latin-1", "ignore")
    return text.lstrip()


CHECKS: dict[FormatName, Callable[[Path, DeclaredFile], None]] = {
    FormatName.CSV: _check_csv,
    FormatName.JSON: _check_json,
    FormatName.NDJSON: _check_json,
    FormatName.GEOJSON: _check_json,
    FormatName.XLSX: _check_workbook,
    FormatName.ODS: _check_workbook,
    FormatName.PARQUET: _check_parquet,
    FormatName.GPKG: _check_gpkg,
}
