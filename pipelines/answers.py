"""What an HTTP answer says: its status, its dates, and the facts that are kept of it.

What does not belong here: asking (web), and what the body should contain (extract).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Self

from pipelines.addresses import shown
from pipelines.errors import KeyRefused, SourceGone, SourceRefused, SourceUnavailable

WITH_BODY = frozenset({200, 203, 204})
TRANSIENT = frozenset({408, 429}) | (frozenset(range(500, 600)) - {501, 505, 511})
"""Statuses that the same request may not meet again: 501, 505 and 511 would stay what they are."""
PROBE_BYTES = 2048


@dataclass(frozen=True)
class Validators:
    """What the source said of the content we have; it answers 304 where they still hold."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Self:
        """Return what an answer's headers say of its content."""
        return cls(headers.get("ETag"), headers.get("Last-Modified"))

    def headers(self) -> dict[str, str]:
        """Return the conditional request's headers."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True)
class Download:
    """A whole answer that stands in the target file; size in bytes, after any decompression."""

    status: int
    bytes: int
    sha256: str
    validators: Validators
    content_type: str | None


@dataclass(frozen=True)
class NotModified:
    """The source says that the content has not changed (304); no file was written."""

    validators: Validators


@dataclass(frozen=True)
class Probe:
    """What a health check met; `status` is None where there was no answer."""

    status: int | None
    seconds: float
    """Until the headers of the answer."""
    start: bytes = b""
    """The answer's first bytes, at most PROBE_BYTES."""
    problem: str = ""
    """Why there was no answer."""


@dataclass(frozen=True)
class Key:
    """The key that a request may have carried, by name and never by value."""

    secret: str
    """The variable that holds it."""
    sent: bool
    """Whether it was sent; a host that we were redirected to does not get it."""


def raise_for_status(
    status: int, reason: str, headers: Mapping[str, str], url: str, key: Key | None = None
) -> None:
    """Return for an answer that carries a body; the reason is the status line's words.

    `key` is the one that the declaration names. Raises SourceUnavailable (with `retry_after` where
    the headers name it), KeyRefused or SourceRefused.
    """
    if status in WITH_BODY:
        return
    answered = f"{shown(url)}: the agency's system answered {status} {reason}".rstrip()
    if status in TRANSIENT:
        raise SourceUnavailable(
            answered,
            remedy="it will be tried again; where it lasts, tell the agency",
            retry_after=retry_after(headers),
        )
    if status == 401 or (status == 403 and key):
        raise _key_refused(answered, key)
    refusal = SourceGone if status in (404, 410) else SourceRefused
    raise refusal(answered, remedy=_remedy(status))


def _key_refused(answered: str, key: Key | None) -> KeyRefused:
    if key is None:
        return KeyRefused(
            f"{answered}, for it wants a key",
            remedy="ask the agency for one, and name its variable in `source.authorization`",
        )
    if not key.sent:
        return KeyRefused(
            f"{answered} on another host, which the key in {key.secret} is not sent to",
            remedy="declare the address where the redirects end, with the key for that host",
            secret=key.secret,
        )
    return KeyRefused(
        f"{answered} to the key in {key.secret}: it has expired, or does not open this address",
        remedy=f"ask the agency for a new key and set {key.secret}, or {key.secret}_FILE, to it",
        secret=key.secret,
    )


def _remedy(status: int) -> str:
    if status in (403, 407):
        return "ask the agency for access; where it gives a key, `source.authorization` names it"
    if status in (404, 410):
        return "ask the agency where the file is now, and change `source.url` of the dataset"
    return "open the address in a browser; where it works there, tell the agency that it fails here"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that the other side asks us to wait; None where it does not."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]+", value):
        return float(value)
    until = http_date(value)
    if until is None:
        return None
    # Both dates are the server's own, so that its clock may be wrong.
    asked = http_date(headers.get("Date")) or dt.datetime.now(dt.UTC)
    return max(0.0, (until - asked).total_seconds())


def http_date(text: str | None) -> dt.datetime | None:
    """Return the moment of an HTTP date header in UTC, or None where it is absent or malformed."""
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
