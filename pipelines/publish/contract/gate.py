"""The differences held against the declared version: does the new one say what it breaks?

As semantic versioning asks, a breaking change needs a new major version, which is announced
(`notice`); without one nothing is published, and what was published before stays as it is. A
compatible change should raise the minor version, and `hri plan` proposes it, but nothing stops
without: the gate is there for those who use the data, nothing of theirs breaks, and a gate that
stops what is harmless teaches stewards to raise versions without reading. Words need no new
version. A version never goes back.

What does not belong here: finding the differences (comparison).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipelines.errors import BreaksContract
from pipelines.publish.contract.comparison import compare
from pipelines.publish.contract.difference import Difference, Level
from pipelines.publish.contract.terms import Contract


@dataclass(frozen=True)
class Change:
    """What a new contract changes of the published one."""

    before: Contract | None
    """What is published; None where nothing is."""
    after: Contract
    differences: tuple[Difference, ...] = ()
    """The gravest first."""

    @property
    def level(self) -> Level | None:
        """Return the gravest level of the differences; None where there is none."""
        return max((each.level for each in self.differences), default=None)

    @property
    def needed(self) -> str:
        """Return the lowest version that announces the change as it should be."""
        if self.before is None:
            return self.after.version
        major, minor = self.before.parts
        if self.level is Level.BREAKING:
            return f"{major + 1}.0"
        return f"{major}.{minor + 1}" if self.level is Level.COMPATIBLE else self.before.version

    @property
    def stops(self) -> bool:
        """Tell whether nothing may be published: broken without a new major, or gone back."""
        if self.before is None:
            return False
        is_broken = self.level is Level.BREAKING and self.after.parts[0] <= self.before.parts[0]
        return is_broken or self.after.parts < self.before.parts

    @property
    def advice(self) -> str | None:
        """Return the version to be declared, where the declared one says less than it should."""
        is_announced = self.after.parts >= tuple(int(part) for part in self.needed.split("."))
        return None if is_announced else self.needed

    def as_dict(self) -> dict[str, Any]:
        """Return the change for `--json`."""
        return {
            "level": self.level.name.lower() if self.level else None,
            "version": {"now": self.before and self.before.version, "then": self.after.version},
            "advice": self.advice,
            "stops": self.stops,
            "differences": [each.as_dict() for each in self.differences],
        }


def change_between(before: Contract | None, after: Contract) -> Change:
    """Return what differs between the published contract and the new one."""
    return Change(before, after, tuple(compare(before, after)) if before else ())


def require_kept(change: Change | None) -> None:
    """Raise BreaksContract where the change stops the dataset: what breaks, and both ways out."""
    if change is None or change.before is None or not change.stops:
        return
    before, after = change.before, change.after
    broken = [each.sentence("en") for each in change.differences if each.level is Level.BREAKING]
    if not broken or after.parts[0] > before.parts[0]:
        raise BreaksContract(
            f"{after.name}: version {after.version} is declared, and {before.version} is published",
            remedy=f'a version never goes back: declare `version: "{change.needed}"` or later',
        )
    raise BreaksContract(
        f"{after.name}: what is declared breaks version {before.version} for those who use it: "
        + " ".join(broken),
        remedy=f"undo it, or announce version {change.needed} ahead and declare it on its day"
        " (docs/lifecycle.md)",
    )
