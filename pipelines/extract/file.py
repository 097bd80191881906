"""A file behind a URL: fetched when it changed, and guarded.

What does not belong here: how the file is asked for (visit, web), what it must look like (guards).
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from pipelines.extract import guards
from pipelines.extract.visit import Arrived, Collected, Visit
from pipelines.model import Dataset, DeclaredFile, FileSource, Source
from pipelines.web import http_date


def collect(dataset: Dataset, visit: Visit) -> Collected:
    """Bring the declared file. Raises what Visit.download raises, and NotTheDeclaredFile."""
    source = dataset.source
    assert isinstance(source, FileSource)  # noqa: S101 - found by its type
    known = visit.last.files[0] if visit.last else None
    file = visit.download(
        source.url,
        raw_name(source.url, dataset.parts()[0].source),
        max_bytes=source.max_bytes,
        secret=source.authorization,
        known=known,
    )
    if isinstance(file, Arrived):
        for part in dataset.parts():
            assert isinstance(part.source, FileSource)  # noqa: S101 - as above
            guards.check(file.path, part.source)
    return Collected((file,), modified=http_date(file.last_modified))


def raw_name(url: str, source: Source | DeclaredFile) -> str:
    """Return the raw file's name: the URL's last part, ending in what the file is."""
    assert isinstance(source, DeclaredFile)  # noqa: S101 - as above
    ending = ".zip" if source.member else f".{source.format.value}"
    last = unquote(urlsplit(url).path).rpartition("/")[2]
    name = re.sub(r"[^A-Za-z0-9_.-]+", "_", last).strip("._")[-100:] or "source"
    return name if name.lower().endswith(ending) else f"{name}{ending}"
