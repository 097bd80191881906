"""What an agency's system offers: a document at a URL, and what it answers to a request.

Here belong the nouns that every system's file speaks. How answers travel over HTTP is in
`server`, how they are made to fail in `faults`, and what they hold in `systems`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Query:
    """A request as a system sees it: its real URL, its parameters, its body."""

    url: str
    method: str
    parameters: Mapping[str, str]
    body: bytes
    real_data: Path | None


@dataclass(frozen=True)
class Answer:
    """What a system says: the bytes and the HTTP status they come with."""

    body: bytes
    status: int = 200


@dataclass(frozen=True)
class Document:
    """One URL (without its query) of one agency system.

    `encoding` names the encoding of a text, and is None for anything else. `modified` is the
    Last-Modified of the content, in UTC; None where the real system sends neither that nor an
    ETag. `depends_on_query` tells an API, answered anew each time, from a file, answered once.
    """

    url: str
    description: str
    content_type: str
    encoding: str | None
    modified: datetime | None
    answer: Callable[[Query], Answer]
    depends_on_query: bool = False
    methods: tuple[str, ...] = ("GET", "HEAD")

    @property
    def host(self) -> str:
        """The host of the URL."""
        return self.url.removeprefix("https://").partition("/")[0]

    @property
    def path(self) -> str:
        """The path of the URL, from its first slash."""
        return "/" + self.url.removeprefix("https://").partition("/")[2]


def generated(make: Callable[[], bytes]) -> Callable[[Query], Answer]:
    """Return the answer of a file whose bytes `make` makes, whoever asks."""

    def answer(_query: Query) -> Answer:
        return Answer(make())

    return answer
