"""The pages of each dataset: how it stands, what it holds, how it is used and what changed.

When a source was last looked at stands in a small file of its own (`checked/`), which the page
shows in a frame: so a look that found nothing new changes no page.
What does not belong here: lists of datasets (lists), feeds, writing (writing).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.journal import Entry, Kind
from pipelines.site import dictionary, layout
from pipelines.site.addresses import Addresses, by_dataset, checked_page, dataset_page, mark
from pipelines.site.changes import told
from pipelines.site.facts import Dataset, Facts, Withdrawn
from pipelines.site.language import LANGUAGES, LanguageCode, text_in
from pipelines.site.reasons import reason
from pipelines.site.wording import words

SHOWN_ENTRIES = 100
"""Changes that a page shows; the journal keeps them all."""

Page = tuple[str, str]
"""Address below the site's folder, and content."""


def dataset_pages(facts: Facts, url: str) -> Iterator[Page]:
    """Yield the pages of every dataset and API, and the tombstones of those withdrawn.

    `url` is where the site is served.
    """
    journal, addresses = by_dataset(facts.journal), Addresses(facts)
    gone = {each.id for each in facts.withdrawn}
    for language in LANGUAGES:
        for dataset in facts.datasets:
            if dataset.id in gone:
                continue
            entries = _entries(journal.get(dataset.id, []), addresses, language)
            yield _dataset_page(facts, dataset, entries, language, url)
            yield _checked_page(dataset, language)
        for each in facts.withdrawn:
            entries = _entries(journal.get(each.id, []), addresses, language)
            yield _tombstone(facts, each, entries, addresses, language)


def _entries(
    entries: Sequence[Entry], addresses: Addresses, language: LanguageCode
) -> list[dict[str, Any]]:
    return [
        {
            "entry": entry,
            "mark": mark(entry),
            "told": told(entry, language),
            "successor": addresses.successor(entry.successor, language, "../"),
        }
        for entry in entries[:SHOWN_ENTRIES]
    ]


def _dataset_page(
    facts: Facts,
    dataset: Dataset,
    entries: list[dict[str, Any]],
    language: LanguageCode,
    url: str,
) -> Page:
    path = dataset_page(dataset.id)
    shown = language if dataset.description.get(language) else "fi"
    description = text_in(dataset.description, language)
    content = layout.page(
        "dataset.html.j2",
        path,
        language,
        text_in(dataset.title, language),
        id=dataset.id,
        each=dataset,
        address=f"{url}/{language}/{path}",
        publisher=facts.publisher(dataset.publisher),
        paragraphs=[each.strip() for each in description.split("\n\n") if each.strip()],
        description_language=shown,
        why=reason(dataset.failure, language) if dataset.failure is not None else "",
        health=_health(dataset, language),
        tables=_tables(dataset, language),
        announced=_ahead(entries, facts),
        entries=entries,
    )
    return f"{language}/{path}", content


def _ahead(entries: list[dict[str, Any]], facts: Facts) -> dict[str, Any] | None:
    """Return what was announced last, if it is still ahead; what was called off has no day."""
    announced = (each for each in entries if each["entry"].kind is Kind.ANNOUNCED)
    latest = next(announced, None)
    day = latest["entry"].effective if latest else None
    return latest if day is not None and day >= facts.today else None


def _tables(dataset: Dataset, language: LanguageCode) -> list[dict[str, Any]]:
    return [
        {
            "title": table.title,
            "key": dictionary.key_of(table.schema),
            "columns": dictionary.columns(table.schema, language),
        }
        for table in dataset.tables
    ]


def _health(dataset: Dataset, language: LanguageCode) -> str:
    api, said = dataset.api, words(language)
    if api is None or api.healthy is None:
        return said["never"]
    if api.healthy:
        return said["answers"]
    return said["answers_with"].format(api.status) if api.status else said["answers_not"]


def _checked_page(dataset: Dataset, language: LanguageCode) -> Page:
    path = f"{language}/{checked_page(dataset.id)}"
    content = layout.rendered(
        "checked.html.j2",
        language=language,
        title=text_in(dataset.title, language),
        root="../../",
        w=words(language),
        checked=dataset.checked,
        is_api=dataset.api is not None,
    )
    return path, content


def _tombstone(
    facts: Facts,
    gone: Withdrawn,
    entries: list[dict[str, Any]],
    addresses: Addresses,
    language: LanguageCode,
) -> Page:
    path = dataset_page(gone.id)
    content = layout.page(
        "tombstone.html.j2",
        path,
        language,
        text_in(gone.title, language),
        id=gone.id,
        gone=gone,
        publisher=facts.publisher(gone.publisher),
        successor=addresses.successor(gone.successor, language, "../"),
        entries=entries,
    )
    return f"{language}/{path}", content
