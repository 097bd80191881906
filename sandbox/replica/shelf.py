"""What each URL answers now: the system's own content, or one that a test put in its place.

Here belong the current version of a document's content, its validators (ETag, Last-Modified) and
replacing it. Faults, which spoil an answer on its way, are in `faults`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock

from sandbox.replica.documents import Answer, Document, Query
from sandbox.replica.systems import documents


class NotServedError(LookupError):
    """No system of the replica serves this URL."""


@dataclass(frozen=True)
class Version:
    """Content of a URL, with the validators the real system would send (or None)."""

    body: bytes
    status: int
    etag: str | None
    modified: datetime | None


class Shelf:
    """The documents of all systems, in their current versions. Safe between threads."""

    def __init__(self, real_data: Path | None) -> None:
        self.real_data = real_data
        self._lock = Lock()
        self._made: dict[str, Version] = {}
        self._replaced: dict[str, bytes] = {}
        self._changed: dict[str, datetime] = {}

    def document(self, url: str) -> Document:
        """Return the document that the URL, with or without a query, belongs to.

        Raises:
            NotServedError: there is none.

        """
        try:
            return documents()[url.partition("?")[0]]
        except KeyError:
            raise NotServedError(
                f"the replica serves no {url}; GET / lists what it serves"
            ) from None

    def version(self, query: Query) -> Version:
        """Return what the URL answers now."""
        document = self.document(query.url)
        with self._lock:
            for url in (query.url, document.url):
                if url in self._replaced:
                    return self._stamp(document, Answer(self._replaced[url]), url)
            if document.depends_on_query:
                return self._stamp(document, document.answer(query), document.url)
            if document.url not in self._made:
                answer = document.answer(query)
                self._made[document.url] = self._stamp(document, answer, document.url)
            return self._made[document.url]

    def replace(self, url: str, body: bytes) -> None:
        """Serve this body at the URL from now on, with a new ETag and Last-Modified."""
        document = self.document(url)
        with self._lock:
            self._replaced[url] = body
            self._touch(document, url)

    def restore(self, url: str | None = None) -> None:
        """Serve the system's own content again, at this URL or everywhere.

        Its ETag is the old one, its Last-Modified is now: the content has changed once more.
        """
        with self._lock:
            for replaced in [url] if url else list(self._replaced):
                if self._replaced.pop(replaced, None) is not None:
                    document = self.document(replaced)
                    self._made.pop(document.url, None)
                    self._touch(document, document.url)

    def _touch(self, document: Document, url: str) -> None:
        """Note a change at the URL: later, by whole seconds, than any told before."""
        now = datetime.now(UTC).replace(microsecond=0)
        known = [self._changed.get(each) for each in (url, document.url)]
        last = max((moment for moment in known if moment), default=document.modified)
        self._changed[url] = max(now, last + timedelta(seconds=1)) if last else now

    def _stamp(self, document: Document, answer: Answer, url: str) -> Version:
        if document.modified is None or answer.status != 200:
            return Version(answer.body, answer.status, None, None)
        etag = f'"{sha256(answer.body).hexdigest()}"'
        modified = self._changed.get(url, document.modified)
        return Version(answer.body, answer.status, etag, modified)
