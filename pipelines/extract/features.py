"""The features of a map layer as they come, each once, kept on the disk until all are there.

Memory stays flat however large the layer; the order is that of the features' ids, so that the same
features give the same bytes in whatever order a service sends them.
What does not belong here: asking for them (wfs), and how they are told from a page (feature_pages).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from pipelines.formats import geojson


class Features:
    """A layer's features by their ids, in a file of its own that goes when it is closed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # A lost file costs a repeated visit and nothing else.
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE feature (id TEXT PRIMARY KEY, json TEXT NOT NULL)")
        self.count = 0
        """Features that are there, each counted once."""
        self.repeated = 0
        """Features that came again."""
        self.bytes = 0
        """Characters of the features, much the same as bytes."""

    def __enter__(self) -> Self:
        """Return the features."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close and remove the file."""
        self._database.close()
        self._path.unlink()

    def add(self, features: Iterable[tuple[str, str]]) -> None:
        """Keep features (id, one line of JSON); one that is known already stays as it is."""
        self._database.execute("BEGIN")
        for identifier, text in features:
            row = (identifier, text)
            added = self._database.execute("INSERT OR IGNORE INTO feature VALUES (?, ?)", row)
            self.count += added.rowcount
            self.repeated += 1 - added.rowcount
            self.bytes += len(text) * added.rowcount
        self._database.execute("COMMIT")

    def write(self, path: Path) -> Path:
        """Write them as one FeatureCollection, a feature to a line, and return its path."""
        order = "SELECT json FROM feature ORDER BY length(id), id"
        with closing(self._database.execute(order)) as rows:
            geojson.write_features(path, (text for (text,) in rows))
        return path
