"""What changed between two editions of a table: which rows stay, change, come and go.

Rows are compared in their written form, the one in which they are published; so equal here is
equal for consumers. What does not belong here: how the changes are sent (loading).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.formats import lexical

Numbers = NDArray[np.int64]

CELL, MISSING, ESCAPE = "\x1f", "\x1e", "\x1d"
"""What stands between cells, and for a missing one; within a text they are escaped."""
SPECIAL = f"[{ESCAPE}{MISSING}{CELL}]"


@dataclass(frozen=True)
class Changes:
    """The rows of the new table that each row of the old one becomes."""

    becomes: Numbers
    """For each old row the number of the new row in its place; -1 where it goes away."""
    changed: Numbers
    """Numbers of old rows that become another row."""
    added: Numbers
    """Numbers of new rows that stand in no old row's place, in the new table's order."""
    keyed: bool
    """Whether rows were known by their key; by their whole content where not."""

    @property
    def removed(self) -> Numbers:
        """Return the numbers of old rows that go away."""
        return np.flatnonzero(self.becomes < 0).astype(np.int64)

    @property
    def order(self) -> Numbers:
        """Return the new table's rows in the order in which they then stand in the DataStore."""
        return np.concatenate([self.becomes[self.becomes >= 0], self.added])

    def counts(self) -> dict[str, int]:
        """Return {added, changed, removed} as people count them.

        Without a key nothing tells a changed row from one that went and one that came.
        """
        if self.keyed:
            return {
                "added": len(self.added),
                "changed": len(self.changed),
                "removed": len(self.removed),
            }
        return {
            "added": len(self.added) + len(self.changed),
            "changed": 0,
            "removed": len(self.removed) + len(self.changed),
        }


def changes(before: pa.Table, after: pa.Table, key: Sequence[str]) -> Changes:
    """Return what changed; both tables have the same columns, `key` may be empty.

    A key that is missing in a row or stands twice is no key: then rows are known by their content.
    """
    old_rows, new_rows = written(before), written(after)
    if key:
        old_keys = written(before.select(list(key)))
        new_keys = written(after.select(list(key)))
        if old_keys.is_unique and new_keys.is_unique:
            return _by_key(old_rows, new_rows, old_keys, new_keys)
    return _by_content(old_rows, new_rows)


def written(table: pa.Table) -> pd.Series:
    """Return each row as one text."""
    if table.num_rows == 0:
        return pd.Series([], dtype=object)
    cells = [_cells(column.combine_chunks()) for column in table.columns]
    joined = pc.binary_join_element_wise(*cells, pa.scalar(CELL, pa.large_string()))
    return pd.Series(joined.to_numpy(zero_copy_only=False), dtype=object)


def _cells(column: pa.Array) -> pa.Array:
    words = lexical.text(column).cast(pa.large_string())
    if pc.any(pc.match_substring_regex(words, SPECIAL)).as_py():
        for number, mark in enumerate((ESCAPE, MISSING, CELL)):
            words = pc.replace_substring(words, pattern=mark, replacement=f"{ESCAPE}{number}")
    return pc.fill_null(words, MISSING)


def _by_key(
    old_rows: pd.Series, new_rows: pd.Series, old_keys: pd.Series, new_keys: pd.Series
) -> Changes:
    becomes = _positions(new_keys, old_keys)
    stays = becomes >= 0
    same = np.zeros(len(becomes), dtype=bool)
    same[stays] = old_rows.to_numpy()[stays] == new_rows.to_numpy()[becomes[stays]]
    changed = np.flatnonzero(stays & ~same)
    added = np.setdiff1d(np.arange(len(new_rows)), becomes[stays])
    return Changes(becomes, changed.astype(np.int64), added.astype(np.int64), keyed=True)


def _by_content(old_rows: pd.Series, new_rows: pd.Series) -> Changes:
    """Match equal rows, the first with the first; then put new rows in the place of gone ones."""
    becomes = _positions(_numbered(new_rows), _numbered(old_rows))
    gone = np.flatnonzero(becomes < 0)
    come = np.setdiff1d(np.arange(len(new_rows)), becomes)
    reused = min(len(gone), len(come))
    becomes[gone[:reused]] = come[:reused]
    changed, added = gone[:reused].astype(np.int64), come[reused:].astype(np.int64)
    return Changes(becomes, changed, added, keyed=False)


def _numbered(rows: pd.Series) -> pd.Series:
    """Return the rows with how often each was there before, which makes equal ones different."""
    times = rows.groupby(rows, sort=False).cumcount()
    twice = times > 0
    numbered = rows.copy()
    numbered[twice] = rows[twice] + CELL + times[twice].astype(str)
    return numbered


def _positions(where: pd.Series, what: pd.Series) -> Numbers:
    """Return the position in `where` of each of `what`; -1 where it is not there."""
    positions: Numbers = pd.Index(where).get_indexer(pd.Index(what)).astype(np.int64)
    return positions
