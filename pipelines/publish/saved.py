"""A plan as a file holds it: every call with its parameters, content by its checksum.

No cell of the data is in it: rows are named by their table and their numbers' checksum. Nobody
sends calls out of a file; they are compared with those of a plan made anew.
What does not belong here: where content lies, and whether a saved plan still holds (orchestration).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pipelines.publish.calls import Call, Record, Rows

UNMARKED = ("organization", "tracking_summary")
"""What of a package may change without anybody touching it."""


def mark_of(package: Record) -> Record:
    """Return the mark of a package as it is shown: another mark means that somebody changed it."""
    return {
        "package": package["id"],
        "metadata_modified": package.get("metadata_modified"),
        "resources": {
            each["id"]: {
                name: each.get(name) for name in ("metadata_modified", "hash", "datastore_hash")
            }
            for each in package["resources"]
        },
        "sha256": _digest({n: v for n, v in package.items() if n not in UNMARKED}),
    }


def call_record(call: Call) -> Record:
    """Return the call as a saved plan holds it."""
    record: Record = {
        "action": call.action,
        "reason": call.reason,
        "parameters": json.loads(json.dumps(call.parameters)),
    }
    if call.file is not None:
        record["file"] = {"name": call.file_name, "bytes": call.bytes, "sha256": _hash(call)}
    if call.text is not None:
        digest = hashlib.sha256(call.text.encode()).hexdigest()
        record["file"] = {"name": call.file_name, "bytes": call.bytes, "sha256": digest}
    if call.rows is not None:
        record["rows"] = _rows(call.rows)
    return record


def _hash(call: Call) -> str:
    return str(call.parameters["hash"])


def _rows(rows: Rows) -> Record:
    digest = hashlib.sha256(rows.numbers.tobytes())
    if rows.ids is not None:
        digest.update(rows.ids.tobytes())
    return {"count": len(rows.numbers), "numbers_sha256": digest.hexdigest()}


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
