"""The ledger's blocks: records that are written together, as canonical bytes.

A block is JSON lines: sorted keys, no spaces, UTF-8, so that the same records are the same bytes.
What does not belong here: where blocks are kept (stores) and how they are chained (chain).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.measure.rows import IndicatorRow

Record = dict[str, Any]


def to_bytes(records: Iterable[Record]) -> bytes:
    """Return the canonical bytes of records, in the order that they are given in."""
    lines = (
        json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        for record in records
    )
    return "".join(lines).encode()


def from_bytes(data: bytes) -> list[Record]:
    """Return the records of a block. Raises ValueError where it is none."""
    return [json.loads(line) for line in data.decode().splitlines()]


def of_rows(rows: Sequence[IndicatorRow]) -> bytes:
    """Return the canonical bytes of rows, in the order of their keys."""
    return to_bytes(row.to_json() for row in sorted(rows, key=lambda row: row.key))


def to_rows(data: bytes) -> list[IndicatorRow]:
    """Return the rows of a block. Raises ValueError where it holds none."""
    try:
        return [IndicatorRow.from_json(record) for record in from_bytes(data)]
    except (TypeError, KeyError) as error:
        raise ValueError(f"not a row: {error}") from error


def digest(data: bytes) -> str:
    """Return the SHA-256 of a block."""
    return hashlib.sha256(data).hexdigest()
