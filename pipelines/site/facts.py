"""The facts that the pages are made of: plain values, gathered by others.

Texts are by language, with Finnish always there. Nothing here holds a cell of the data, a place on
a disk or an address inside the city's network.
What does not belong here: finding the facts out (orchestration), and the words of a page (wording).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.journal import Entry

Texts = Mapping[str, str]


@dataclass(frozen=True)
class File:
    """A file that is served under a stable URL."""

    label: str
    """What it is, as people write it: CSV, Parquet, Data Package."""
    url: str
    title: Texts = field(default_factory=dict)
    """Of its table, in a dataset of several."""
    bytes: int | None = None
    sha256: str = ""


@dataclass(frozen=True)
class Table:
    """A published table, as its Table Schema describes it."""

    schema: Mapping[str, Any]
    title: Texts = field(default_factory=dict)
    """In a dataset of several."""


@dataclass(frozen=True)
class Api:
    """An open API, and how it is."""

    endpoint: str
    documentation: str
    terms: str | None = None
    key_required: bool = False
    healthy: bool | None = None
    """None before the first check."""
    since: dt.datetime | None = None
    """Since when it has been as it is."""
    status: int | None = None
    """The HTTP status of the last check."""


@dataclass(frozen=True)
class Checked:
    """What every look at a source moves, whether or not anything changed."""

    source: dt.datetime | None = None
    """When the source, or the API, was looked at last."""
    due: dt.datetime | None = None
    """When it is looked at next."""
    failed: dt.datetime | None = None
    """When the last attempt to publish failed; None where it did not."""


@dataclass(frozen=True)
class Dataset:
    """A dataset or open API that the catalogue shows."""

    id: str
    """Permanent: its pages and feeds are addressed by it."""
    name: str
    publisher: str
    title: Texts
    description: Texts
    page: str
    """The URL of its page on the portal."""
    licence: str
    licence_page: str | None
    frequency: Texts
    contact: str
    email: str
    released: dt.date
    version: str
    checked: Checked = Checked()
    citation: Texts = field(default_factory=dict)
    data_changed: dt.datetime | None = None
    metadata_changed: dt.datetime | None = None
    expected: dt.date | None = None
    """The day by which its frequency lets expect new data."""
    rows: int | None = None
    failure: str | None = None
    """The name of the error (a class of `pipelines.errors`) that stopped the last attempt."""
    on_hold: bool = False
    """Whether somebody has stopped its updates for now."""
    files: Sequence[File] = ()
    tables: Sequence[Table] = ()
    links: Sequence[File] = ()
    examples: Sequence[Mapping[str, str]] = ()
    """{title, language, code} each."""
    api: Api | None = None
    links_work: bool = True
    """Whether everything that a dataset of links leads to answered the last time."""
    versions: bool = False
    """Whether dated versions of it stand on the site."""

    @property
    def state(self) -> str:
        """Return how it stands: `hold`, `failed`, `ill` (an API), `broken` (links) or `well`."""
        if self.on_hold:
            return "hold"
        if self.failure is not None:
            return "failed"
        if self.api and self.api.healthy is False:
            return "ill"
        return "well" if self.links_work else "broken"


@dataclass(frozen=True)
class Remaining:
    """A dataset that was published and whose declaration cannot be read, or is gone.

    Its page stays as it was last written, until the dataset is withdrawn.
    """

    id: str
    publisher: str
    title: Texts
    retiring: bool = False
    """Whether it is about to be withdrawn."""

    @property
    def state(self) -> str:
        """Return how it stands: `remains` until it is withdrawn, or `failed`."""
        return "remains" if self.retiring else "failed"


@dataclass(frozen=True)
class Withdrawn:
    """A dataset that is served no longer."""

    id: str
    name: str
    publisher: str
    title: Texts
    on: dt.date
    reason: Texts
    successor: str | None = None
    """The permanent id of the dataset to use instead, or its URL."""


@dataclass(frozen=True)
class Facts:
    """All that the site tells."""

    portal: str
    """The catalogue's URL."""
    today: dt.date
    publishers: Mapping[str, Texts]
    datasets: Sequence[Dataset]
    journal: Sequence[Entry] = ()
    """The newest first."""
    remaining: Sequence[Remaining] = ()
    withdrawn: Sequence[Withdrawn] = ()
    former_names: Mapping[str, str] = field(default_factory=dict)
    """Former name → the permanent id of the dataset that bore it."""

    @property
    def everything(self) -> list[Dataset | Remaining | Withdrawn]:
        """Return all that has a page, what is there now last."""
        return [*self.remaining, *self.withdrawn, *self.datasets]

    def publisher(self, name: str) -> Texts:
        """Return what a publisher is called; its name where the register knows none."""
        return self.publishers.get(name, {"fi": name})
