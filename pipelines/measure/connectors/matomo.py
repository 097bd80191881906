"""Matomo's export of page views and downloads: CSV with date, label, nb_hits (bots left out by it).

`label` is the page's address or its path; only a dataset's page (`/dataset/<name>`) and its files
(`/dataset/<id>/resource/…/download/…`) count.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.measure.connectors.addresses import used
from pipelines.measure.connectors.delimited import day, records, whole_number
from pipelines.measure.evidence import Use


def read(path: Path) -> Iterator[Use]:
    """Yield the use of datasets. Raises NotTheDeclaredFile."""
    for line, record in records(path, ("date", "label", "nb_hits")):
        hits = whole_number(path, line, record["nb_hits"])
        found = used(record["label"])
        if found is not None:
            yield Use(day(path, line, record["date"]), found.package, found.kind, hits)
