"""Files behind URLs: each fetched when it changed, and guarded.

What does not belong here: how the file is asked for (visit, web), what it must look like (guards).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from pipelines.extract import guards
from pipelines.extract.observation import latest_change
from pipelines.extract.snapshots import RawFile
from pipelines.extract.visit import Arrived, Collected, Visit
from pipelines.model import Dataset, DeclaredFile, FileSource, OneFile, Source
from pipelines.web import http_date


def collect(dataset: Dataset, visit: Visit) -> Collected:
    """Bring the declared files. Raises what Visit.download raises, and NotTheDeclaredFile."""
    source = dataset.source
    assert isinstance(source, FileSource)  # noqa: S101 - found by its type
    declared = _declared(dataset)
    known = visit.last.files if visit.last else [None] * len(declared)
    files = [
        _fetched(file, name, visit, source.authorization, last)
        for file, name, last in zip(declared, _names(declared), known, strict=True)
    ]
    modified = [http_date(file.last_modified) for file in files]
    return Collected(tuple(files), modified=latest_change(modified))


def _declared(dataset: Dataset) -> list[list[OneFile]]:
    """Return for each file how each of the dataset's tables declares it."""
    tables = [
        part.source.parts() for part in dataset.parts() if isinstance(part.source, FileSource)
    ]
    return [list(file) for file in zip(*tables, strict=True)]


def _fetched(
    declared: list[OneFile], name: str, visit: Visit, secret: str | None, known: RawFile | None
) -> Arrived | RawFile:
    first = declared[0]
    file = visit.download(first.url, name, max_bytes=first.max_bytes, secret=secret, known=known)
    if isinstance(file, Arrived):
        for table in declared:
            guards.check(file.path, table)
    return file


def _names(declared: Sequence[list[OneFile]]) -> list[str]:
    """Return the raw files' names; where two would be the same, with their number in front."""
    names = [raw_name(file[0].url, file[0]) for file in declared]
    return [
        f"{number}-{name}" if names.count(name) > 1 else name
        for number, name in enumerate(names, start=1)
    ]


def raw_name(url: str, source: Source | DeclaredFile) -> str:
    """Return the raw file's name: the URL's last part, ending in what the file is."""
    assert isinstance(source, DeclaredFile)  # noqa: S101 - found by its type
    ending = ".zip" if source.member else f".{source.format.value}"
    last = unquote(urlsplit(url).path).rpartition("/")[2]
    name = re.sub(r"[^A-Za-z0-9_.-]+", "_", last).strip("._")[-100:] or "source"
    return name if name.lower().endswith(ending) else f"{name}{ending}"
