"""A whole list, read page by page until it is known to be whole.

Lists move while they are read: a record that is removed or changes its place between two requests
makes another one come twice or not at all. So the totals that the pages tell, the records that
came, and (with offsets) the last record of the page before, asked for once more, must agree; else
the list is read again, a few times. A record that stands twice on one page was doubled by the
agency, and the last one counts; on two pages, only where the declaration says that it `repeats`.
What does not belong here: addresses of pages (paging), the store of records (record_store).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipelines.errors import SourceGone, SourceUnavailable
from pipelines.extract import paging
from pipelines.extract.pages import Page, Place, fetch
from pipelines.extract.record_store import Key, RecordStore, Stored
from pipelines.extract.visit import Visit
from pipelines.model import RestSource
from pipelines.web import shown

log = logging.getLogger(__name__)

READINGS = 4
"""How often a list is read at the most, until it agrees with itself."""

ToStored = Callable[[dict[str, Any], Place, int], Stored]
"""From a record, its page and its number on the page to what is stored of it."""


@dataclass
class Tally:
    """What one reading of a list met; two readings that met the same are equal."""

    rows: int = 0
    totals: set[int] = field(default_factory=set)
    moved: str = ""
    """How it was seen that the list moved while it was read."""
    keys: int = 0
    doubled: int = 0
    """Records that came twice on one page."""
    checksum: str = ""
    """Of the keys."""

    def is_whole(self) -> bool:
        """Tell whether as many records came as the list has, and nothing moved."""
        return not self.moved and self.totals <= {self.rows}

    def is_sound(self) -> bool:
        """Tell whether the reading is whole and no record came on two pages."""
        return self.is_whole() and self.keys == self.rows - self.doubled

    def __str__(self) -> str:
        """Return what is wrong, as the message tells it."""
        totals = " or ".join(map(str, sorted(self.totals)))
        said = f"it says that it has {totals} records, and " if totals else ""
        return f"{said}{self.rows} came, {self.keys} of them different" + (
            f"; {self.moved}" if self.moved else ""
        )


def read(
    visit: Visit, source: RestSource, url: str, part: str, store: RecordStore, to_stored: ToStored
) -> int:
    """Put a whole list into a part of the store and return how many records it has.

    Raises SourceUnavailable where it never agrees with itself, what Visit.download raises, and
    NotTheDeclaredFile (no JSON, no list, a loop, more than the limits), which names the page.
    """
    before: Tally | None = None
    for _ in range(READINGS):
        store.clear(part)
        tally = _Reading(visit, source, url, part, store, to_stored).run()
        tally.keys, tally.checksum = store.keys(part)
        takes_it = tally.is_sound() or (source.repeats and tally.is_whole() and tally == before)
        if takes_it and (tally == before or not source.read_twice):
            _tell_doubles(tally, url)
            return tally.keys
        log.info("%s: read again: %s", shown(url), tally)
        before = tally
    raise SourceUnavailable(
        f"{shown(url)}: the list was read {READINGS} times and never whole: {before}",
        remedy="it is tried again later; where it lasts, declare an order in `source.url`, ask the"
        " agency whether the total is right, or declare `repeats` where it lists records twice",
    )


def _tell_doubles(tally: Tally, url: str) -> None:
    if doubled := tally.rows - tally.keys:
        log.warning("%s: %d records came more than once; the last one counts", shown(url), doubled)


class _Reading:
    """One reading of a list, from its first page to its last."""

    def __init__(
        self,
        visit: Visit,
        source: RestSource,
        url: str,
        part: str,
        store: RecordStore,
        to_stored: ToStored,
    ) -> None:
        self._visit = visit
        self._source = source
        self._url = url
        self._part = part
        self._store = store
        self._to_stored = to_stored
        self._tally = Tally()
        self._page_before: list[Key] = []

    def run(self) -> Tally:
        for page in self._pages():
            stored = [
                self._to_stored(record, page.place, number)
                for number, record in enumerate(page.records, start=1)
            ]
            self._look_back(page.place, [key for key, _ in stored])
            self._store.put(self._part, stored)
            if self._tally.rows > self._source.max_records:
                raise page.place.refusal(
                    f"more than {self._source.max_records} records came",
                    "see whether the list ever ends; where it is right, raise `source.max_records`",
                )
            if self._tally.moved:
                break
        return self._tally

    def _look_back(self, place: Place, keys: list[Key]) -> None:
        """Count the new records, and see whether they go on where the page before ended."""
        overlap = paging.overlap(self._source.paging) if place.number > 1 else 0
        before, self._page_before = self._page_before, keys
        if overlap and keys[:1] != before[-1:]:
            self._tally.moved = f"the list moved before {place}"
        if keys and keys == before and len(keys) > overlap:
            self._tally.moved = f"the same records as on the page before came on {place}"
        self._tally.rows += max(0, len(keys) - overlap)
        self._tally.doubled += len(keys) - len(set(keys))

    def _pages(self) -> Iterator[Page]:
        source = self._source
        url: str | None = paging.first(source.paging, self._url)
        asked: set[str] = set()
        while url is not None:
            place = Place(len(asked) + 1, url)
            self._check_goes_on(place, asked)
            asked.add(url)
            page = self._fetched(place)
            if page is None:
                return
            before = self._tally.rows
            yield page
            url = self._next(page, self._tally.rows > before)

    def _fetched(self, place: Place) -> Page | None:
        """Return the page; None where it has vanished since the page before was read."""
        source = self._source
        limit, secret = source.max_bytes, source.authorization
        try:
            page = fetch(self._visit, place, source.records, max_bytes=limit, secret=secret)
        except SourceGone as error:
            if place.number == 1 or source.total is None:
                raise
            self._tally.moved = f"{error.message} (page {place.number})"
            return None
        if source.total is not None:
            self._tally.totals.add(_total(page, source.total))
        return page

    def _next(self, page: Page, anything_came: bool) -> str | None:
        source = self._source
        if not paging.ends_by_itself(source.paging):
            whole = bool(self._tally.totals) and self._tally.rows >= max(self._tally.totals)
            if whole or not anything_came:
                return None
        return paging.following(source.paging, self._url, page, self._tally.rows)

    def _check_goes_on(self, place: Place, asked: set[str]) -> None:
        if place.url in asked:
            raise place.refusal(
                "the pages go round: this one was read before",
                "tell the agency; until it is mended, declare another `source.paging`",
            )
        if place.number > self._source.max_pages:
            raise place.refusal(
                f"the list has more than {self._source.max_pages} pages",
                "see whether it ever ends; where it is right, raise `source.max_pages`",
            )


def _total(page: Page, expression: str) -> int:
    found = page.find(expression)
    if isinstance(found, str) and found.isascii() and found.isdigit():
        return int(found)
    if isinstance(found, bool) or not isinstance(found, int):
        raise page.place.refusal(
            f"`{expression}` holds no number of records", "correct `source.total`"
        )
    return found
