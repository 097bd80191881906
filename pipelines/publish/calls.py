"""One write to the catalogue, as a plan holds it.

What does not belong here: deciding on calls (plan, loading), and sending them (apply).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Record = dict[str, Any]
Numbers = NDArray[np.int64]

COPY = "datastore_copy"
"""Our own action: a whole new table beside the old one, by PostgreSQL's COPY, past CKAN's API."""
EXCHANGE = "datastore_exchange"
"""Our own action: the new table takes the old one's place."""

PACKAGE_ID = "{package_id}"
"""In a plan that creates a package, where the id goes that CKAN will give it."""


@dataclass(frozen=True)
class Rows:
    """Rows of a typed table that go into a call."""

    table: Path
    """The table, as Parquet."""
    numbers: Numbers
    """The rows' numbers in it, from 0."""
    ids: Numbers | None = None
    """The `_id`s of the DataStore's rows that they replace; None where they are new."""


@dataclass(frozen=True)
class Call:
    """One write."""

    action: str
    parameters: Record
    reason: str
    """What it does, for the reader of the plan."""
    file: Path | None = None
    file_name: str = ""
    text: str | None = None
    """The content of a small file that is made here, instead of `file`."""
    rows: Rows | None = None

    @property
    def bytes(self) -> int:
        """Return how large the file is that it uploads."""
        if self.file is not None:
            return self.file.stat().st_size
        return len(self.text.encode()) if self.text is not None else 0

    @property
    def target(self) -> str:
        """Return the id that it names; '' where what it creates has none yet."""
        return str(self.parameters.get("resource_id") or self.parameters.get("id") or "")

    @property
    def creates_series(self) -> bool:
        """Tell whether it creates the package of a series, which has a type of its own."""
        return self.action == "package_create" and "type" in self.parameters
