"""The journal: what happened to each dataset that its users should know of, in the state.

    journal/<permanent id>/<moment>-<kind>.json

An entry is written once and never changed; feeds, pages and lists are made from the entries.
What does not belong here: what an operator wants to know of a publish (orchestration), the words
in which a visitor is told (site), and cells of the data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from pipelines.state import State

FOLDER = "journal"


class Kind(StrEnum):
    """What an entry tells."""

    PUBLISHED = "published"
    """The dataset appeared."""
    CHANGED = "changed"
    """Its data, schema or metadata changed."""
    ANNOUNCED = "announced"
    """Something will break or end on a day: see `effective`, `text` and `successor`."""
    RENAMED = "renamed"
    """It has another name in its URL: `former_name`."""
    ROLLED_BACK = "rolled-back"
    """An earlier version of the data is served again."""
    WITHDRAWN = "withdrawn"
    """It is served no longer: `text` says why, `successor` what to use instead."""


class Entry(BaseModel):
    """One thing that happened to a dataset."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dataset: str
    """The permanent id."""
    name: str
    """The name in the dataset's URL at that time."""
    publisher: str
    title: Mapping[str, str]
    """By language: fi always, sv and en where they are declared."""
    at: dt.datetime
    """In UTC, whole seconds."""
    kind: Kind
    version: str | None = None
    """The declared "major.minor" since then."""
    rows: Mapping[str, int] = Field(default_factory=dict)
    """Of all its tables together: `added`, `changed`, `removed`, `total`, as far as known."""
    schema_changes: list[Mapping[str, str]] = Field(default_factory=list)
    """What changed for those who read the tables: sentences, each by language."""
    metadata_changes: list[str] = Field(default_factory=list)
    """The fields whose value changed."""
    effective: dt.date | None = None
    """The day on which what is announced happens."""
    successor: str | None = None
    """The permanent id of the dataset to use instead, or its URL."""
    former_name: str | None = None
    text: Mapping[str, str] = Field(default_factory=dict)
    """In people's words, by language."""

    @property
    def key(self) -> str:
        """Where the entry stands in the state."""
        moment = self.at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        return f"{FOLDER}/{self.dataset}/{moment}-{self.kind.value}.json"


def enter(state: State, entry: Entry) -> None:
    """Write the entry, unless it stands there already."""
    if not state.exists(entry.key):
        state.write_json(entry.key, entry.model_dump(mode="json"))


def entries(state: State, dataset: str = "") -> list[Entry]:
    """Return the entries of a dataset (its permanent id), or of all, the newest first."""
    return _read(state, state.keys(f"{FOLDER}/{dataset}".rstrip("/")))


def newest(state: State, count: int) -> list[Entry]:
    """Return of every dataset the newest entries, at most so many; the newest first of all."""
    by_dataset: dict[str, list[str]] = {}
    for key in state.keys(FOLDER):
        by_dataset.setdefault(key.rsplit("/", 1)[0], []).append(key)
    # A key begins with its moment, so the order of the keys is that of time.
    keys = [key for each in by_dataset.values() for key in each[-count:]]
    return _read(state, keys)


def _read(state: State, keys: Iterable[str]) -> list[Entry]:
    found = [Entry.model_validate(state.read_json(key)) for key in keys]
    return sorted(found, key=lambda each: (each.at, each.key), reverse=True)
