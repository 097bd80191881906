"""The records of one visit on the disk, by key, so that a long list never stands in the memory.

A record that must not be kept leaves its key alone: it is counted, and takes the place of an older
one. What does not belong here: where records come from (rest, open311).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path

Key = int | str
"""Whole numbers come before texts; texts stand in the order of their characters."""
Stored = tuple[Key, str | None]
"""A key and the record as compact JSON; NOT_KEPT for a record of the list that must not be kept,
None for one that the agency has deleted."""
NOT_KEPT = ""
Combine = Callable[[Mapping[str, str | None]], str | None]
"""From {part: record} of one key to the record that is written, or to nothing."""

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE record (part TEXT, key, body TEXT, PRIMARY KEY (part, key));
"""
LARGEST_INTEGER = 2**63


class RecordStore:
    """Records in parts: one part for each list, or one for what was there and one for changes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(TABLES)

    def put(self, part: str, records: Iterable[Stored]) -> None:
        """Add records to a part; of two with one key the last one stays."""
        rows = ((part, key, body) for key, body in records)
        self._connection.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", rows)

    def clear(self, part: str) -> None:
        """Forget a part's records."""
        self._connection.execute("DELETE FROM record WHERE part = ?", (part,))

    def lay_over(self, part: str, changes: str) -> None:
        """Move the records of a part over another one; what was deleted goes from both."""
        deleted = "SELECT key FROM record WHERE part = ? AND body IS NULL"
        delete = f"DELETE FROM record WHERE part IN (?, ?) AND key IN ({deleted})"  # noqa: S608
        self._connection.execute(delete, (part, changes, changes))
        move = "UPDATE OR REPLACE record SET part = ? WHERE part = ?"
        self._connection.execute(move, (part, changes))

    def keys(self, part: str) -> tuple[int, str]:
        """Return how many keys a part holds, and their checksum."""
        digest, count = hashlib.sha256(), 0
        query = "SELECT key FROM record WHERE part = ? ORDER BY key"
        for (key,) in self._connection.execute(query, (part,)):
            digest.update(f"{key!r}\n".encode())
            count += 1
        return count, digest.hexdigest()

    def write(self, path: Path, combine: Combine) -> int:
        """Write the records of all parts, one a line in the order of keys; return how many."""
        written = 0
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            for parts in self._by_key():
                body = combine(parts)
                if body:
                    stream.write(f"{body}\n")
                    written += 1
        return written

    def _by_key(self) -> Iterator[dict[str, str | None]]:
        rows = self._connection.execute("SELECT key, part, body FROM record ORDER BY key, part")
        for _, group in groupby(rows, key=itemgetter(0)):
            yield {part: body for _, part, body in group}


@contextmanager
def opened(folder: Path) -> Iterator[RecordStore]:
    """Open an empty store in a folder of the visit's own, and remove it at the end."""
    path = folder / "records.sqlite"
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            yield RecordStore(connection)
    finally:
        path.unlink(missing_ok=True)


def storable(key: object) -> Key | None:
    """Return a whole number or a text as a key, None where the value is neither."""
    if isinstance(key, bool) or not isinstance(key, int | str) or key == "":
        return None
    return str(key) if isinstance(key, int) and abs(key) >= LARGEST_INTEGER else key
