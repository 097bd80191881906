"""The indicators' ledger as a source: the file of its closed days, which the state holds.

What does not belong here: making that file (orchestration), and reading blocks (measure).
"""

from __future__ import annotations

import shutil

from pipelines.errors import NotTheDeclaredFile, SourceUnavailable
from pipelines.extract.snapshots import Request
from pipelines.extract.visit import Arrived, Collected, Visit, checksum
from pipelines.model import Dataset, LedgerSource

KEY = "indicators/closed-days.csv"
"""Where the file stands in the state."""
NAME = "closed-days.csv"


def collect(dataset: Dataset, visit: Visit) -> Collected:
    """Bring the file of the closed days. Raises SourceUnavailable, NotTheDeclaredFile."""
    source = dataset.source
    assert isinstance(source, LedgerSource)  # noqa: S101 - found by its type
    asked = visit.now()
    try:
        path = visit.store.other_file(KEY)
    except FileNotFoundError as error:
        raise SourceUnavailable(
            f"{source.address}: its closed days have not been written yet",
            remedy="`hri run` writes them before it publishes the dataset",
        ) from error
    size = path.stat().st_size
    if size > source.max_bytes:
        raise NotTheDeclaredFile(
            f"{source.address}: {size} bytes are more than the declared {source.max_bytes}",
            remedy="raise `source.max_bytes`",
        )
    target = visit.folder / NAME
    shutil.copyfile(path, target)
    visit.note(Request(source.address, asked, None, size, checksum(target)))
    return Collected((Arrived(target, content_type="text/csv"),))
