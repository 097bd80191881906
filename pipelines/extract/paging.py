"""From one page of a list to the address of the next one.

What does not belong here: asking (pages), and whether the list stood still meanwhile (listing).
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

from pipelines.extract.pages import Page
from pipelines.model.sources.paging import (
    CursorPaging,
    NextLinkPaging,
    OffsetPaging,
    PageNumberPaging,
    Paging,
)
from pipelines.web import shown


def first(paging: Paging, url: str) -> str:
    """Return the address of a list's first page."""
    if isinstance(paging, PageNumberPaging):
        return with_parameters(
            url, {paging.size_parameter: paging.size, paging.parameter: paging.first}
        )
    if isinstance(paging, OffsetPaging):
        return with_parameters(url, {paging.size_parameter: paging.size, paging.parameter: 0})
    return url


def following(paging: Paging, url: str, page: Page, arrived: int) -> str | None:
    """Return the address of the page after this one, None where there is none.

    `url` is the list's address and `arrived` how many of its records have come. Numbered pages
    have no last one: the list's total, or an empty page, ends them (see `listing`). Raises
    NotTheDeclaredFile: a link to another host, a mark that is none.
    """
    if isinstance(paging, NextLinkPaging):
        return _linked(page, paging.link)
    if isinstance(paging, PageNumberPaging):
        number = paging.first + page.place.number
        return with_parameters(url, {paging.size_parameter: paging.size, paging.parameter: number})
    if isinstance(paging, OffsetPaging):
        passed = max(0, arrived - paging.overlap)
        return with_parameters(url, {paging.size_parameter: paging.size, paging.parameter: passed})
    if isinstance(paging, CursorPaging):
        mark = page.find(paging.cursor)
        if mark is None or mark == "":
            return None
        if isinstance(mark, bool) or not isinstance(mark, str | int):
            raise page.place.refusal(
                f"`{paging.cursor}` is no mark that can stand in an address",
                "correct the JMESPath in `source.paging.cursor`",
            )
        return with_parameters(url, {paging.parameter: mark})
    return None


def overlap(paging: Paging) -> int:
    """Return how many records of the page before come once more."""
    return paging.overlap if isinstance(paging, OffsetPaging) else 0


def ends_by_itself(paging: Paging) -> bool:
    """Tell whether the last page says that it is the last one."""
    return not isinstance(paging, PageNumberPaging | OffsetPaging)


def with_parameters(url: str, parameters: dict[str, str | int]) -> str:
    """Return the URL with these parameters in its query instead of any of the same names."""
    parts = urlsplit(url)
    kept = [pair for pair in parts.query.split("&") if pair.partition("=")[0] not in parameters]
    query = "&".join([*filter(None, kept), urlencode(parameters, quote_via=quote)])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _linked(page: Page, expression: str) -> str | None:
    link = page.find(expression)
    if link is None or link == "":
        return None
    if not isinstance(link, str) or re.search(r"[\x00-\x20\x7f]", link.strip()):
        raise page.place.refusal(
            f"`{expression}` holds no address", "correct the JMESPath in `source.paging.link`"
        )
    here = urlsplit(page.place.url)
    there = urlsplit(urljoin(page.place.url, link.strip()))
    # Behind a proxy, servers write http: into links to themselves.
    if here.scheme == "https" and there.scheme == "http" and there.netloc == here.netloc:
        there = there._replace(scheme="https")
    if (there.scheme, there.netloc.lower()) != (here.scheme, here.netloc.lower()):
        raise page.place.refusal(
            f"its link to the next page leads to another host, {shown(there.geturl())}",
            "declare the list at the host that holds it; links to other hosts are not followed",
        )
    return there._replace(fragment="").geturl()
