"""What the catalogue's datasets are worth: which of their links answer, and what they score.

    quality/links.json   {url: {works, tried}}; one that answered is tried again after a day, one
                         that did not after an hour

Verdicts are made anew of what the catalogue shows, with the links' record beside it.
What does not belong here: the rubric (scoring), and the indicators that this becomes (measure).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from pipelines.addresses import host
from pipelines.measure import LinkCheck, Verdict
from pipelines.measure.entries import Entry, entries
from pipelines.orchestration.workplace import Workplace
from pipelines.politeness import Limits
from pipelines.publish.portal import flat
from pipelines.scoring import Rating, score
from pipelines.state import State
from pipelines.web import Web

KEY = "quality/links.json"
ADDRESSES = ("access_url", "download_url", "url")
COMPLIANCE = "DCAT-AP compliance"
TRIES = 2
AT_ONCE = 6
A_DAY = dt.timedelta(hours=20)
AN_HOUR = dt.timedelta(minutes=50)
"""Each a little less, so that a daily or hourly run never finds the last try too young."""

Package = Mapping[str, Any]
Links = dict[str, dict[str, Any]]


def try_links(work: Workplace, packages: Sequence[Package]) -> Links:
    """Try the links of the datasets whose last try is too old; keep and return all."""
    now, before = work.now(), links_of(work.state)
    urls = {url for entry in _datasets(packages, now.date()) for url in urls_of(entry.package)}
    known = {url: before[url] for url in sorted(urls) if url in before}
    due = [url for url in sorted(urls) if not _is_fresh(known.get(url), now)]
    if due:
        work.progress("catalogue", f"try {len(due)} links")
        tried = zip(due, _answers(work, due), strict=True)
        known |= {url: {"works": works, "tried": now.isoformat()} for url, works in tried}
    if known != before:
        work.state.write_json(KEY, known)
    return known


def links_of(state: State) -> Links:
    """Return what the links answered when they were tried last; nothing before the first time."""
    return dict(state.read_json(KEY) or {})


def link_checks(packages: Sequence[Package], links: Links, day: dt.date) -> list[LinkCheck] | None:
    """Return a row for each link that was tried; None where none was."""
    found = [
        LinkCheck(entry.known_as, url, bool(links[url]["works"]))
        for entry in _datasets(packages, day)
        for url in sorted(urls_of(entry.package))
        if url in links
    ]
    return found if links else None


def verdicts(packages: Sequence[Package], links: Links, day: dt.date) -> list[Verdict] | None:
    """Return the score of each dataset, as the catalogue shows it; None before links were tried.

    A link that appeared since counts as working. Whether DCAT-AP's shapes, and those of high-value
    datasets, are satisfied is judged by what they demand of the fields.
    """
    if not links:
        return None
    return [_verdict(entry, links) for entry in _datasets(packages, day)]


def urls_of(package: Package) -> set[str]:
    """Return the addresses of a package's resources, without those that are no web address."""
    found = {
        str(resource.get(field) or "")
        for resource in package.get("resources") or []
        for field in ADDRESSES
    }
    return {url for url in found if urlsplit(url).scheme in ("http", "https")}


def _datasets(packages: Iterable[Package], day: dt.date) -> Iterator[Entry]:
    for entry in entries(packages, day):
        if not entry.is_api and entry.is_open(day):
            yield entry


def _is_fresh(record: Mapping[str, Any] | None, now: dt.datetime) -> bool:
    if record is None:
        return False
    age = now - dt.datetime.fromisoformat(record["tried"])
    return age < (A_DAY if record["works"] else AN_HOUR)


def _answers(work: Workplace, urls: Sequence[str]) -> list[bool]:
    """Tell of each URL whether it answers; our own catalogue needs no turns, others do."""
    own = host(urlsplit(work.catalogue.url))
    ours, others = Web(limits=Limits(gap=0)), work.web

    def works(url: str) -> bool:
        web = ours if host(urlsplit(url)) == own else others
        return any(200 <= (web.probe(url).status or 0) < 400 for _ in range(TRIES))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(works, urls))


def _verdict(entry: Entry, links: Links) -> Verdict:
    package = flat(dict(entry.package))
    rating = score(package, lambda url: bool(links[url]["works"]) if url in links else True)
    complies = all(miss.what != COMPLIANCE for miss in rating.missing)
    return Verdict(
        dataset=entry.known_as,
        score=rating.points,
        dcat_ap_valid=complies,
        high_value_valid=_is_high_value(package, rating, complies=complies),
    )


def _is_high_value(package: Package, rating: Rating, *, complies: bool) -> bool | None:
    """Tell whether a dataset under the regulation has what it demands; None for all others."""
    if not package.get("applicable_legislation"):
        return None
    missing = {miss.what for miss in rating.missing}
    needed = {"access URL works", "licence", "contact point"}
    return complies and bool(package.get("hvd_category")) and not needed & missing
