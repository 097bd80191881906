"""The dated register of publishers: whose a dataset is on a day, and whether that counts.

A merged organisation's datasets are its successor's from the merger on, and were its own before.
A dataset that CKAN shows under the successor was, before the merger, its predecessor's: where it
had several, `former_publishers` says which; else the successor stands for them.
What does not belong here: reading the register (declarations).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from pipelines.model import FormerPublisher, Publisher, PublisherKind


class Register:
    """The publishers, asked by name and day."""

    def __init__(
        self, publishers: Mapping[str, Publisher], former: Iterable[FormerPublisher] = ()
    ) -> None:
        self.publishers = publishers
        self._former: dict[str, list[FormerPublisher]] = {}
        for entry in sorted(former, key=lambda entry: entry.until):
            self._former.setdefault(entry.dataset, []).append(entry)
        self._before: dict[str, list[str]] = {}
        for name, publisher in publishers.items():
            if publisher.successor is not None:
                self._before.setdefault(publisher.successor, []).append(name)
        self._known: dict[tuple[str, dt.date], str] = {}

    def of(self, dataset: str, owner: str, day: dt.date) -> str:
        """Return the publisher on the day of a dataset that CKAN shows under `owner`."""
        for entry in self._former.get(dataset, ()):
            if day <= entry.until:
                return self._on(entry.publisher, day)
        return self._on(owner, day)

    def counts(self, name: str, day: dt.date) -> bool:
        """Tell whether the publisher, or those it stands for on the day, are Helsinki's."""
        publisher = self.publishers.get(name)
        if publisher is None:
            return False
        if _exists(publisher, day):
            return publisher.counted
        if publisher.valid_from <= day:
            return False
        before = self._predecessors_on(name, day, set())
        return bool(before) and all(self.publishers[each].counted for each in before)

    def counting(self, day: dt.date) -> list[str]:
        """Return the names of the publishers that exist on the day and count, sorted."""
        return sorted(n for n, p in self.publishers.items() if p.counted and _exists(p, day))

    def agencies(self, day: dt.date) -> list[str]:
        """Return the city's agencies of the day: no enterprises, and not the city itself."""
        return [
            name
            for name in self.counting(day)
            if self.publishers[name].kind is PublisherKind.AGENCY
        ]

    def _on(self, name: str, day: dt.date) -> str:
        if (name, day) not in self._known:
            self._known[name, day] = self._backward(self._forward(name, day), day)
        return self._known[name, day]

    def _forward(self, name: str, day: dt.date) -> str:
        seen: set[str] = set()
        while (entry := self.publishers.get(name)) is not None and name not in seen:
            seen.add(name)
            if entry.valid_to is None or entry.valid_to >= day or entry.successor is None:
                break
            name = entry.successor
        return name

    def _backward(self, name: str, day: dt.date) -> str:
        publisher = self.publishers.get(name)
        if publisher is None or publisher.valid_from <= day:
            return name
        before = self._predecessors_on(name, day, set())
        return next(iter(before)) if len(before) == 1 else name

    def _predecessors_on(self, name: str, day: dt.date, seen: set[str]) -> set[str]:
        """Return those that existed on the day and of which the publisher was made."""
        found: set[str] = set()
        for before in self._before.get(name, []):
            if before in seen:
                continue
            seen.add(before)
            if _exists(self.publishers[before], day):
                found.add(before)
            elif self.publishers[before].valid_from > day:
                found |= self._predecessors_on(before, day, seen)
        return found


def _exists(publisher: Publisher, day: dt.date) -> bool:
    ended = publisher.valid_to is not None and publisher.valid_to < day
    return publisher.valid_from <= day and not ended
