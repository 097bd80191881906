"""What is ready to be published: the files and the typed table of each of a dataset's tables.

What does not belong here: how it was made (orchestration), and what CKAN shows of it (metadata).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.model import FormatName
from pipelines.publish.loading import Loaded

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees (WGS 84)."""


@dataclass(frozen=True)
class File:
    """A finished distribution on this machine."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class Edition:
    """What of a table is ready to be shown: one snapshot, validated and converted."""

    files: Mapping[FormatName, File]
    """The distributions that could be made; a missing one stays in the catalogue as it was."""
    table: Path
    """The validated table, as Parquet."""
    table_sha256: str
    schema: Mapping[str, Any]
    """The Table Schema."""
    changed: dt.datetime
    """When the data changed."""
    loaded: Loaded | None = None
    """The table that was loaded into the DataStore the last time, where it is known."""
    left_out: Mapping[str, int] | None = None
    """{rows, of} where invalid rows were left out, as the declaration allows."""
    box: Box | None = None
    """Where the rows' places lie; None for a table without places."""
    first_day: dt.date | None = None
    """The earliest day in the rows; None for a table without dates."""
    last_day: dt.date | None = None
    """The latest day in the rows."""


Editions = Mapping[str, Edition]
"""The editions of a dataset's tables, by the ids of its `parts`; none for an API."""


def last_change(editions: Editions) -> dt.datetime:
    """Return when any of the tables changed last."""
    return max(edition.changed for edition in editions.values())


def covered(extent: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return an edition's fields on what its rows cover, from converting's {box, days}."""
    box, days = (extent or {}).get("box"), (extent or {}).get("days")
    first, last = (dt.date.fromisoformat(day) for day in days) if days else (None, None)
    return {"box": tuple(box) if box else None, "first_day": first, "last_day": last}
