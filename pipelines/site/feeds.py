"""The feeds of changes, as Atom and as JSON Feed 1.1: of a dataset, a publisher, the catalogue.

    feeds/datasets/<permanent id>.atom    .json
    feeds/publishers/<publisher>.atom     .json
    feeds/catalogue.atom                  .json

An entry says the same in Finnish, Swedish and English. Its id names the dataset's permanent id and
the moment, whatever the site's address is; a feed was updated when its newest entry was made.
What does not belong here: what happened (journal), and its sentences (changes).
"""

from __future__ import annotations

import datetime as dt
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.journal import Entry
from pipelines.site import layout
from pipelines.site.addresses import Addresses, by_dataset, dataset_page, feed, mark
from pipelines.site.changes import told
from pipelines.site.dataset_pages import Page
from pipelines.site.facts import Facts, Texts
from pipelines.site.language import LANGUAGES, legal, text_in
from pipelines.site.wording import words

LONGEST = 100
"""Entries of a feed: the newest."""
ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
TAG = "tag:hri.fi,2011:"
"""What ids begin with (RFC 4151)."""
AUTHOR = "Helsinki Region Infoshare"
BEGINNING = dt.datetime(2011, 3, 1, tzinfo=dt.UTC)
"""When a feed without an entry was updated: as the region's open data began."""


@dataclass(frozen=True)
class Feed:
    """A feed, before it is written in either format."""

    path: str
    """Without its suffix."""
    title: str
    page: str
    """The address of the page that it belongs to."""
    entries: Sequence[Item]


@dataclass(frozen=True)
class Item:
    """An entry, made ready for all feeds that it stands in."""

    entry: Entry
    id: str
    title: str
    page: str
    html: str

    @property
    def at(self) -> str:
        """Return when it happened, as RFC 3339."""
        return _moment(self.entry.at)


def feeds(facts: Facts, url: str) -> Iterator[Page]:
    """Yield every feed in both formats; `url` is where the site is served."""
    addresses = Addresses(facts)
    # Each entry stands in up to three feeds, and is put into words once.
    items = {
        entry.key: _item(entry, addresses, url)
        for entries in by_dataset(facts.journal).values()
        for entry in entries[:LONGEST]
    }
    for each in _feeds(facts, url, items):
        yield f"{each.path}.atom", _atom(each, url)
        yield f"{each.path}.json", _json_feed(each, url)


def _feeds(facts: Facts, url: str, items: dict[str, Item]) -> Iterator[Feed]:
    known = [item for entry in facts.journal if (item := items.get(entry.key))]
    by_id: dict[str, list[Item]] = {}
    by_publisher: dict[str, list[Item]] = {}
    for item in known:
        by_id.setdefault(item.entry.dataset, []).append(item)
        by_publisher.setdefault(item.entry.publisher, []).append(item)
    for identifier, title in {each.id: each.title for each in facts.everything}.items():
        path = feed("datasets", identifier, "")[:-1]
        page = f"{url}/fi/{dataset_page(identifier)}"
        yield Feed(path, _title(title), page, by_id.get(identifier, []))
    front = f"{url}/fi/index.html"
    for name in sorted({each.publisher for each in facts.everything} | by_publisher.keys()):
        path = feed("publishers", name, "")[:-1]
        own = by_publisher.get(name, [])[:LONGEST]
        yield Feed(path, _title(facts.publisher(name)), front, own)
    yield Feed("feeds/catalogue", AUTHOR, front, known[:LONGEST])


def _item(entry: Entry, addresses: Addresses, url: str) -> Item:
    said = {language: told(entry, language) for language in LANGUAGES}
    editions = [
        {
            "language": language,
            "title": text_in(entry.title, language),
            "told": said[language],
            "w": words(language),
            "successor": addresses.successor(entry.successor, language, f"{url}/{language}/"),
        }
        for language in LANGUAGES
    ]
    happened = " / ".join(each.headline for each in said.values())
    moment = mark(entry).removeprefix("at-")
    return Item(
        entry=entry,
        id=f"{TAG}dataset/{entry.dataset}/{moment}",
        title=legal(f"{text_in(entry.title, 'fi')}: {happened}"),
        page=f"{url}/fi/{dataset_page(entry.dataset)}#{mark(entry)}",
        html=layout.rendered("feed_entry.html.j2", editions=editions),
    )


def _title(texts: Texts) -> str:
    """Return a title in all its languages, each once."""
    return legal(" / ".join(dict.fromkeys(text_in(texts, language) for language in LANGUAGES)))


def _atom(made: Feed, url: str) -> str:
    root = ET.Element("feed", {"xmlns": ATOM})
    ET.SubElement(root, "id").text = f"{TAG}{made.path}"
    ET.SubElement(root, "title").text = made.title
    ET.SubElement(root, "updated").text = _updated(made)
    ET.SubElement(ET.SubElement(root, "author"), "name").text = AUTHOR
    own = f"{url}/{made.path}.atom"
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": made.page})
    for item in made.entries:
        _atom_entry(root, item)
    ET.indent(root, " ")
    declaration = '<?xml version="1.0" encoding="utf-8"?>\n'
    return declaration + ET.tostring(root, encoding="unicode") + "\n"


def _atom_entry(root: ET.Element, item: Item) -> None:
    entry = ET.SubElement(root, "entry")
    ET.SubElement(entry, "id").text = item.id
    ET.SubElement(entry, "title").text = item.title
    ET.SubElement(entry, "updated").text = item.at
    ET.SubElement(entry, "published").text = item.at
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": item.page})
    ET.SubElement(entry, "category", {"term": item.entry.kind.value})
    ET.SubElement(entry, "content", {"type": "html"}).text = item.html


def _json_feed(made: Feed, url: str) -> str:
    record = {
        "version": JSON_FEED,
        "title": made.title,
        "home_page_url": made.page,
        "feed_url": f"{url}/{made.path}.json",
        "authors": [{"name": AUTHOR}],
        "items": [_json_item(item) for item in made.entries],
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def _json_item(item: Item) -> dict[str, Any]:
    """Return an item; under `_hri` it says for programs what the content says for people."""
    entry = item.entry
    return {
        "id": item.id,
        "url": item.page,
        "title": item.title,
        "content_html": item.html,
        "date_published": item.at,
        "date_modified": item.at,
        "tags": [entry.kind.value],
        "_hri": json.loads(legal(entry.model_dump_json(exclude={"title", "text"}))),
    }


def _updated(made: Feed) -> str:
    newest = max((item.entry.at for item in made.entries), default=BEGINNING)
    return _moment(newest)


def _moment(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
