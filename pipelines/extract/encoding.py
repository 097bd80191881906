"""Whether a text file is in its declared encoding, to the last byte.

Nothing is guessed: a mismatch is refused, with a hint at what it may be.
What does not belong here: delimiters, quotes and cells (formats, validate).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from pipelines.errors import DeclarationError, NotTheDeclaredFile
from pipelines.extract.refusal import refusal
from pipelines.model import DeclaredFile

CHUNK_BYTES = 1 << 20
LOST = "\ufffd"
UTF_8_ONLY = "ask the agency for UTF-8, which the format demands"
# UTF-32's marks begin with UTF-16's, and so stand first.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8"),
)


def check_encoding(path: Path, source: DeclaredFile, encoding: str) -> None:
    """Return where the whole file decodes strictly, and no other encoding is plainly meant.

    Raises NotTheDeclaredFile (a byte that does not fit, another encoding's mark, UTF-8 declared as
    a one-byte encoding, U+FFFD), DeclarationError for an encoding that does not exist.
    """
    name = _codec(encoding)
    mark = _mark(path)
    if mark and mark not in name:
        raise refusal(
            source,
            f"the file begins with the mark of {mark}, and {encoding} is expected",
            f"declare `encoding: {mark}`" if source.encoding else UTF_8_ONLY,
        )
    if not name.startswith("utf") and _is_utf_8(path):
        raise refusal(
            source,
            f"the file is UTF-8 throughout, and {encoding} is declared: ä would become Ã¤",
            "declare `encoding: utf-8`",
        )
    _decode(path, source, encoding)


def _codec(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name.replace("_", "-")
    except LookupError:
        pass
    raise DeclarationError(
        f"there is no encoding '{encoding}'",
        remedy="declare utf-8, iso-8859-1, iso-8859-15 or windows-1252, whichever it is",
    )


def _mark(path: Path) -> str | None:
    with path.open("rb") as stream:
        start = stream.read(4)
    return next((name for mark, name in MARKS if start.startswith(mark)), None)


def _is_utf_8(path: Path) -> bool:
    """Tell whether the file has bytes beyond ASCII, and all of them make up valid UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    beyond_ascii = False
    try:
        for chunk in _chunks(path):
            beyond_ascii = beyond_ascii or not chunk.isascii()
            decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError:
        return False
    return beyond_ascii


def _decode(path: Path, source: DeclaredFile, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    # In a one-byte encoding, UTF-8's U+FFFD comes as three characters.
    lost = LOST.encode().decode(encoding, "replace") if _is_one_byte(encoding) else LOST
    row, tail = 1, ""
    for chunk in _chunks(path):
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise _misfit(source, encoding, error, row) from error
        if (place := (tail + text).find(lost)) >= 0:
            raise _lost(source, row + (tail + text)[:place].count("\n"))
        row += text.count("\n")
        tail = text[-2:].replace("\n", " ")


def _chunks(path: Path) -> Iterator[bytes]:
    """Yield the file's bytes, and an empty chunk at its end."""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk
    yield b""


def _is_one_byte(encoding: str) -> bool:
    return len("é".encode(encoding, "replace")) == 1


def _misfit(
    source: DeclaredFile, encoding: str, error: UnicodeDecodeError, row: int
) -> NotTheDeclaredFile:
    bad = error.object[error.start]
    row += error.object[: error.start].count(b"\n")
    if not source.encoding:
        remedy = UTF_8_ONLY
    elif _codec(encoding) == "utf-8":
        remedy = "declare the encoding it is: often windows-1252 or iso-8859-1 in Finland"
    else:
        remedy = "declare the encoding it is: often windows-1252 or utf-8 in Finland"
    return refusal(source, f"row {row} has the byte 0x{bad:02X}, which is no {encoding}", remedy)


def _lost(source: DeclaredFile, row: int) -> NotTheDeclaredFile:
    return refusal(
        source,
        f"row {row} holds U+FFFD (�): a letter was lost before the file came here",
        "ask the agency to export the file again in UTF-8",
    )
