"""Any file, checked without a declaration: what is not said of it is guessed, and said aloud.

A published dataset is never read so: its declaration says everything. What does not belong here:
the validation itself (verdict), and the command's options (cli).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from pipelines.errors import SettingError
from pipelines.formats import sheets
from pipelines.model import Dataset, FileSource, FormatName, Text

EXTENSIONS = {
    **{name.value: name for name in FormatName},
    "tsv": FormatName.CSV,
    "txt": FormatName.CSV,
    "jsonl": FormatName.NDJSON,
}
"""File name's extension → format."""
DELIMITERS = ",;\t|"
"""The marks among which the delimiter is looked for; of equals the first."""
BLOCK = 1 << 20
NOWHERE = "https://undeclared.invalid/"
"""Stands where a declaration has the file's address; it is never asked."""


@dataclass(frozen=True)
class Guess:
    """A file as a dataset that nobody has declared, and what had to be guessed of it."""

    dataset: Dataset
    """It has an id, a title and a source, and nothing else of a declaration."""
    guessed: Mapping[str, str]
    """Option → the value that was guessed."""


def undeclared(path: Path, options: Mapping[str, Any], schema: Mapping[str, Any]) -> Guess:
    """Return the file as something that can be validated against the Table Schema.

    `options` are those of FileSource, without those that are None. Raises SettingError (an unknown
    format or encoding, an option that the format does not have) and NotTheDeclaredFile (a workbook
    that cannot be opened).
    """
    given = {name: value for name, value in options.items() if value is not None}
    known = given.get("format") or EXTENSIONS.get(path.suffix.removeprefix(".").lower())
    if known is None:
        raise SettingError(
            f"{path.name}: the format cannot be told from the name",
            remedy=f"`--format` says it: {', '.join(FormatName)}",
        )
    names = [field.get("name", "") for field in schema["fields"]]
    guessed = _guessed(path, FormatName(known), given, names)
    place = {"type": "file", "url": NOWHERE + quote(path.name)}
    try:
        source = FileSource.model_validate({**place, **guessed, **given, "format": known})
    except ValidationError as error:
        raise SettingError(f"{path.name}: {_reasons(error)}", remedy="see --help") from None
    facts: dict[str, Any] = {
        "id": _slug(path),
        "name": _slug(path),
        "title": Text(fi=path.name),
        "source": source,
    }
    return Guess(
        Dataset.model_construct(**facts), {name: _shown(value) for name, value in guessed.items()}
    )


def _guessed(
    path: Path, kind: FormatName, given: Mapping[str, Any], names: Sequence[str]
) -> dict[str, str]:
    """Return the options that the format needs and nobody has said."""
    found: dict[str, str] = {}
    if kind is FormatName.CSV and "encoding" not in given:
        found["encoding"] = _encoding(path)
    if kind is FormatName.CSV and "delimiter" not in given:
        header = _line(path, given.get("encoding") or found["encoding"], given.get("header_row", 1))
        found["delimiter"] = max(DELIMITERS, key=lambda mark: _fit(header, mark, names))
    if kind in (FormatName.XLSX, FormatName.ODS) and "sheet" not in given:
        found["sheet"] = sheets.names(path)[0]
    return found


def _encoding(path: Path) -> str:
    """Return UTF-8 where the whole file is, else what the older systems of Finland write.

    A detector that goes by the first bytes misses the first ä of a file when it comes late, and
    takes a short file for MacRoman or Turkish.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        try:
            while block := stream.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "windows-1252"
    return "utf-8"


def _line(path: Path, encoding: str, number: int) -> str:
    """Return a line of the file, as far as it can be read: the validation judges the encoding."""
    with path.open("rb") as stream:
        line = next(islice(stream, number - 1, None), b"").removeprefix(codecs.BOM_UTF8)
    try:
        return line.decode(encoding, errors="replace").rstrip("\r\n")
    except LookupError:
        raise SettingError(
            f"the encoding {encoding} is unknown", remedy="such as utf-8 or windows-1252"
        ) from None


def _fit(header: str, delimiter: str, names: Sequence[str]) -> tuple[int, int]:
    """Return how many of the schema's names, and how many labels, the delimiter makes of a header.

    A sniffer that goes by the frequency of signs is misled by a few spoilt rows; the names are not.
    """
    labels = [label.strip(' "') for label in header.split(delimiter)]
    return len(set(labels) & set(names)), len(labels)


def _reasons(error: ValidationError) -> str:
    """Return the messages of the rules that the options break."""
    return "; ".join(
        f"`--{name.replace('_', '-')}`: {message}"
        for detail in error.errors(include_url=False)
        for name, message in detail.get("ctx", {}).get("faults")
        or [(str(detail["loc"][-1]), str(detail["msg"]))]
    )


def _shown(value: str) -> str:
    return f"`{value}`".replace("\t", r"\t")


def _slug(path: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "table"
