"""Why a count changed between two days: what was published, withdrawn or moved, by name.

A day on which the catalogue was looked at is explained by what was counted then; an earlier one by
the dates of publication and withdrawal. What no date tells is said to be unexplained.
What does not belong here: how it is shown (cli, dashboard, reports).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.measure.entries import Entry
from pipelines.measure.evidence import Evidence
from pipelines.measure.ledger import Ledger
from pipelines.measure.membership import EXPLAINED, Member, members

Things = Mapping[str, Member]


@dataclass(frozen=True)
class Explanation:
    """The change of one count; the names are those of datasets or of APIs' entries."""

    indicator: str
    before: int
    after: int
    published: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    moved_in: tuple[str, ...] = ()
    """Open before too, but then not a publisher's that counts."""
    moved_out: tuple[str, ...] = ()
    definition_added: tuple[str, ...] = ()
    definition_removed: tuple[str, ...] = ()
    unhealthy: tuple[str, ...] = ()
    """APIs that no longer answer."""
    recovered: tuple[str, ...] = ()
    appeared: tuple[str, ...] = ()
    """Counted now and not before, and no date says why."""
    disappeared: tuple[str, ...] = ()
    """Counted before and not now, and no date says why."""

    @property
    def change(self) -> int:
        """Return what the names add up to; always `after − before`."""
        plus = (
            self.published, self.moved_in, self.definition_added, self.recovered, self.appeared
        )  # fmt: skip
        minus = (
            self.withdrawn, self.moved_out, self.definition_removed, self.unhealthy,
            self.disappeared,
        )  # fmt: skip
        return sum(map(len, plus)) - sum(map(len, minus))

    def to_json(self) -> dict[str, Any]:
        """Return the record, with the change."""
        return {**asdict(self), "change": self.change}


def explain(ledger: Ledger, evidence: Evidence, first: dt.date, last: dt.date) -> list[Explanation]:
    """Return why the counts of datasets and of APIs changed from one day's end to another's."""
    before, after = (_members(ledger, evidence, day) for day in (first, last))
    return [
        _Change(str(indicator), evidence, first, last).between(before, after)
        for indicator in EXPLAINED
    ]


def _members(ledger: Ledger, evidence: Evidence, day: dt.date) -> list[Member]:
    kept = ledger.members_on(day)
    return members(evidence, day) if kept is None else kept


class _Change:
    """One indicator between two days."""

    def __init__(self, indicator: str, evidence: Evidence, first: dt.date, last: dt.date) -> None:
        self._indicator = indicator
        self._first, self._last = first, last
        self._entries: dict[str, list[Entry]] = {}
        for entry in evidence.entries:
            for thing in entry.endpoints if entry.is_api else (entry.id,):
                self._entries.setdefault(thing, []).append(entry)
        self._of_kind = {
            thing: all(entry.is_api == indicator.endswith("apis") for entry in entries)
            for thing, entries in self._entries.items()
        }
        self._evidence = evidence

    def between(self, before: list[Member], after: list[Member]) -> Explanation:
        """Return the explanation of what differs."""
        all_before, all_after = self._things(before), self._things(after)
        was = {thing for thing, member in all_before.items() if member.counted}
        now = {thing for thing, member in all_after.items() if member.counted}
        new_definition = _versions(all_before) != _versions(all_after) and was and now
        sorts: dict[str, list[str]] = {}
        for thing in sorted(now - was):
            name = all_after[thing].name
            sorts.setdefault(self._why_in(thing, all_before, bool(new_definition)), []).append(name)
        for thing in sorted(was - now):
            name = all_before[thing].name
            sorts.setdefault(self._why_out(thing, all_after, bool(new_definition)), []).append(name)
        for name in self._in_between(was | now):
            sorts.setdefault("published", []).append(name)
            sorts.setdefault("withdrawn", []).append(name)
        named = {sort: tuple(sorted(names)) for sort, names in sorts.items()}
        return Explanation(self._indicator, len(was), len(now), **named)

    def _things(self, found: list[Member]) -> dict[str, Member]:
        """Return the members by thing; of a thing that two publishers have, one that counts."""
        mine = [member for member in found if member.indicator == self._indicator]
        return {member.thing: member for member in sorted(mine, key=lambda each: each.counted)}

    def _why_in(self, thing: str, before: Things, new_definition: bool) -> str:
        if thing in before:
            return "moved_in"
        if any(self._released_between(entry) for entry in self._entries.get(thing, [])):
            return "published"
        if self._indicator.endswith("apis") and self._had_outage(thing):
            return "recovered"
        return "definition_added" if new_definition else "appeared"

    def _why_out(self, thing: str, after: Things, new_definition: bool) -> str:
        if thing in after:
            return "moved_out"
        if any(self._withdrawn_between(entry) for entry in self._entries.get(thing, [])):
            return "withdrawn"
        if self._indicator.endswith("apis") and self._had_outage(thing):
            return "unhealthy"
        return "definition_removed" if new_definition else "disappeared"

    def _released_between(self, entry: Entry) -> bool:
        return any(self._first < day <= self._last for day in entry.days_of_release)

    def _withdrawn_between(self, entry: Entry) -> bool:
        return entry.withdrawn is not None and self._first < entry.withdrawn <= self._last

    def _had_outage(self, endpoint: str) -> bool:
        return any(endpoint == outage.normalised for outage in self._evidence.outages)

    def _in_between(self, counted: set[str]) -> Iterable[str]:
        """Yield the names of datasets that came and went between the days."""
        for thing, entries in self._entries.items():
            if thing in counted or not self._of_kind[thing] or len(entries) > 1:
                continue
            entry = entries[0]
            publisher = self._evidence.publisher_of(entry, entry.released)
            if (
                entry.was_ever_open
                and self._first < entry.released
                and self._withdrawn_between(entry)
                and self._evidence.register.counts(publisher, entry.released)
            ):
                yield entry.name


def _versions(things: Things) -> set[int]:
    return {member.definition_version for member in things.values()}
