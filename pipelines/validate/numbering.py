"""Rows of several files that were read as one, numbered as their own files have them.

A summary of a merged table says in `parts` where each file begins: {file, first, record}, `first`
being the row of the whole that is the file's `record`. What does not belong here: words (wording).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any

Record = Mapping[str, Any]


def numbered(summary: Record, row: int, offset: int = 0) -> str:
    """Return a row's number as people find it: `17`, or `17 (a.csv)` in one of several files."""
    return written(summary, offset, row, row)


def written(summary: Record, offset: int, first: int, last: int) -> str:
    """Return a range of rows: `3–5`, with the file behind it where there are several.

    `offset` is how many records lie before the one that people call the first.
    """
    pieces = [
        f"{_range(low - offset, high - offset)}{f' ({file})' if file else ''}"
        for file, low, high in _pieces(summary.get("parts") or [], first, last)
    ]
    return ", ".join(pieces)


def _pieces(parts: list[Record], first: int, last: int) -> Iterator[tuple[str, int, int]]:
    """Yield (file, first, last) of the range, cut where one file ends and another begins."""
    if not parts:
        yield "", first, last
        return
    starts = [part["first"] for part in parts]
    while first <= last:
        at = max(bisect_right(starts, first) - 1, 0)
        end = min(last, starts[at + 1] - 1) if at + 1 < len(starts) else last
        shift = parts[at]["record"] - parts[at]["first"]
        yield parts[at]["file"], first + shift, end + shift
        first = end + 1


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
