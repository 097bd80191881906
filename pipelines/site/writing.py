"""The whole site from its facts: what has changed is written, what is no longer there is removed.

What belongs to others below the same folder (`versions/`, `reports/`, other pages) is left alone.
What does not belong here: what stands on a page, and finding the facts out (orchestration).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.site.addresses import checked_page, dataset_page
from pipelines.site.dataset_pages import Page, dataset_pages
from pipelines.site.facts import Facts
from pipelines.site.feeds import feeds
from pipelines.site.files import SiteFiles
from pipelines.site.language import LANGUAGES
from pipelines.site.lists import lists

OWN_FOLDERS = (
    "feeds",
    *(f"{lang}/{part}" for lang in LANGUAGES for part in ("datasets", "checked")),
)
"""The folders in which a file that is not written any more is removed."""


@dataclass(frozen=True)
class Written:
    """What writing the site did, in numbers of files."""

    files: int
    changed: int
    removed: int


def write_site(files: SiteFiles, facts: Facts) -> Written:
    """Write the site. The same facts leave every file as it is, byte for byte."""
    kept = set(_kept(files, facts))
    paths, changed = set(kept), 0
    for path, content in site_pages(files, facts):
        paths.add(path)
        changed += files.write(path, content)
    stale = [path for folder in OWN_FOLDERS for path in files.paths(folder) if path not in paths]
    for path in stale:
        files.remove(path)
    return Written(len(paths), changed, len(stale))


def site_pages(files: SiteFiles, facts: Facts) -> Iterator[Page]:
    """Yield every file of the site: its path and what it holds."""
    with_page = {each.id for each in facts.remaining if files.exists(f"fi/{dataset_page(each.id)}")}
    yield from lists(facts, files.url, with_page)
    yield from dataset_pages(facts, files.url)
    yield from feeds(facts, files.url)


def _kept(files: SiteFiles, facts: Facts) -> Iterator[str]:
    """Yield the pages of datasets that stay as they were last written."""
    for each in facts.remaining:
        for language in LANGUAGES:
            for path in (dataset_page(each.id), checked_page(each.id)):
                if files.exists(f"{language}/{path}"):
                    yield f"{language}/{path}"
