"""A limit of requests within a time, as statistics databases have it.

Here belongs counting requests; which systems count them, and what they answer beyond the limit,
stands with each system.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic


class RateLimit:
    """So many requests within so many seconds. Safe between threads."""

    def __init__(
        self, requests: int, seconds: float, clock: Callable[[], float] = monotonic
    ) -> None:
        self._requests = requests
        self._seconds = seconds
        self._clock = clock
        self._seen: deque[float] = deque()
        self._lock = Lock()

    def is_exceeded(self) -> bool:
        """Count a request and say whether it is one too many; such a one does not count."""
        with self._lock:
            now = self._clock()
            while self._seen and self._seen[0] <= now - self._seconds:
                self._seen.popleft()
            if len(self._seen) >= self._requests:
                return True
            self._seen.append(now)
            return False

    def forget(self) -> None:
        """Count from nothing again."""
        with self._lock:
            self._seen.clear()
