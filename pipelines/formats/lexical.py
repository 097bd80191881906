"""The one written form of each Arrow type, as columns of text: the same in CSV, JSON and GeoJSON.

Numbers are exact (a decimal keeps its scale, a float is the shortest text that reads back equal),
dates and times are ISO 8601 with a fraction only where there is one, and UTC is a `Z`.
What does not belong here: quotes, escapes and separators, which are each format's own.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def text(column: pa.Array) -> pa.Array:
    """Return the column as text; null stays null."""
    kind = column.type
    if pa.types.is_string(kind):
        return column
    words = column.cast(pa.string())
    if pa.types.is_decimal(kind):
        return _without_exponent(words, column)
    if pa.types.is_floating(kind):
        return _table_schema_names(words)
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        short = pc.replace_substring_regex(words, pattern=r"\.?0*(Z?)$", replacement=r"\1")
        return pc.replace_substring(short, pattern=" ", replacement="T")
    return words


def is_whole_milliseconds(column: pa.ChunkedArray) -> bool:
    """Tell whether no time in the column (of microseconds) is finer than a millisecond."""
    whole = column.cast(pa.int64())
    finer = pc.not_equal(whole, pc.multiply(pc.divide(whole, 1000), 1000))
    return not pc.any(finer).as_py()


def _without_exponent(words: pa.Array, column: pa.Array) -> pa.Array:
    """Arrow writes small decimals as 1E-7."""
    odd = pc.match_substring(words, "E")
    plain = [format(value, "f") for value in column.filter(odd).to_pylist()]
    return pc.replace_with_mask(words, odd, pa.array(plain, pa.string()))


def _table_schema_names(words: pa.Array) -> pa.Array:
    """Arrow writes nan and inf where Table Schema has NaN and INF."""
    named = pc.replace_substring(words, pattern="nan", replacement="NaN")
    return pc.replace_substring(named, pattern="inf", replacement="INF")


def joined(*parts: Any) -> pa.Array:
    """Return the texts and columns of text behind each other, row by row."""
    wide = [pa.scalar(p, pa.large_string()) if isinstance(p, str) else p for p in parts]
    return pc.binary_join_element_wise(*wide, pa.scalar("", pa.large_string()))


def contents(words: pa.Array) -> memoryview:
    """Return the bytes of all texts of a large_string array behind each other, uncopied."""
    _, offsets, data = words.buffers()
    ends = memoryview(offsets).cast("q")
    start, end = ends[words.offset], ends[words.offset + len(words)]
    return memoryview(data)[start:end] if data else memoryview(b"")
