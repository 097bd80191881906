"""What was published, what the portal shows and what is declared, held against one another.

Where the portal still shows what was published, the declaration changed, and is written. Where it
shows something else, somebody edited a declared field: a conflict, which the declared rule settles
and which is shown either way. What does not belong here: who owns which field (ownership).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.model import Conflicts, Side
from pipelines.publish.calls import Record
from pipelines.publish.differences import differences, same
from pipelines.publish.ownership import COMPUTED, PACKAGE, Fields, Remembered, dropped

Changes = Mapping[str, tuple[Any, Any]]
"""By field: (shown now, declared)."""


@dataclass(frozen=True)
class Conflict:
    """A declared field that was edited in the portal."""

    field: str
    """Those of resources begin with `resources.`."""
    published: Any
    """What we published last; None where that is not known."""
    portal: Any
    declared: Any
    kept: Side
    resource: str = PACKAGE

    def as_dict(self) -> Record:
        """Return the conflict for records and `--json`."""
        return dict(vars(self))

    def sentence(self) -> str:
        """Return what happened to the edit, for the steward."""
        if self.kept == "portal":
            return f"{self.field} was edited in the portal; the edit is kept, as declared"
        return f"{self.field} was edited in the portal; the declaration overwrites the edit"


@dataclass(frozen=True)
class Comparison:
    """The declared fields of a package or resource, held against the portal."""

    changes: Changes
    """What is written."""
    conflicts: tuple[Conflict, ...]
    published: Fields
    """The declared fields as they are published once the changes are written."""


def compare(
    place: str,
    current: Fields,
    wanted: Fields,
    remembered: Remembered,
    rule: Conflicts,
    ours: Collection[str] = (),
) -> Comparison:
    """Return what is written of the fields, and what is in conflict; `current` is {} if new.

    A field that is declared no longer is emptied, unless somebody edited it. `ours` are fields that
    nobody edited, whatever they show.
    """
    gone = dropped(place, current, wanted, remembered)
    found = differences(current, {**wanted, **gone}) if current else {}
    named = {
        n: None if n in ours else _conflict(place, n, now, then, remembered, rule)
        for n, (now, then) in found.items()
    }
    conflicts = tuple(each for each in named.values() if each is not None)
    left = {name for name, each in named.items() if each is not None and each.kept == "portal"}
    changes = {name: both for name, both in found.items() if name not in left}
    return Comparison(changes, conflicts, _published(place, wanted, left, remembered))


def _conflict(
    place: str, name: str, now: Any, then: Any, remembered: Remembered, rule: Conflicts
) -> Conflict | None:
    if name in COMPUTED:
        return None
    called = name if place == PACKAGE else f"resources.{name}"
    winner = rule.winner(called)
    known = remembered.published(place, name)
    if not known:
        # Nobody knows whether it was edited: what may be left to the portal is left to it.
        unknown = Conflict(called, None, now, then, winner, place)
        return unknown if winner == "portal" and now else None
    if any(same(name, now, value) or not (now or value) for value in known):
        return None
    return Conflict(called, known[0], now, then, winner, place)


def _published(place: str, wanted: Fields, left: Collection[str], remembered: Remembered) -> Fields:
    """Return what is remembered: of fields left to the portal, what we published before."""
    before = remembered.fields.get(place, {})
    ours = {n: v for n, v in wanted.items() if n not in left and n not in COMPUTED and n != "id"}
    return ours | {name: before[name] for name in left if name in before}
