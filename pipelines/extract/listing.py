"""A whole list, read page by page until it is known to be whole.

Lists move while they are read: a record that is removed or changes its place between two requests
makes another one come twice or not at all. So the totals that the pages tell, the records that
came, and (with offsets) the last record of the page before, asked for once more, must agree; else
the list is read again, a few times. A record that stands twice on one page was doubled by the
agency, and the last one counts; on two pages, only where the declaration says that it `repeats`.
A list that can be asked for its changes is not read again: what changed meanwhile is laid over it.
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
MEANWHILE = "meanwhile"
"""The part of the store for what changed while a list was read; empty afterwards."""

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


@dataclass(frozen=True)
class Lists:
    """The lists of one visit, read into its store."""

    visit: Visit
    source: RestSource
    store: RecordStore
    to_stored: ToStored

    def read(self, url: str, part: str, changed: Callable[[], str | None] = lambda: None) -> None:
        """Put a whole list into a part of the store.

        `changed` returns the address of what has changed since the reading began, where the source
        can be asked for that. Raises SourceUnavailable where the list never agrees with itself,
        what Visit.download raises, and NotTheDeclaredFile (no JSON, no list, a loop, more than the
        limits), which names the page.
        """
        before: Tally | None = None
        for _ in range(READINGS):
            self.store.clear(part)
            tally = self._once(url, part)
            if self._is_taken(tally, before):
                return _tell_doubles(tally, url)
            if not tally.moved and (changes := changed()) and self._catches_up(url, part, changes):
                return None
            log.info("%s: read again: %s", shown(url), tally)
            before = tally
        raise SourceUnavailable(
            f"{shown(url)}: the list was read {READINGS} times and never whole: {before}",
            remedy="it is tried again later; where it lasts, declare an order in `source.url`, ask"
            " the agency whether the total is right, or declare `repeats` where it lists records"
            " twice",
        )

    def _once(self, url: str, part: str) -> Tally:
        tally = _Reading(self, url, part).run()
        tally.keys, tally.checksum = self.store.keys(part)
        return tally

    def _is_taken(self, tally: Tally, before: Tally | None) -> bool:
        repeated = self.source.repeats and tally.is_whole() and tally == before
        return (tally.is_sound() or repeated) and (tally == before or not self.source.read_twice)

    def _catches_up(self, url: str, part: str, changes: str) -> bool:
        """Lay what changed meanwhile over the part; tell whether it has what the list has now.

        A list of hours never stands still: it need not, where it tells what changed. What was
        deleted must be told too, or its loss and that of another record could look like one.
        """
        source = self.source
        if source.total is None or source.deleted is None or source.read_twice:
            return False
        self.store.clear(MEANWHILE)
        told = self._once(changes, MEANWHILE)
        self.store.lay_over(part, MEANWHILE)
        now = self.fetch(Place(1, paging.first(source.paging, url)))
        agrees = self.store.keys(part)[0] == _total(now, source.total)
        log.info("%s: %d records changed while the list was read", shown(url), told.keys)
        return told.is_sound() and agrees

    def fetch(self, place: Place) -> Page:
        """Return a page. Raises what `pages.fetch` raises."""
        limit, secret = self.source.max_bytes, self.source.authorization
        return fetch(self.visit, place, self.source.records, max_bytes=limit, secret=secret)


def _tell_doubles(tally: Tally, url: str) -> None:
    if doubled := tally.rows - tally.keys:
        log.warning("%s: %d records came more than once; the last one counts", shown(url), doubled)


class _Reading:
    """One reading of a list, from its first page to its last."""

    def __init__(self, lists: Lists, url: str, part: str) -> None:
        self._lists = lists
        self._source = lists.source
        self._url = url
        self._part = part
        self._tally = Tally()
        self._page_before: list[Key] = []

    def run(self) -> Tally:
        for page in self._pages():
            stored = [
                self._lists.to_stored(record, page.place, number)
                for number, record in enumerate(page.records, start=1)
            ]
            self._look_back(page.place, [key for key, _ in stored])
            self._lists.store.put(self._part, stored)
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
        try:
            page = self._lists.fetch(place)
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
