"""An HTTP proxy before the real CKAN that spoils one chosen request.

It is a forward proxy, as a company's network has one: the client asks for CKAN's own addresses
through it, so that files, whose addresses CKAN makes itself, come through it as well.
Not here: what is published, and what must hold afterwards (publishing).
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any
from urllib.parse import urlsplit

from sandbox.access_log import is_reading

GIVES_UP = 30.0
"""Seconds after which a silent proxy stops waiting for a client that does not hang up."""


class Kind(StrEnum):
    """What the client sees instead of CKAN's answer."""

    CUT = "cut"
    SILENCE = "time-out"
    BROKEN = "500"
    BAD_GATEWAY = "502"
    CONFLICT = "409"
    TOO_MANY = "429"
    """With the wish to be asked again in a second."""


class Moment(StrEnum):
    """Whether CKAN did what was asked."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Fault:
    """One spoilt request: the how manieth, from 1."""

    request: int
    moment: Moment
    kind: Kind

    def __str__(self) -> str:
        return f"request {self.request}, {self.kind} {self.moment} CKAN"


@dataclass
class FaultProxy:
    """Counts the requests of one client, and spoils the one that it is told to."""

    fault: Fault | None = None
    requests: int = 0
    passed: list[str] = field(default_factory=list)
    """The paths that CKAN was asked for, in order."""
    url: str = ""
    _busy: int = 0
    _changed: Condition = field(default_factory=Condition)

    def arm(self, fault: Fault | None) -> None:
        """Count from the start again, and spoil that request."""
        self.wait_until_idle()
        self.fault, self.requests, self.passed = fault, 0, []

    @property
    def spoilt(self) -> bool:
        """Tell whether the chosen request came."""
        return self.fault is not None and self.requests >= self.fault.request

    @property
    def wrote(self) -> bool:
        """Tell whether CKAN was asked to change anything."""
        actions = [path.rpartition("/api/action/")[2] for path in self.passed if "/api/" in path]
        return not all(is_reading(action) for action in actions)

    @property
    def is_silent_next(self) -> bool:
        """Tell whether the next request gets no answer."""
        fault = self.fault
        return bool(fault and fault.kind is Kind.SILENCE and fault.request == self.requests + 1)

    def wait_until_idle(self) -> None:
        """Return when no request is under way, at CKAN neither."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._busy == 0, timeout=60)

    @contextmanager
    def counted(self) -> Iterator[Fault | None]:
        """Yield the fault of the request that has come; None where it is left alone."""
        with self._changed:
            self._busy += 1
            self.requests += 1
            mine = self.fault if self.fault and self.fault.request == self.requests else None
        try:
            yield mine
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: FaultProxy

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with self.proxy.counted() as fault:
            if fault and fault.moment is Moment.BEFORE:
                self._spoil(fault.kind)
                return
            status, headers, content = self._ask_ckan(body)
            if fault:
                self._spoil(fault.kind)
            else:
                self._answer(status, headers, content)

    def _ask_ckan(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        where = urlsplit(self.path)
        self.proxy.passed.append(where.path)
        ckan = http.client.HTTPConnection(where.netloc, timeout=120)
        kept = {k: v for k, v in self.headers.items() if not k.lower().startswith("proxy-")}
        path = where.path + (f"?{where.query}" if where.query else "")
        ckan.request(self.command, path, body or None, {**kept, "Connection": "close"})
        answer = ckan.getresponse()
        content = answer.read()
        ckan.close()
        return answer.status, answer.getheaders(), content

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("connection", "content-length", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _spoil(self, kind: Kind) -> None:
        if kind in (Kind.CUT, Kind.SILENCE):
            if kind is Kind.SILENCE:
                self._wait_for_the_client_to_hang_up()
            self.close_connection = True
            with suppress(OSError):  # a client that hung up by itself
                self.connection.shutdown(socket.SHUT_RDWR)
        else:
            headers = [("Content-Type", "text/html")]
            if kind is Kind.TOO_MANY:
                headers.append(("Retry-After", "1"))
            self._answer(int(kind), headers, f"<html><h1>{kind}</h1></html>".encode())

    def _wait_for_the_client_to_hang_up(self) -> None:
        self.connection.settimeout(GIVES_UP)
        with suppress(ConnectionResetError):
            assert self.connection.recv(1) == b""


@contextmanager
def serving_proxy() -> Iterator[FaultProxy]:
    """Yield a proxy while it listens on the loopback address."""
    proxy = FaultProxy()
    handler = type("Handler", (_Handler,), {"proxy": proxy})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    proxy.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
