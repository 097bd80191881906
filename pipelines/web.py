"""HTTP with the agencies' systems: limits, retries, politeness. The only place that knows requests.

A download is whole or it is an error: SourceUnavailable where trying again may help, SourceRefused
where somebody must act. Addresses appear in messages without secrets, and the exceptions of
requests, whose texts hold whole URLs, never leave this module, not even as a cause.
What does not belong here: what a file should contain (extract), and who may turn the replica on
(settings).
"""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import random
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.auth import AuthBase

from pipelines.addresses import is_loopback, origin, replica_rewrite, shown
from pipelines.answers import (
    PROBE_BYTES,
    Download,
    Key,
    NotModified,
    Probe,
    Validators,
    http_date,
    raise_for_status,
)
from pipelines.errors import (
    NotTheDeclaredFile,
    PermanentError,
    SourceRefused,
    SourceUnavailable,
)
from pipelines.model import HostRegister
from pipelines.politeness import Limits, Politeness

__all__ = [
    "Download",
    "Limits",
    "NotModified",
    "Probe",
    "Validators",
    "Web",
    "http_date",
    "replica_rewrite",
    "shown",
]

# It writes whole URLs, with their secrets, into its debugging and warning lines.
logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)

CONTACT_URL = "https://hri.fi"
CHUNK_BYTES = 1 << 16
REDIRECTS = frozenset({301, 302, 303, 307, 308})

T = TypeVar("T")


@dataclass(frozen=True)
class _Request:
    headers: dict[str, str]
    authorization: str | None
    read_seconds: float
    body: bytes | None = None
    """JSON to be sent by POST; None asks by GET."""


@dataclass(frozen=True)
class _Redirect:
    url: str


class _Authorization(AuthBase):
    """Sends the declared header or none: without it, requests would look into ~/.netrc."""

    def __init__(self, value: str | None) -> None:
        self._value = value

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._value:
            request.headers["Authorization"] = self._value
        return request


