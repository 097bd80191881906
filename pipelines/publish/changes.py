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
    if key:
        columns = list(key)
        old, new = _codes(written(before.select(columns)), written(after.select(columns)))
        if _unique(old) and _unique(new):
            return _by_key(before, after, _positions(new, old))
    return _by_content(*_codes(written(before), written(after)))


def written(table: pa.Table) -> pa.LargeStringArray:
    """Return each row as one text."""
    if table.num_rows == 0:
        return pa.array([], pa.large_string())
    cells = [_cells(column.combine_chunks()) for column in table.columns]
    return pc.binary_join_element_wise(*cells, pa.scalar(CELL, pa.large_string()))


def _cells(column: pa.Array) -> pa.Array:
    words = lexical.text(column).cast(pa.large_string())
    if pc.any(pc.match_substring_regex(words, SPECIAL)).as_py():
        for number, mark in enumerate((ESCAPE, MISSING, CELL)):
            words = pc.replace_substring(words, pattern=mark, replacement=f"{ESCAPE}{number}")
    return pc.fill_null(words, MISSING)


def _codes(old: pa.Array, new: pa.Array) -> tuple[Numbers, Numbers]:
    """Return a number for each text, the same for the same text in both."""
    codes = pa.concat_arrays([old, new]).dictionary_encode().indices
    numbers: Numbers = codes.to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers[: len(old)], numbers[len(old) :]


def _unique(codes: Numbers) -> bool:
    return not len(codes) or int(np.bincount(codes).max()) == 1


def _by_key(before: pa.Table, after: pa.Table, becomes: Numbers) -> Changes:
    stays = np.flatnonzero(becomes >= 0)
    differ = _differing(before.take(pa.array(stays)), after.take(pa.array(becomes[stays])))
    added = np.ones(after.num_rows, dtype=bool)
    added[becomes[stays]] = False
    changed = stays[differ].astype(np.int64)
    return Changes(becomes, changed, np.flatnonzero(added).astype(np.int64), keyed=True)


def _differing(old: pa.Table, new: pa.Table) -> Numbers:
    """Return the numbers of the rows whose written forms differ, in two tables of equal length.

    Only rows with unequal values are written, for equal values of one type are written alike.
    """
    suspects = np.zeros(old.num_rows, dtype=bool)
    for here, there in zip(old.columns, new.columns, strict=True):
        suspects |= _unequal(here, there)
    numbers = np.flatnonzero(suspects)
    rows = pa.array(numbers)
    unlike = pc.not_equal(written(old.take(rows)), written(new.take(rows)))
    found: Numbers = numbers[unlike.to_numpy(zero_copy_only=False).astype(bool)].astype(np.int64)
    return found


def _unequal(here: pa.ChunkedArray, there: pa.ChunkedArray) -> NDArray[np.bool_]:
    if here.type != there.type:
        return np.ones(len(here), dtype=bool)
    if pa.types.is_floating(here.type):
        # 0.0 equals -0.0, and is written otherwise.
        here, there = _signed(here), _signed(there)
    unlike = pc.fill_null(pc.not_equal(here, there), False)
    one_is_missing = pc.xor(pc.is_null(here), pc.is_null(there))
    found: NDArray[np.bool_] = pc.or_(unlike, one_is_missing).to_numpy()
    return found


def _signed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the numbers with an infinity in the place of each negative zero."""
    numbers = column.cast(pa.float64())
    negative = pc.and_(pc.equal(numbers, 0.0), pc.less(pc.divide(1.0, numbers), 0.0))
    return pc.if_else(negative, float("-inf"), numbers)


def _by_content(old_rows: Numbers, new_rows: Numbers) -> Changes:
    """Match equal rows, the first with the first; then put new rows in the place of gone ones."""
    most = max(len(old_rows), len(new_rows), 1)
    becomes = _positions(_numbered(new_rows, most), _numbered(old_rows, most))
    gone = np.flatnonzero(becomes < 0)
    left = np.ones(len(new_rows), dtype=bool)
    left[becomes[becomes >= 0]] = False
    come = np.flatnonzero(left)
    reused = min(len(gone), len(come))
    becomes[gone[:reused]] = come[:reused]
    changed, added = gone[:reused].astype(np.int64), come[reused:].astype(np.int64)
    return Changes(becomes, changed, added, keyed=False)


def _numbered(codes: Numbers, most: int) -> Numbers:
    """Return the codes with how often each was there before, which makes equal ones different."""
    series = pd.Series(codes)
    times = series.groupby(series, sort=False).cumcount().to_numpy().astype(np.int64)
    numbered: Numbers = codes * most + times
    return numbered


def _positions(where: Numbers, what: Numbers) -> Numbers:
    """Return the position in `where`, which has none twice, of each of `what`; -1 if not there."""
    positions: Numbers = pd.Index(where).get_indexer(pd.Index(what)).astype(np.int64)
    return positions
