"""Where the site's pages and files stand, and where a successor leads.

A dataset's pages and feeds are addressed by its permanent id, so that a new name moves nothing.
What does not belong here: writing (files).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.journal import Entry
from pipelines.site.facts import Facts, Texts
from pipelines.site.language import LanguageCode, text_in

WEB = ("https://", "http://")


@dataclass(frozen=True)
class Link:
    """A link, and what it is called."""

    href: str
    text: str


def dataset_page(identifier: str) -> str:
    """Return the address of a dataset's page below the language's folder."""
    return f"datasets/{identifier}.html"


def checked_page(identifier: str) -> str:
    """Return the address of what the last look at its source found, below the language's folder."""
    return f"checked/{identifier}.html"


def feed(kind: str, name: str, suffix: str) -> str:
    """Return the address of a feed: `datasets` or `publishers`, whose, and `atom` or `json`."""
    return f"feeds/{kind}/{name}.{suffix}"


def mark(entry: Entry) -> str:
    """Return the anchor of an entry on its dataset's page."""
    return f"at-{entry.key.rsplit('/', 1)[1].removesuffix('.json')}"


class Addresses:
    """Where datasets are found: those that are there, and those that were."""

    def __init__(self, facts: Facts) -> None:
        self._titles: dict[str, Texts] = {each.id: each.title for each in facts.everything}

    def successor(self, said: str | None, language: LanguageCode, to_pages: str) -> Link | None:
        """Return the link to a successor: a permanent id or a URL; None for anything else.

        `to_pages` leads from the page to the language's folder, as `../` or a whole URL.
        """
        if not said:
            return None
        if said in self._titles:
            page = f"{to_pages}{dataset_page(said)}"
            return Link(page, text_in(self._titles[said], language))
        return Link(said, said) if said.startswith(WEB) else None


def by_dataset(entries: Collection[Entry]) -> Mapping[str, list[Entry]]:
    """Return {permanent id: its entries}, in the order in which they came."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.dataset, []).append(entry)
    return found


def on_the_web(url: Any) -> bool:
    """Tell whether a value is a URL that a page may lead to."""
    return isinstance(url, str) and url.startswith(WEB)
