"""The ledger as it was known at a moment: only the blocks that had been written by then.

A day's block is known once its day is over; other blocks once their last record was made. Nothing
can be written through it.
What does not belong here: choosing rows of a block; a block is known whole or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from pipelines.measure.days import day_in_helsinki
from pipelines.measure.ledger import blocks, chain
from pipelines.measure.ledger.ledger import COMPUTED, MEMBERS, TODAY
from pipelines.measure.ledger.stores import BlockStore


class KnownAt:
    """A store of blocks, as it was at a moment that carries its zone."""

    def __init__(self, store: BlockStore, moment: dt.datetime) -> None:
        self._store = store
        self._moment = moment

    def read(self, key: str) -> bytes | None:
        """Return what stood under the key then, or None."""
        if key == TODAY:
            return None
        data = self._store.read(key)
        lane, is_chain = key.removesuffix(".chain"), key.endswith(".chain")
        if data is None or not is_chain:
            return data
        links = chain.from_bytes(data, lane)
        known = [(each.name, each.sha256) for each in links if self._is_known(lane, each.name)]
        return chain.to_bytes(chain.forge(known)) if known else None

    def keys(self, prefix: str) -> list[str]:
        """Return the keys of the blocks that were known, sorted."""
        lane = prefix.rstrip("/")
        return [
            key
            for key in self._store.keys(prefix)
            if self._is_known(lane, key.removeprefix(prefix).removesuffix(".jsonl"))
        ]

    def write(self, key: str, data: bytes) -> NoReturn:
        """Refuse: what was known is over. Raises TypeError."""
        raise TypeError(f"{key}: nothing is written to a ledger of the past ({len(data)} bytes)")

    def delete(self, key: str) -> NoReturn:
        """Refuse: what was known is over. Raises TypeError."""
        raise TypeError(f"{key}: nothing is removed from a ledger of the past")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait for nobody."""
        yield

    def _is_known(self, lane: str, name: str) -> bool:
        if lane in (COMPUTED, MEMBERS):
            return dt.date.fromisoformat(name) < day_in_helsinki(self._moment)
        records = blocks.from_bytes(self._store.read(f"{lane}/{name}.jsonl") or b"")
        moments = (str(each.get("computed_at") or each["at"]) for each in records)
        return all(dt.datetime.fromisoformat(each) <= self._moment for each in moments)
