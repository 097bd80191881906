"""One record of an API: its key, whether it may be kept, and its text.

What does not belong here: columns (formats), and where records are stored (record_store).
"""

from __future__ import annotations

import json
import re
from typing import Any

from pipelines.extract.high_water import HighWater
from pipelines.extract.pages import Place, kind, search
from pipelines.extract.record_store import NOT_KEPT, Key, Stored, storable
from pipelines.formats import objects
from pipelines.model import RestSource

MARK = "\ufdd0"
"""A character that Unicode leaves to programs; a text that holds it all the same is walked."""
MARKED = re.compile(f'"{MARK}([^"]*)"')


class RecordReader:
    """Makes of each record what is stored of it, and notes the latest change among them."""

    def __init__(self, source: RestSource, water: HighWater | None) -> None:
        self._source = source
        self._water = water
        self._modified = source.changes.modified if source.changes else ""

    def stored(self, record: dict[str, Any], place: Place, number: int) -> Stored:
        """Return the record's key and text; no text where it must not be kept.

        Raises NotTheDeclaredFile: no key, no moment of change.
        """
        source = self._source
        key = key_of(source.key, record, place, number)
        if self._water:
            self._water.see(search(self._modified, record, place), place, number)
        if source.deleted and search(source.deleted, record, place):
            return key, None
        if source.only and not search(source.only, record, place):
            return key, NOT_KEPT
        return key, text_of(record)


def key_of(expression: str, record: dict[str, Any], place: Place, number: int) -> Key:
    """Return a record's key; several values make one text. Raises NotTheDeclaredFile."""
    found = search(expression, record, place)
    if isinstance(found, list) and found and None not in found:
        found = text_of(found)
    key = storable(found)
    if key is None:
        names = ", ".join(f"`{name}`" for name in list(record)[:10])
        raise place.refusal(
            f"record {number}: the key `{expression}` is {kind(found)}; the record has {names}",
            "correct the JMESPath to what makes a record unique in `source.key`",
        )
    return key


def text_of(value: Any) -> str:
    """Return a value that was read from JSON as compact JSON, its numbers exact.

    The library's encoder is ten times as quick as walking the value, and knows no Decimal: they
    pass through it as marked texts, whose marks and quotes are taken away afterwards.
    """
    decimals = 0

    def marked(number: Any) -> str:
        nonlocal decimals
        decimals += 1
        return f"{MARK}{number}"

    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=marked)
    if text.count(MARK) != decimals:
        return objects.compact(value)
    return MARKED.sub(r"\1", text) if decimals else text
