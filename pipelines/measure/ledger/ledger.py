"""The ledger: rows that are written once, in blocks, each chained to the one before.

    reported        figures that people reported, a block for each time that some were entered
    reconstructed   a block for each month before the first snapshot
    computed        a block for each day that was counted and is over
    members         what was counted, by name, a block for each day on which that changed
    corrections     later revisions of rows
    seals           who sealed which half-year, and what the ledger was then

The day that is not over stands beside the chains and is written over until it is; then its last
count becomes a block. Blocks are written first and their chain last: what is in no chain was never
finished, is not read, and is written anew.
What does not belong here: computing, and the rules of sealing (sealing).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.errors import LedgerBroken
from pipelines.measure.days import day_in_helsinki
from pipelines.measure.ledger import blocks, chain
from pipelines.measure.ledger.stores import BlockStore
from pipelines.measure.membership import Member
from pipelines.measure.rows import IndicatorRow

REPORTED, RECONSTRUCTED, COMPUTED = "reported", "reconstructed", "computed"
MEMBERS, CORRECTIONS, SEALS = "members", "corrections", "seals"
ROWS = (REPORTED, RECONSTRUCTED, COMPUTED, CORRECTIONS)
"""The lanes whose blocks hold rows."""
LANES = (*ROWS, MEMBERS, SEALS)
TODAY = "today.json"


class Ledger:
    """The indicator rows of a store."""

    def __init__(self, store: BlockStore) -> None:
        self.store = store

    def lane(self, lane: str) -> list[chain.Link]:
        """Return the chain of a lane. Raises LedgerBroken."""
        data = self.store.read(f"{lane}.chain")
        return [] if data is None else chain.from_bytes(data, lane)

    def head(self) -> str:
        """Return the ledger's head: what reports print, and a later ledger is checked against."""
        return chain.head(self.ends())

    def ends(self) -> chain.Ends:
        """Return where each lane ends: what the head is made of."""
        return chain.ends({lane: self.lane(lane) for lane in LANES})

    def append(self, lane: str, new: Mapping[str, bytes]) -> list[str]:
        """Write blocks that the lane does not have yet, and return their names.

        A block that it has stays as it was written first, whatever stands in the new one.
        """
        with self.store.alone():
            return self._append(lane, new)

    def _append(self, lane: str, new: Mapping[str, bytes]) -> list[str]:
        links = {link.name: link.sha256 for link in self.lane(lane)}
        missing = sorted(set(new) - set(links))
        for name in missing:
            self.store.write(f"{lane}/{name}.jsonl", new[name])
            links[name] = blocks.digest(new[name])
        if missing:
            self.store.write(f"{lane}.chain", chain.to_bytes(chain.forge(links.items())))
        return missing

    def append_numbered(self, lane: str, day: dt.date, records: bytes) -> str:
        """Write one more block of a lane whose blocks come in the order of writing."""
        with self.store.alone():
            name = f"{len(self.lane(lane)) + 1:05}-{day.isoformat()}"
            self._append(lane, {name: records})
        return name

    def keep_today(self, rows: Sequence[IndicatorRow], members: Sequence[Member]) -> int:
        """Keep the rows of the day that is not over; days that are over become blocks.

        Returns how many rows say something new; the others keep the moment of the first writing.
        Raises ValueError for rows of a day that was over when they were computed.
        """
        if any(row.as_of != day_in_helsinki(row.computed_at) for row in rows):
            raise ValueError("the rows of a day are kept on that day")
        with self.store.alone():
            before = self._close(rows[0].as_of)
            kept = [_first_of(before.get(row.key), row) for row in rows]
            record = {
                "rows": [row.to_json() for row in kept],
                "members": [member.to_json() for member in members],
            }
            self.store.write(TODAY, _text(record))
        return sum(row is new for row, new in zip(kept, rows, strict=True))

    def close(self, today: dt.date) -> None:
        """Make a block of the day that was counted last, if it is over."""
        with self.store.alone():
            self._close(today)

    def _close(self, today: dt.date) -> dict[Any, IndicatorRow]:
        """Close what is over, and return the rows of today by key."""
        rows, members = self._today()
        if not rows or rows[0].as_of >= today:
            return {row.key: row for row in rows}
        day = rows[0].as_of.isoformat()
        before = self.lane(MEMBERS)
        records = blocks.to_bytes(member.to_json() for member in members)
        if not before or before[-1].sha256 != blocks.digest(records):
            self._append(MEMBERS, {day: records})
        self._append(COMPUTED, {day: blocks.of_rows([_closed(row) for row in rows])})
        self.store.delete(TODAY)
        return {}

    def _today(self) -> tuple[list[IndicatorRow], list[Member]]:
        data = self.store.read(TODAY)
        record = {"rows": [], "members": []} if data is None else json.loads(data)
        rows = [IndicatorRow.from_json(each) for each in record["rows"]]
        return rows, [Member(**each) for each in record["members"]]

    def rows(self) -> list[IndicatorRow]:
        """Return every row, corrected and provisional ones too, oldest day first.

        Raises LedgerBroken where a block is not what was written.
        """
        found = [row for lane in ROWS for row in self.rows_of(lane)]
        return sorted([*found, *self._today()[0]], key=lambda row: (row.as_of, row.key))

    def rows_of(self, lane: str) -> list[IndicatorRow]:
        """Return the rows of a lane. Raises LedgerBroken."""
        return [row for link in self.lane(lane) for row in self._block_rows(lane, link)]

    def _block_rows(self, lane: str, link: chain.Link) -> list[IndicatorRow]:
        return blocks.to_rows(self.block(lane, link))

    def block(self, lane: str, link: chain.Link) -> bytes:
        """Return the bytes of a block. Raises LedgerBroken where they are not what was written."""
        data = self.store.read(f"{lane}/{link.name}.jsonl")
        if data is None:
            raise LedgerBroken(f"the block {lane}/{link.name} is missing")
        if blocks.digest(data) != link.sha256:
            raise LedgerBroken(
                f"the block {lane}/{link.name} is not what was written",
                remedy="restore it from a backup; a value is corrected by a new revision",
            )
        return data

    def rows_on(self, day: dt.date) -> list[IndicatorRow]:
        """Return the rows as of the day: of each value its latest revision, no reported ones."""
        links = [
            (lane, link)
            for lane in (RECONSTRUCTED, COMPUTED, CORRECTIONS)
            for link in self.lane(lane)
            if day.isoformat() in link.name
        ]
        found = [row for lane, link in links for row in self._block_rows(lane, link)]
        found += self._today()[0]
        return latest_revisions(row for row in found if row.as_of == day)

    def days(self) -> list[dt.date]:
        """Return the days that were computed or reconstructed, oldest first, today with them."""
        names = [link.name for lane in (RECONSTRUCTED, COMPUTED) for link in self.lane(lane)]
        found = {dt.date.fromisoformat(name[:10]) for name in names}
        return sorted(found | {row.as_of for row in self._today()[0]})

    def first_snapshot(self) -> dt.date | None:
        """Return the first day on which the catalogue was counted."""
        computed = self.lane(COMPUTED)
        today = [row.as_of for row in self._today()[0]]
        return dt.date.fromisoformat(computed[0].name) if computed else next(iter(today), None)

    def missing_days(self) -> list[dt.date]:
        """Return the days since the first snapshot that nobody counted; never guessed."""
        first = self.first_snapshot()
        days = [day for day in self.days() if first is not None and day >= first]
        if not days:
            return []
        span = (days[-1] - days[0]).days
        every = {days[0] + dt.timedelta(days=number) for number in range(span)}
        return sorted(every - set(days))

    def members_on(self, day: dt.date) -> list[Member] | None:
        """Return what was counted on a day; None where the catalogue was not looked at then."""
        rows, members = self._today()
        if rows and rows[0].as_of == day:
            return members
        if day.isoformat() not in {link.name for link in self.lane(COMPUTED)}:
            return None
        links = [link for link in self.lane(MEMBERS) if link.name <= day.isoformat()]
        records = blocks.from_bytes(self.block(MEMBERS, links[-1]))
        return [Member(**record) for record in records]


def latest_revisions(rows: Any) -> list[IndicatorRow]:
    """Return of the rows of one value its latest revision, in the order of keys."""
    found: dict[Any, IndicatorRow] = {}
    for row in sorted(rows, key=lambda row: row.revision):
        found[row.indicator, row.definition_version, row.publisher or "", row.as_of] = row
    return sorted(found.values(), key=lambda row: row.key)


def _first_of(before: IndicatorRow | None, row: IndicatorRow) -> IndicatorRow:
    return before if before is not None and row.same_but_for_the_moment(before) else row


def _closed(row: IndicatorRow) -> IndicatorRow:
    return dataclasses.replace(row, status="computed") if row.status == "provisional" else row


def _text(record: Any) -> bytes:
    return (json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
