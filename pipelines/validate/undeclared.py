"""Any file, checked without a declaration: what is not said of it is guessed, and said aloud.

A published dataset is never read so: its declaration says everything. What does not belong here:
the validation itself (verdict), and the command's options (cli).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from frictionless import FrictionlessException, system
from frictionless.resources import TableResource
from pydantic import ValidationError

from pipelines.errors import NotTheDeclaredFile, SettingError
from pipelines.formats import sheets
from pipelines.model import Dataset, FileSource, FormatName, Text

EXTENSIONS = {
    **{name.value: name for name in FormatName},
    "tsv": FormatName.CSV,
    "txt": FormatName.CSV,
    "jsonl": FormatName.NDJSON,
}
"""File name's extension → format."""
DELIMITERS = ";,\t|"
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
    format, an option that the format does not have) and NotTheDeclaredFile (nothing can be guessed
    of the file).
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
    if kind is FormatName.CSV and not {"encoding", "delimiter"} <= given.keys():
        found = _detected(path, given.get("encoding"), names)
    elif kind in (FormatName.XLSX, FormatName.ODS) and "sheet" not in given:
        found = {"sheet": sheets.names(path)[0]}
    else:
        found = {}
    return {name: value for name, value in found.items() if name not in given}


def _detected(path: Path, encoding: str | None, names: Sequence[str]) -> dict[str, str]:
    """Return what frictionless' detector takes the encoding and the delimiter to be.

    Its guess of the delimiter goes by the frequency of signs, and a few spoilt rows mislead it: the
    one that makes more of the schema's names out of the header goes before.
    """
    resource = TableResource(path=path.name, basepath=str(path.parent), encoding=encoding)
    resource.format = "tsv" if path.suffix.lower() == ".tsv" else "csv"
    try:
        with system.use_context(trusted=True), resource:
            guess = str(resource.dialect.get_control("csv").delimiter)
            found = str(resource.encoding).removesuffix("-sig")
        with path.open(encoding=f"{found}-sig" if found == "utf-8" else found) as stream:
            header = stream.readline().rstrip("\r\n")
    except (FrictionlessException, UnicodeError) as error:
        reason = error.error.note if isinstance(error, FrictionlessException) else error
        raise NotTheDeclaredFile(
            f"{path.name}: {reason}", remedy="`--encoding` and `--delimiter` say them"
        ) from None
    delimiter = max([guess, *DELIMITERS], key=lambda mark: _named(header, mark, names))
    return {"encoding": found, "delimiter": delimiter}


def _named(header: str, delimiter: str, names: Sequence[str]) -> int:
    """Return how many of the names stand in the header, were that the delimiter."""
    labels = {label.strip(' "') for label in header.split(delimiter)}
    return len(labels & set(names))


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
