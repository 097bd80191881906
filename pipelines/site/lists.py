"""The lists of the whole catalogue: as pages for people, and as JSON for programs.

    <lang>/index.html           status.json       datasets and APIs by publisher
    <lang>/checked/index.html   checked.json      when each source was looked at, and will be
    <lang>/withdrawn.html       withdrawn.json    what is served no longer
    <lang>/successors.html      successors.json   where old names and withdrawn datasets lead

What does not belong here: pages of one dataset (dataset_pages).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.site import layout
from pipelines.site.addresses import Addresses, Link, dataset_page, feed
from pipelines.site.dataset_pages import Page
from pipelines.site.facts import Dataset, Facts, Texts
from pipelines.site.language import LANGUAGES, NAMES, LanguageCode, text_in
from pipelines.site.wording import words

Json = dict[str, Any]


@dataclass(frozen=True)
class Former:
    """A name under which nothing is found any more, and what stands in its place."""

    name: str
    successor: str
    """A permanent id or a URL."""
    reason: Texts
    """Why a dataset was withdrawn; empty where only its name changed."""


def lists(facts: Facts, url: str, kept: set[str]) -> Iterator[Page]:
    """Yield every list; `kept` are the ids of remaining datasets that still have a page."""
    yield "index.html", layout.rendered("start.html.j2", languages=NAMES)
    yield layout.STYLESHEET, layout.stylesheet()
    for language in LANGUAGES:
        yield _index(facts, language, kept)
        yield _checks(facts, language)
        yield _withdrawn(facts, language)
        yield _successors(facts, language)
    yield "status.json", _json({"datasets": [_status(each, url) for each in facts.datasets]})
    yield "checked.json", _json({each.id: _checked(each) for each in facts.datasets})
    yield "withdrawn.json", _json({"withdrawn": _withdrawn_rows(facts, url)})
    yield "successors.json", _json({"successors": _successor_rows(facts, url)})


def _index(facts: Facts, language: LanguageCode, kept: set[str]) -> Page:
    apis = sum(1 for each in facts.datasets if each.api)
    content = layout.page(
        "index.html.j2",
        "index.html",
        language,
        words(language)["datasets"],
        groups=_groups(facts, language),
        apis=apis,
        datasets=len(facts.datasets) - apis,
        kept=kept,
    )
    return f"{language}/index.html", content


def _groups(facts: Facts, language: LanguageCode) -> list[Json]:
    """Return the publishers with what they publish, each in the language's order of letters."""
    names = {each.publisher for each in facts.datasets}
    names |= {each.publisher for each in facts.remaining}
    groups = [
        {
            "name": name,
            "title": facts.publisher(name),
            "datasets": _sorted(facts.datasets, name, language),
            "remaining": _sorted(facts.remaining, name, language),
        }
        for name in names
    ]
    return sorted(groups, key=lambda each: (text_in(each["title"], language), each["name"]))


def _sorted(found: Any, publisher: str, language: LanguageCode) -> list[Any]:
    own = [each for each in found if each.publisher == publisher]
    return sorted(own, key=lambda each: (text_in(each.title, language).casefold(), each.id))


def _checks(facts: Facts, language: LanguageCode) -> Page:
    path = "checked/index.html"
    datasets = sorted(facts.datasets, key=lambda each: (text_in(each.title, language), each.id))
    title = words(language)["checks"]
    content = layout.page("checks.html.j2", path, language, title, datasets=datasets)
    return f"{language}/{path}", content


def _withdrawn(facts: Facts, language: LanguageCode) -> Page:
    addresses = Addresses(facts)
    rows = [
        {
            "gone": each,
            "publisher": facts.publisher(each.publisher),
            "successor": addresses.successor(each.successor, language, ""),
        }
        for each in facts.withdrawn
    ]
    path, title = "withdrawn.html", words(language)["withdrawn"]
    return f"{language}/{path}", layout.page("withdrawn.html.j2", path, language, title, rows=rows)


def _successors(facts: Facts, language: LanguageCode) -> Page:
    rows = [
        {"name": former.name, "successor": link, "reason": former.reason}
        for former, link in _followed(facts, language, "")
    ]
    path, title = "successors.html", words(language)["successors"]
    return f"{language}/{path}", layout.page("successors.html.j2", path, language, title, rows=rows)


def _followed(facts: Facts, language: LanguageCode, to_pages: str) -> Iterator[tuple[Former, Link]]:
    addresses = Addresses(facts)
    for former in _formers(facts):
        link = addresses.successor(former.successor, language, to_pages)
        if link is not None:
            yield former, link


def _formers(facts: Facts) -> list[Former]:
    """Return the former names of datasets and those of withdrawn ones, in order."""
    found = {name: Former(name, owner, {}) for name, owner in facts.former_names.items()}
    for gone in facts.withdrawn:
        if gone.successor:
            found[gone.name] = Former(gone.name, gone.successor, gone.reason)
    return [found[name] for name in sorted(found)]


def _status(dataset: Dataset, url: str) -> Json:
    page = dataset_page(dataset.id)
    return {
        "id": dataset.id,
        "name": dataset.name,
        "kind": "api" if dataset.api else "dataset",
        "title": dict(dataset.title),
        "publisher": dataset.publisher,
        "status": dataset.state,
        "failure": dataset.failure,
        "version": dataset.version,
        "data_changed": _moment(dataset.data_changed),
        "metadata_changed": _moment(dataset.metadata_changed),
        "data_expected": dataset.expected and dataset.expected.isoformat(),
        "rows": dataset.rows,
        "portal_page": dataset.page,
        "pages": {language: f"{url}/{language}/{page}" for language in LANGUAGES},
        "feeds": {kind: f"{url}/{feed('datasets', dataset.id, kind)}" for kind in ("atom", "json")},
        "files": [
            {"format": file.label, "url": file.url, "bytes": file.bytes, "sha256": file.sha256}
            for file in dataset.files
        ],
    }


def _checked(dataset: Dataset) -> Json:
    return {
        "source_checked": _moment(dataset.checked.source),
        "due": _moment(dataset.checked.due),
        "failed": _moment(dataset.checked.failed),
    }


def _withdrawn_rows(facts: Facts, url: str) -> list[Json]:
    addresses = Addresses(facts)
    found = []
    for each in facts.withdrawn:
        link = addresses.successor(each.successor, "fi", f"{url}/fi/")
        found.append(
            {
                "id": each.id,
                "name": each.name,
                "title": dict(each.title),
                "publisher": each.publisher,
                "withdrawn_on": each.on.isoformat(),
                "reason": dict(each.reason),
                "successor": each.successor,
                "successor_page": link and link.href,
            }
        )
    return found


def _successor_rows(facts: Facts, url: str) -> list[Json]:
    return [
        {
            "former_name": former.name,
            "former_page": f"{facts.portal}/dataset/{former.name}",
            "successor": former.successor,
            "successor_page": link.href,
            "reason": dict(former.reason) or None,
        }
        for former, link in _followed(facts, "fi", f"{url}/fi/")
    ]


def _moment(value: dt.datetime | None) -> str | None:
    if value is None:
        return None
    return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
