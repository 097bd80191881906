"""Which dataset an address of the portal is about, and whether it is a page, a file or a call.

What does not belong here: reading logs.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

LANGUAGE = r"^(?:/(?:fi|sv|en))?"
DOWNLOAD = re.compile(LANGUAGE + r"/dataset/([^/]+)/resource/[^/]+/download(?:/|$)")
PAGE = re.compile(LANGUAGE + r"/dataset/([^/]+)(?:/resource/[^/]+)?/?$")
CALL = re.compile(r"^/api/(?:\d+/)?action/(?:package_show|datastore_search)$")


class Used(NamedTuple):
    """What an address is about."""

    package: str
    kind: Literal["downloads", "api_calls", "page_views"]


def used(address: str) -> Used | None:
    """Return what an address or path is about; None where it is no dataset's."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    path = unquote(parts.path if parts.path.startswith("/") else f"/{parts.path}")
    if found := DOWNLOAD.match(path):
        return Used(found.group(1), "downloads")
    if found := PAGE.match(path):
        return Used(found.group(1), "page_views")
    if CALL.match(path):
        query = parse_qs(parts.query)
        named = query.get("id") or query.get("resource_id")
        return Used(named[0], "api_calls") if named else None
    return None
