"""No copy is left: what the state, the site and the DataStore's database hold of a dataset's cells.

What is kept holds no cell: the publishing record, the journal, the applies, incidents, failures.
A purge is an incident of the dataset, and is counted as one.
What does not belong here: what the catalogue serves (publish).
"""

from __future__ import annotations

import hashlib
from typing import Any

from pipelines.model import LANGUAGES
from pipelines.orchestration.served import Served
from pipelines.orchestration.workplace import Workplace
from pipelines.state import State

WITH_CELLS = (
    "snapshots", "validated", "converted", "loaded", "reports", "baselines", "versions", "health"
)  # fmt: skip
"""The state's folders in which a dataset has a folder with its cells."""


def forget_copies(work: Workplace, known: Served) -> None:
    """Remove every copy past the catalogue's own; done again, it removes what has come since.

    Raises what the database raises.
    """
    for folder in WITH_CELLS:
        work.state.remove_below(f"{folder}/{known.dataset}")
    for key in (f"{known.dataset}.json", f"{known.dataset}.proposed.json"):
        work.state.delete(f"baselines/{key}")
    if work.site is not None:
        work.site.remove_below(f"versions/{known.dataset}")
    if work.database is not None:
        for resource in known.resources:
            work.database.forget(resource)


def keep_incident(state: State, known: Served, record: dict[str, Any]) -> str:
    """Record the purge as an incident, once, and return its key in the state."""
    mark = hashlib.sha256(f"purge {known.dataset} {record['at']}".encode()).hexdigest()[:16]
    key = f"incidents/{known.dataset}/{record['on']}-{mark}.json"
    reason = record["reason"]
    if not state.exists(key):
        incident = {
            "dataset": known.dataset,
            "found": record["at"],
            "kind": "purge",
            "by": record["by"],
            "finds": [],
            "told": {each: reason.get(each) or reason["fi"] for each in LANGUAGES},
        }
        state.write_json(key, incident)
    return key
