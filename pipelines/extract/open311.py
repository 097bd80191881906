"""Service requests of an Open311 system: windows of time, split until each answer is complete.

The system answers at most 90 days or 200 requests and does not say that it has left any out: an
answer of as many as it gives at most is not believed, and its window is asked for in halves. Of a
request only coded members are kept, and its place as `longitude` and `latitude`.
What does not belong here: what a request becomes (service_request), and columns (formats).
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.extract.high_water import HighWater, asked_from, in_utc, last_full, written
from pipelines.extract.pages import Place, fetch
from pipelines.extract.paging import with_parameters
from pipelines.extract.record_file import NEW, OLD, collected, known, newest
from pipelines.extract.record_store import RecordStore, opened
from pipelines.extract.service_request import KEY, stored
from pipelines.extract.visit import Collected, Visit
from pipelines.model import Dataset, Open311Source

MADE = ("start_date", "end_date")
UPDATED = ("updated_after", "updated_before")
SECOND = dt.timedelta(seconds=1)


@dataclass(frozen=True)
class Window:
    """A stretch of time; both ends may belong to it, for doubles are removed by their id."""

    start: dt.datetime
    end: dt.datetime

    def halves(self) -> tuple[Window, Window]:
        """Return the two halves, which meet at a whole second."""
        middle = self.start + (self.end - self.start) / 2
        middle = middle.replace(microsecond=0)
        return Window(self.start, middle), Window(middle, self.end)

    def can_be_split(self) -> bool:
        """Tell whether the halves would be shorter than the window, in whole seconds."""
        return self.end - self.start > SECOND

    def __str__(self) -> str:
        """Return the window as messages name it."""
        return f"{written(self.start)} – {written(self.end)}"


def collect(dataset: Dataset, visit: Visit) -> Collected:
    """Bring all service requests.

    Raises what Visit.download raises, and NotTheDeclaredFile: no list of requests, too few of them,
    or more within one second than the system ever answers.
    """
    source = dataset.source
    assert isinstance(source, Open311Source)  # noqa: S101 - found by its type
    mark: Mapping[str, Any] = visit.last.mark if visit.last else {}
    now = visit.now()
    full = source.changes and last_full(mark, source.changes, now)
    with opened(visit.folder) as store:
        if source.changes and full:
            store.put(OLD, known(visit, KEY))
            water = HighWater(now, mark["changed"])
            start = in_utc(asked_from(mark, source.changes))
            _Windows(source, visit, store, water).read(UPDATED, start, now)
            return collected(source, visit, store, water.mark(full), newest)
        water = HighWater(now)
        start = dt.datetime.combine(source.since, dt.time(), dt.UTC)
        _Windows(source, visit, store, water).read(MADE, start, now)
        return collected(source, visit, store, water.mark(now) if source.changes else {}, newest)


def windows(start: dt.datetime, end: dt.datetime, days: int) -> Iterator[Window]:
    """Yield the windows from `start` to `end`, none longer than `days`."""
    longest = dt.timedelta(days=days)
    while start < end:
        yield Window(start, min(start + longest, end))
        start += longest


class _Windows:
    """Reads windows into a store."""

    def __init__(
        self, source: Open311Source, visit: Visit, store: RecordStore, water: HighWater
    ) -> None:
        self._source = source
        self._visit = visit
        self._store = store
        self._water = water

    def read(self, parameters: tuple[str, str], start: dt.datetime, now: dt.datetime) -> None:
        """Read everything from `start` until now; `parameters` hold a window's ends."""
        # Rounded up: what comes in this very second is asked for too.
        end = now.astimezone(dt.UTC).replace(microsecond=0) + SECOND
        waiting = deque(windows(start.replace(microsecond=0), end, self._source.window_days))
        number = 0
        while waiting:
            window, number = waiting.popleft(), number + 1
            times = (written(window.start), written(window.end))
            url = with_parameters(self._source.url, dict(zip(parameters, times, strict=True)))
            place = Place(number, url)
            _check_is_not_endless(self._source, place)
            if not self._holds(place):
                waiting.extendleft(reversed(_halves(window, place, self._source)))

    def _holds(self, place: Place) -> bool:
        """Tell whether the answer is complete; its requests are in the store then."""
        source = self._source
        page = fetch(
            self._visit, place, "@", max_bytes=source.max_bytes, secret=source.authorization
        )
        if len(page.records) >= source.largest_answer:
            return False
        kept = [
            stored(record, source.bounds, place, number, self._water)
            for number, record in enumerate(page.records, start=1)
        ]
        self._store.put(NEW, kept)
        return True


def _halves(window: Window, place: Place, source: Open311Source) -> tuple[Window, Window]:
    if not window.can_be_split():
        raise place.refusal(
            f"{source.largest_answer} requests or more within one second ({window}), and the system"
            " answers no more at once",
            "see whether it takes notice of the dates; if so, ask the agency for these requests",
        )
    return window.halves()


def _check_is_not_endless(source: Open311Source, place: Place) -> None:
    if place.number > source.max_windows:
        raise place.refusal(
            f"more than {source.max_windows} windows were needed",
            "declare a later `source.since`; where it is right, raise `source.max_windows`",
        )