class _Session(requests.Session):
    """A session without cookies to keep or redirects to look at: those are followed here.

    requests would read a redirect's whole body, without a limit, even where it must not follow it.
    """

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Name no target."""


class Web:
    """The agencies' systems, asked politely. One instance is shared by all threads of a process.

    `rewrite` turns a declared URL into the address that is really asked (see `replica_rewrite`);
    `hosts` says how often each may be asked, and all who share the folder `turns` keep to it
    together. `clock` gives Unix time.
    """

    def __init__(
        self,
        rewrite: Callable[[str], str] | None = None,
        *,
        limits: Limits = Limits(),
        hosts: HostRegister | None = None,
        turns: Path | None = None,
        contact_url: str = CONTACT_URL,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._rewrite = rewrite
        self._user_agent = f"hri-pipelines (+{contact_url})"
        self._limits = limits
        self._politeness = Politeness(limits, hosts, turns, sleep=sleep, clock=clock, jitter=jitter)

    def address(self, url: str) -> str:
        """Return the address that is asked when a declaration says `url`."""
        return self._rewrite(url) if self._rewrite else url

    def download(
        self,
        url: str,
        target: Path,
        *,
        max_bytes: int,
        authorization: str | None = None,
        secret: str | None = None,
        validators: Validators = Validators(),
        body: bytes | None = None,
    ) -> Download | NotModified:
        """Fetch a URL into a file, which is written only when the whole answer has come.

        `secret` names the variable that holds `authorization`, for the message where it is refused;
        a `body` is JSON that is sent by POST: a question, which may be asked again.
        Raises SourceUnavailable after the last attempt, KeyRefused where the host wants another
        key, SourceRefused for another answer that will not change, NotTheDeclaredFile for one of
        more than `max_bytes` (decompressed).
        """
        request = _Request(validators.headers(), authorization, self._limits.read, body)

        def receive(response: requests.Response) -> Download | NotModified:
            if response.status_code == 304 and request.headers:
                return NotModified(Validators.of(response.headers))
            sent = "Authorization" in response.request.headers
            key = Key(secret, sent) if secret and authorization else None
            reason = response.reason or ""
            raise_for_status(response.status_code, reason, response.headers, url, key)
            return self._save(response, url, target, max_bytes)

        return self._politeness.patiently(url, lambda: self._visit(url, request, receive))

    def patiently(self, address: str, attempt: Callable[[], T]) -> T:
        """Return what an attempt at a host that speaks no HTTP gives, tried as patiently as HTTP.

        Raises SourceUnavailable after the last attempt, every other error as it comes.
        """

        def in_turn() -> T:
            with self._politeness.turn(address):
                return attempt()

        return self._politeness.patiently(address, in_turn)

    def probe(self, url: str) -> Probe:
        """Ask once, without retries, and read only the start; a failure is an answer here too."""
        request = _Request({}, None, self._limits.probe)
        started = time.monotonic()

        def look(response: requests.Response) -> Probe:
            start = response.raw.read1(PROBE_BYTES, decode_content=True)
            return Probe(response.status_code, response.elapsed.total_seconds(), start)

        try:
            return self._visit(url, request, look)
        except (SourceRefused, SourceUnavailable) as error:
            return Probe(None, time.monotonic() - started, problem=error.message)

    def _visit(self, url: str, request: _Request, consume: Callable[[requests.Response], T]) -> T:
        here, authorization = url, request.authorization
        for _ in range(self._limits.redirects + 1):
            hop = dataclasses.replace(request, authorization=authorization)
            result = self._ask(here, hop, consume)
            if not isinstance(result, _Redirect):
                return result
            if origin(result.url) != origin(here):
                authorization = None
            here = result.url
        raise SourceRefused(
            f"{shown(url)}: redirected more than {self._limits.redirects} times",
            remedy="open the address in a browser and declare the one where it ends",
        )

    def _ask(
        self, url: str, request: _Request, consume: Callable[[requests.Response], T]
    ) -> T | _Redirect:
        try:
            with (
                self._politeness.turn(url),
                _Session() as session,
                self._send(session, url, request) as response,
            ):
                if response.status_code in REDIRECTS and "Location" in response.headers:
                    return _Redirect(_onward(response, url))
                return consume(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            failure = _translated(error, url)
        # Outside the handler, so that the error carries no context that spells the URL out.
        raise failure

    def _send(self, session: requests.Session, url: str, request: _Request) -> requests.Response:
        address = self.address(url)
        kind = {"Content-Type": "application/json"} if request.body is not None else {}
        return session.request(
            "GET" if request.body is None else "POST",
            address,
            data=request.body,
            headers={"User-Agent": self._user_agent, **kind, **request.headers},
            auth=_Authorization(request.authorization),
            timeout=(self._limits.connect, request.read_seconds),
            # A proxy declared for the machine has no way back to the machine's own loopback.
            proxies={"http": "", "https": ""} if is_loopback(urlsplit(address)) else None,
            allow_redirects=False,
            stream=True,
        )

    def _save(
        self, response: requests.Response, url: str, target: Path, max_bytes: int
    ) -> Download:
        digest, size = hashlib.sha256(), 0
        deadline = time.monotonic() + self._limits.total
        beside = target.with_name(f"{target.name}.part")
        try:
            with beside.open("wb") as stream:
                # read1 returns what has come; read would wait for a whole chunk, past any limit.
                while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
                    size += stream.write(chunk)
                    digest.update(chunk)
                    if size > max_bytes:
                        raise _too_large(url, max_bytes)
                    if time.monotonic() > deadline:
                        raise _too_slow(url, self._limits.total)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
        content_type = response.headers.get("Content-Type")
        return Download(
            response.status_code,
            size,
            digest.hexdigest(),
            Validators.of(response.headers),
            content_type,
        )


def _onward(response: requests.Response, url: str) -> str:
    # Headers come as Latin-1; servers that put Finnish letters there mean UTF-8.
    location = response.headers["Location"].encode("latin-1").decode("utf-8", "replace")
    try:
        onward = urljoin(url, location)
        parts = urlsplit(onward)
    except ValueError:
        parts = urlsplit("malformed:")
    if parts.scheme in ("http", "https") and parts.hostname:
        return onward
    raise SourceRefused(
        f"{shown(url)}: it redirects to '{parts.scheme}:', which is no web address",
        remedy="ask the agency for an address that begins with https:// and leads to the file",
    )


def _too_large(url: str, max_bytes: int) -> PermanentError:
    return NotTheDeclaredFile(
        f"{shown(url)}: the answer is larger than {max_bytes} bytes",
        remedy="see what the address gives; where it is right, raise `source.max_bytes`",
    )


def _too_slow(url: str, seconds: float) -> SourceUnavailable:
    return SourceUnavailable(
        f"{shown(url)}: the answer was not complete within {seconds:g} seconds",
        remedy="it will be tried again; where it lasts, tell the agency",
    )


def _translated(
    error: requests.RequestException | urllib3.exceptions.HTTPError, url: str
) -> SourceRefused | SourceUnavailable:
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return SourceRefused(
            f"{shown(url)}: the host cannot prove who it is (its TLS certificate is not valid)",
            remedy="tell the agency; never fetch open data past a failed certificate",
        )
    if isinstance(error, ValueError) and isinstance(error, requests.RequestException):
        return SourceRefused(
            f"{shown(url)}: not an address that can be asked", remedy="correct `source.url`"
        )
    return SourceUnavailable(
        f"{shown(url)}: {_what_happened(causes)}",
        remedy="it will be tried again; where it lasts, see the address and tell the agency",
    )


# The first that fits: urllib3's NameResolutionError is a NewConnectionError, and that a time-out.
HAPPENINGS: tuple[tuple[type[Exception], str], ...] = (
    (urllib3.exceptions.NameResolutionError, "the host's name is not known"),
    (urllib3.exceptions.NewConnectionError, "no connection to the host"),
    (urllib3.exceptions.TimeoutError, "no answer in time"),
    (urllib3.exceptions.DecodeError, "the compressed answer is damaged"),
)


def _what_happened(causes: list[BaseException]) -> str:
    for kind, words in HAPPENINGS:
        if any(isinstance(cause, kind) for cause in causes):
            return words
    return "the connection was cut before the answer's end"


def _causes(error: object) -> Iterator[BaseException]:
    """Yield an exception and those that libraries wrapped in it, by argument or by context."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        current = waiting.pop()
        if isinstance(current, BaseException) and id(current) not in seen:
            seen.add(id(current))
            yield current
            waiting += [current.__context__, getattr(current, "reason", None), *current.args]
