"""What the comparing checks need of the last version: a baseline, moved by publishing or by hand.

    baselines/<id>.json            {measures: {name: value}, taken: {at, version},
                                    accepted: [{at, by, reason, changes}]}
    baselines/<id>.proposed.json   {changes: {name: {before, now}}, at, snapshot}

A measure is one value that one check compares: the number of rows, the share of empty cells of a
column, the categories of a column.

The first publication has nothing to compare with: its checks pass, and its measures become the
baseline once it is published. From then on each measure moves by itself. One whose check passed
moves when the version is published, for it lies within the tolerance that the steward declared. One
whose check failed never moves by itself, whether the check blocked the version or only warned and
the version was published all the same: the new value is kept beside the baseline as a proposal, and
the check goes on failing against the old value, version after version, until a steward accepts the
proposal (or the data come back). Were the baseline to follow a warning that nobody read, half of
the rows could be lost in silence, and the next version would be compared with what is left. Part by
part, because a new category must not keep the number of rows from growing day by day.

What does not belong here: how a measure is taken, and when it is out of tolerance (the checks).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.errors import SettingError
from pipelines.state import State

Measures = Mapping[str, Any]


@dataclass(frozen=True)
class Proposal:
    """New values for the measures whose check failed."""

    changes: Mapping[str, tuple[Any, Any]]
    """Measure → (its value in the baseline, its value in the new version)."""
    snapshot: str
    """The SHA-256 of the raw file in which the new values were found."""
    at: str
    """When, as ISO 8601."""

    def lines(self) -> Iterator[str]:
        """Yield the diff for a steward, a line a change; it shows categories, which are cells."""
        for name, (before, now) in sorted(self.changes.items()):
            if isinstance(before, list) or isinstance(now, list):
                yield from _list_lines(name, before or [], now or [])
            else:
                yield f"{name}: {before} → {now}"


def _list_lines(name: str, before: list[str], now: list[str]) -> Iterator[str]:
    yield f"{name}: {counted(before)} → {counted(now)}"
    yield from (f"  + {value}" for value in sorted(set(now) - set(before)))
    yield from (f"  − {value}" for value in sorted(set(before) - set(now)))


def counted(values: list[str]) -> str:
    """Return how many values there are, in words."""
    return "1 value" if len(values) == 1 else f"{len(values)} values"


class Baselines:
    """The baseline of one dataset, with its proposal, in the state."""

    def __init__(self, state: State, dataset_id: str) -> None:
        self._state = state
        self._id = dataset_id
        self._key = f"baselines/{dataset_id}.json"
        self._proposed = f"baselines/{dataset_id}.proposed.json"

    def measures(self) -> Measures:
        """Return the baseline's measures; none before the first publication."""
        return dict(self._record()["measures"])

    def proposal(self) -> Proposal | None:
        """Return what waits for the steward, if anything does."""
        record = self._state.read_json(self._proposed)
        if record is None:
            return None
        changes = {name: (it["before"], it["now"]) for name, it in record["changes"].items()}
        return Proposal(changes, record["snapshot"], record["at"])

    def propose(
        self, measures: Measures, failed: Collection[str], snapshot: str, now: dt.datetime
    ) -> None:
        """Keep the values whose check failed as the proposal; without any, drop the one before."""
        before = self.measures()
        changes = {
            name: {"before": before.get(name), "now": measures[name]} for name in sorted(failed)
        }
        if changes:
            record = {"changes": changes, "snapshot": snapshot, "at": now.isoformat()}
            self._state.write_json(self._proposed, record)
        else:
            self._state.delete(self._proposed)

    def publish(
        self, measures: Measures, failed: Collection[str], version: str, now: dt.datetime
    ) -> None:
        """Take the measures of the published version, but for those whose check failed.

        What no check measures any more is dropped. A version is taken once: publishing it again
        writes nothing, and undoes nothing that a steward accepted meanwhile.
        """
        record = self._record()
        before = record["measures"]
        if record["taken"] and record["taken"]["version"] == version:
            return
        kept = {name: before[name] for name in failed if name in before}
        moved = {name: it for name, it in measures.items() if name not in failed} | kept
        taken = {"at": now.isoformat(), "version": version}
        self._state.write_json(self._key, {**record, "measures": moved, "taken": taken})

    def accept(self, by: str, reason: str, now: dt.datetime) -> Proposal:
        """Take the proposal into the baseline, and record who did so, when and why.

        Raises SettingError where nothing is proposed, or who or why is empty.
        """
        proposal = self.proposal()
        if proposal is None:
            raise SettingError(f"no new baseline is proposed for {self._id}")
        if not by.strip() or not reason.strip():
            raise SettingError(
                "who accepts a baseline, and why, is kept with it",
                remedy="give both: `--by ROLE --reason TEXT`",
            )
        record = self._record()
        changes = {name: {"before": b, "now": n} for name, (b, n) in proposal.changes.items()}
        act = {"at": now.isoformat(), "by": by, "reason": reason, "changes": changes}
        measures = record["measures"] | {name: n for name, (_, n) in proposal.changes.items()}
        accepted = [*record["accepted"], act]
        self._state.write_json(self._key, {**record, "measures": measures, "accepted": accepted})
        self._state.delete(self._proposed)
        return proposal

    def accepted(self) -> list[dict[str, Any]]:
        """Return what stewards accepted, the oldest first: {at, by, reason, changes}."""
        return list(self._record()["accepted"])

    def _record(self) -> dict[str, Any]:
        empty: dict[str, Any] = {"measures": {}, "taken": None, "accepted": []}
        return empty | (self._state.read_json(self._key) or {})
