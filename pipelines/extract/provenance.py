"""Where published data came from: which requests made a snapshot, in a form that is kept with it.

What does not belong here: making requests and noting them (visit), the store itself (snapshots).
"""

from __future__ import annotations

from typing import Any

from pipelines.extract.snapshots import Snapshot

KEPT_REQUESTS = 100
"""Requests that are kept one by one; of more, only how many there were, and from when to when."""


def provenance(snapshot: Snapshot) -> dict[str, Any]:
    """Return the source's address, the snapshot's checksum and what brought it; no secret.

    `requests` counts all of them, `made_by` holds the first, `asked_first` and `asked_last` are
    ISO 8601, and `records` is how many came in all, where they were counted.
    """
    requests = snapshot.requests
    asked = sorted(request.asked for request in requests)
    counts = [request.records for request in requests if request.records is not None]
    return {
        "address": snapshot.url,
        "fetched_from": snapshot.fetched_from,
        "snapshot": snapshot.sha256,
        "bytes": snapshot.bytes,
        "first_fetched": snapshot.first_fetched.isoformat(),
        "requests": len(requests),
        "records": sum(counts) if counts else None,
        "asked_first": asked[0].isoformat() if asked else None,
        "asked_last": asked[-1].isoformat() if asked else None,
        "made_by": [request.to_json() for request in requests[:KEPT_REQUESTS]],
    }
