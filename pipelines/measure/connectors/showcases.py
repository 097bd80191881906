"""The catalogue's showcases (ckanext-showcase) with their datasets: CSV with showcase, package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.measure.connectors.delimited import records
from pipelines.measure.evidence import Application


def read(path: Path) -> Iterator[Application]:
    """Yield which showcase uses which dataset. Raises NotTheDeclaredFile."""
    for _, record in records(path, ("showcase", "package")):
        yield Application(record["showcase"], record["package"])
