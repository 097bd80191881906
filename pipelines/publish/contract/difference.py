"""One difference between two contracts: its kind, how grave it is, and what it is about.

What does not belong here: finding differences (comparison), and the words for them (wording).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from pipelines.publish.contract.wording import SENTENCES

LISTED = 5
"""Items of a list that a sentence names."""


class Level(IntEnum):
    """How grave a difference is for those who use the data; a larger one outweighs a smaller."""

    EDITORIAL = 1
    """Words only: nothing that a program reads."""
    COMPATIBLE = 2
    """More than before, or a stronger promise: what worked goes on working."""
    BREAKING = 3
    """What somebody relies on is gone, moved, weaker, or means something else."""


@dataclass(frozen=True)
class Difference:
    """One difference."""

    kind: str
    """A key of the wording, such as `field-removed`."""
    level: Level
    where: str = ""
    """The field, format or constraint that it is about."""
    before: str = ""
    """How it was, for people."""
    after: str = ""
    """How it would be."""

    def within(self, table: str) -> Difference:
        """Return the difference as one of a table; a dataset's only table has no name."""
        where = ": ".join(part for part in (table, self.where) if part)
        return dataclasses.replace(self, where=where)

    def sentence(self, language: str) -> str:
        """Return what the difference means for consumers, in `fi`, `sv` or `en`."""
        text = SENTENCES[self.kind].translations()[language]
        return text.format(where=self.where, before=self.before, after=self.after)

    def sentences(self) -> dict[str, str]:
        """Return the sentence by language."""
        return {language: self.sentence(language) for language in ("fi", "sv", "en")}

    def as_dict(self) -> dict[str, Any]:
        """Return the difference for records and `--json`."""
        return {
            "kind": self.kind,
            "level": self.level.name.lower(),
            "where": self.where,
            "before": self.before,
            "after": self.after,
            "sentence": self.sentences(),
        }


def stronger_or_weaker(
    kind: str, where: str, *, stronger: bool, before: Any = None, after: Any = None
) -> Difference:
    """Return the difference `<kind>-tightened`, which is compatible, or `<kind>-relaxed`."""
    name = f"{kind}-tightened" if stronger else f"{kind}-relaxed"
    level = Level.COMPATIBLE if stronger else Level.BREAKING
    return Difference(name, level, where, in_words(before), in_words(after))


def in_words(value: Any) -> str:
    """Return a value of a schema for a sentence; long lists are cut."""
    if value is None:
        return "–"
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        return str(value).lower() if isinstance(value, bool) else str(value)
    items = [in_words(item) for item in value]
    return ", ".join(items[:LISTED]) + (", …" if len(items) > LISTED else "")
