"""What can be said of a whole batch of texts by its bytes, without a look at each text.

A test here may say no of texts that are as they should be, never yes of one that is not: a reading
that is unsure looks closer. What does not belong here: what a strict reading is.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

DIGITS = "0123456789"
ZERO = "0"
DIGIT = "d"
"""In a picture, any digit."""

AreSure = Callable[[pa.Array], bool]
"""Texts, none of them missing → whether all of them are certainly strict."""


def holds_only(characters: str) -> AreSure:
    """Return whether texts hold no other characters; any beyond ASCII is another one."""
    allowed = np.zeros(256, dtype=bool)
    allowed[[ord(each) for each in characters if each.isascii()]] = True
    return lambda texts: bool(allowed[_bytes(texts)].all())


def looks_like(*pictures: str) -> AreSure:
    """Return whether all texts look like one of the pictures, such as `dddd-dd-dd`."""
    return lambda texts: any(_is_picture(texts, picture) for picture in pictures)


def begins_with_no_zero_of_many(texts: pa.Array) -> bool:
    """Tell whether all texts begin with a digit, and none with a zero before another digit."""
    content, offsets = _bytes(texts), _offsets(texts)
    starts, lengths = offsets[:-1] - offsets[0], np.diff(offsets)
    if not lengths.all():
        return False
    first = content[starts]
    second = content[np.minimum(starts + 1, len(content) - 1)]
    zeros = (first == ord(ZERO)) & (lengths > 1) & _digits(second)
    return bool(_digits(first).all() and not zeros.any())


def _is_picture(texts: pa.Array, picture: str) -> bool:
    content = _bytes(texts)
    lengths = np.diff(_offsets(texts))
    if not (lengths == len(picture)).all():
        return False
    columns = content.reshape(-1, len(picture)).T
    return all(_all_are(mark, column) for mark, column in zip(picture, columns, strict=True))


def _all_are(mark: str, column: NDArray[np.uint8]) -> bool:
    return bool((_digits(column) if mark == DIGIT else column == ord(mark)).all())


def _digits(column: NDArray[np.uint8]) -> NDArray[np.bool_]:
    # Bytes below zero's wrap around and come out large.
    return np.asarray((column - np.uint8(ord(ZERO))) < len(DIGITS))


def _offsets(texts: pa.Array) -> NDArray[np.int32]:
    _, offsets, _ = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)
    return ends[texts.offset : texts.offset + len(texts) + 1]


def _bytes(texts: pa.Array) -> NDArray[np.uint8]:
    _, _, data = texts.buffers()
    if data is None or not len(texts):
        return np.zeros(0, dtype=np.uint8)
    ends = _offsets(texts)
    return np.frombuffer(data, dtype=np.uint8)[ends[0] : ends[-1]]
