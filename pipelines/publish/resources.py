"""What a plan means for each resource: created, kept, changed, retired or left alone.

What does not belong here: the calls themselves (plan, files, loading), and retiring.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pipelines.publish.calls import Call, Record

Fate = Literal["create", "keep", "change", "retire", "leave alone"]


@dataclass(frozen=True)
class ResourceChange:
    """One resource of the package."""

    id: str
    label: str
    """Its format, as the portal shows it."""
    fate: Fate
    """`retire`: ours, and declared no longer; `leave alone`: never ours."""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    """Metadata fields that change: (shown now, declared)."""
    bytes: int = 0
    """What is uploaded."""

    def as_dict(self) -> Record:
        """Return the change for `--json`."""
        return {
            "id": self.id,
            "label": self.label,
            "fate": self.fate,
            "changes": {k: {"now": now, "then": then} for k, (now, then) in self.changes.items()},
            "bytes": self.bytes,
        }


def resource_changes(
    wanted: Iterable[Record],
    there: Mapping[str, Record],
    calls: Iterable[Call],
    changes: Mapping[str, Mapping[str, tuple[Any, Any]]],
    ours: Collection[str],
) -> tuple[ResourceChange, ...]:
    """Return what becomes of every resource that is declared or there.

    `changes` are their metadata's by id; `ours` the ids that we published some time.
    """
    touched: dict[str, int] = {}
    for call in calls:
        target = call.target
        touched[target] = touched.get(target, 0) + call.bytes
    declared = {each["id"]: each for each in wanted}
    found = [
        ResourceChange(
            identifier,
            str(each.get("format") or ""),
            _fate(identifier, there, touched),
            changes.get(identifier, {}),
            touched.get(identifier, 0),
        )
        for identifier, each in declared.items()
    ]
    others = [each for each in there if each not in declared]
    return (*found, *(_other(there[each], each in ours) for each in others))


def _fate(identifier: str, there: Collection[str], touched: Collection[str]) -> Fate:
    if identifier not in there:
        return "create"
    return "change" if identifier in touched else "keep"


def _other(resource: Record, was_ours: bool) -> ResourceChange:
    fate: Fate = "retire" if was_ours else "leave alone"
    return ResourceChange(resource["id"], str(resource.get("format") or ""), fate)
