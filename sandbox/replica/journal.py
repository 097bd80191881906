"""The journal of the requests that came in, for tests of politeness and of conditional requests.

Here belongs what is remembered of a request. Requests to the control pages are not journalled.
"""

from collections import Counter, deque
from dataclasses import dataclass
from threading import Lock

_REMEMBERED = 10_000


@dataclass(frozen=True)
class Seen:
    """A request: its real URL, the status it got (None: no answer), its conditions."""

    method: str
    url: str
    status: int | None
    if_none_match: str | None
    if_modified_since: str | None


class Journal:
    """The latest requests, and how many came to each URL. Safe between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: deque[Seen] = deque(maxlen=_REMEMBERED)
        self._counts: Counter[str] = Counter()

    def note(self, seen: Seen) -> None:
        """Remember a request."""
        with self._lock:
            self._seen.append(seen)
            self._counts[seen.url] += 1

    def requests(self) -> list[Seen]:
        """Return the latest requests, oldest first."""
        with self._lock:
            return list(self._seen)

    def counts(self) -> dict[str, int]:
        """Return how many requests came to each URL, its query included."""
        with self._lock:
            return dict(self._counts)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._seen.clear()
            self._counts.clear()
