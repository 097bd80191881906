"""What will break or end, as it is told to those who use the data, and since when it has been.

    announcements/<id>.json   {kind, version, effective, since, successor, text, …}

`since` is the day of the first run that told it. A day that is put off keeps it, for people were
told of an earlier one; a day that is brought forward begins anew.
What does not belong here: keeping the record (orchestration), and how long ahead it must be told
(contract/notice).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from pipelines.model import Dataset

HEADS = {"fi": "Muutos tulossa", "sv": "Kommande ändring", "en": "Coming change on"}
"""How the paragraph in the description begins; the day follows."""
ENDS = {
    "fi": "{head} {on}: aineiston julkaiseminen päättyy. {text}",
    "sv": "{head} {on}: datamängden publiceras inte längre. {text}",
    "en": "{head} {on}: the dataset is published no longer. {text}",
}
INSTEAD = {
    "fi": " Sen korvaa {successor}.",
    "sv": " Den ersätts av {successor}.",
    "en": " It is replaced by {successor}.",
}
CHANGES = {
    "fi": "{head} {on}: aineistosta julkaistaan versio {version}, joka voi vaatia muutoksia sitä"
    " käyttäviin ohjelmiin. {text}",
    "sv": "{head} {on}: version {version} publiceras. Program som använder datamängden kan behöva"
    " ändras. {text}",
    "en": "{head} {on}: version {version} is published. Programs that use the dataset may have to"
    " be changed. {text}",
}
PARAGRAPH = re.compile(
    rf"(?:^|\n\n)(?:{'|'.join(HEADS.values())}) \d{{4}}-\d{{2}}-\d{{2}}: .*\Z", re.S
)

VERSION, SUNSET, WITHDRAWAL = "version", "sunset", "withdrawal"

MARKS = ("withdrawn_on", "withdrawn_reason", "successor")
"""The fields by which everybody knows a tombstone."""
OF_DATA = ("temporal_start", "temporal_end", "spatial")
"""Fields that may have been computed from the cells: a purge empties them."""


@dataclass(frozen=True)
class Announcement:
    """Something that breaks or ends on a day."""

    kind: str
    """`version`, `sunset` or `withdrawal`."""
    on: dt.date
    text: Mapping[str, str]
    """In people's words, by language, fi always."""
    successor: str | None = None
    version: str | None = None
    """Of kind `version`: the one that comes."""

    def paragraph(self, language: str) -> str:
        """Return what the dataset's description tells of it, in `fi`, `sv` or `en`."""
        facts = {"head": HEADS[language], "on": self.on.isoformat(), "version": self.version}
        text = self.text.get(language) or self.text["fi"]
        if self.kind == VERSION:
            return CHANGES[language].format(**facts, text=text)
        by = INSTEAD[language].format(successor=self.successor) if self.successor else ""
        return ENDS[language].format(**facts, text=text) + by


@dataclass(frozen=True)
class Told:
    """An announcement with the day on which it was first made."""

    what: Announcement
    since: dt.date

    def to_json(self) -> dict[str, Any]:
        """Return the record."""
        said = asdict(self.what)
        effective = said.pop("on").isoformat()
        return {**said, "effective": effective, "since": self.since.isoformat()}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Self:
        """Return what a record tells; it may hold more."""
        what = Announcement(
            record["kind"],
            dt.date.fromisoformat(record["effective"]),
            record["text"],
            record["successor"],
            record["version"],
        )
        return cls(what, dt.date.fromisoformat(record["since"]))


def announcement_of(dataset: Dataset) -> Announcement | None:
    """Return what the declaration announces; None once the announced version is declared."""
    end, coming = dataset.ending, dataset.announced
    if end is not None:
        return Announcement(end.kind, end.on, end.reason.translations(), end.successor)
    if coming is None or major_of(dataset.version) >= major_of(coming.version):
        return None
    return Announcement(VERSION, coming.on, coming.text.translations(), version=coming.version)


def told_since(known: Told | None, what: Announcement, today: dt.date) -> Told:
    """Return the announcement with its first day: the known one's, or today."""
    if known is None or (known.what.kind, known.what.version) != (what.kind, what.version):
        return Told(what, today)
    return Told(what, known.since if what.on >= known.what.on else today)


def without_announcement(text: str) -> str:
    """Return a description without the paragraph that announces something."""
    return PARAGRAPH.sub("", text)


def with_announcement(notes: Mapping[str, str], dataset: Dataset) -> dict[str, str]:
    """Return the description with the paragraph, where the declaration announces something."""
    what = announcement_of(dataset)
    if what is None:
        return dict(notes)
    return {language: f"{text}\n\n{what.paragraph(language)}" for language, text in notes.items()}


def told_by_tombstone(package: Mapping[str, Any]) -> frozenset[str]:
    """Return the declared fields that a tombstone says otherwise; none of what is served."""
    if not package.get("withdrawn_on"):
        return frozenset()
    emptied = (name for name in OF_DATA if not package.get(name))
    return frozenset(["notes", "notes_translated", *emptied])


def ended_no_longer(package: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of an end that the package shows and that is declared no longer, emptied.

    Where it shows no end, a successor that a steward wrote there is the steward's own.
    """
    if not package.get("withdrawn_on") and not package.get("sunset_on"):
        return {}
    return {name: "" for name in (*MARKS, "sunset_on") if package.get(name) and name not in fields}


def ending_fields(dataset: Dataset) -> dict[str, Any]:
    """Return the fields that tell programs of a declared end."""
    end = dataset.ending
    if end is None:
        return {}
    return {"sunset_on": end.on.isoformat(), "successor": end.successor}


def major_of(version: str) -> int:
    """Return the major number of a version."""
    return int(version.split(".")[0])
