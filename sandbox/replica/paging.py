"""Paging by `page` and `page_size`, or by `limit` and `offset`, as the city's Django APIs do it.

Here belongs cutting a collection into pages and naming their neighbours. The envelope around a
page differs between the APIs and stands with each of them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sandbox.replica.documents import Answer, Query


class InvalidPageError(ValueError):
    """The page asked for does not exist, or is not a number."""


@dataclass(frozen=True)
class Page:
    """One page: its items, the size of the whole, the URLs of its neighbours."""

    items: Sequence[Any]
    count: int
    next: str | None
    previous: str | None


def page(items: Sequence[Any], query: Query, largest: int) -> Page:
    """Return the page that the query asks for; a size over `largest` is cut to it.

    Raises:
        InvalidPageError: the page lies beyond the end, or is not a whole number.

    """
    size = min(_whole(query.parameters.get("page_size"), 20), largest)
    number = _whole(query.parameters.get("page"), 1)
    last = max(1, -(-len(items) // size))
    if number > last:
        raise InvalidPageError(f"page {number} of {last}")
    first = (number - 1) * size
    return Page(
        items[first : first + size],
        len(items),
        _neighbour(query, number + 1) if number < last else None,
        _neighbour(query, number - 1) if number > 1 else None,
    )


@dataclass(frozen=True)
class Part:
    """A part of a collection: its items, where it begins, the addresses of its neighbours."""

    items: Sequence[Any]
    count: int
    limit: int
    offset: int
    next: str | None
    previous: str | None


def part(items: Sequence[Any], query: Query, usual: int, largest: int) -> Part:
    """Return the part that the query asks for; beyond the end there is nothing in it.

    Raises:
        InvalidPageError: the limit or the offset is not a whole number.

    """
    limit = min(_whole(query.parameters.get("limit"), usual), largest)
    asked = query.parameters.get("offset") or "0"
    offset = 0 if asked == "0" else _whole(asked, 0)
    end = offset + limit
    return Part(
        items[offset:end],
        len(items),
        limit,
        offset,
        _from(query, limit, end) if end < len(items) else None,
        _from(query, limit, max(0, offset - limit)) if offset else None,
    )


def invalid_page() -> Answer:
    """Return what these APIs answer where there is no such page."""
    return json_answer({"detail": "Invalid page."}, status=404)


def json_answer(value: Any, status: int = 200) -> Answer:
    """Return the value as compact JSON with its letters as they are."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Answer(text.encode(), status)


def _whole(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise InvalidPageError(text)
    return int(text)


def _neighbour(query: Query, number: int) -> str:
    parameters = {key: value for key, value in query.parameters.items() if key != "page"}
    if number > 1:
        parameters["page"] = str(number)
    address = query.url.partition("?")[0]
    return f"{address}?{urlencode(parameters)}" if parameters else address


def _from(query: Query, limit: int, offset: int) -> str:
    address = query.url.partition("?")[0]
    parameters = {**query.parameters, "limit": str(limit), "offset": str(offset)}
    return f"{address}?{urlencode(parameters)}"
