"""An agency's system with its moods: a real HTTP server that answers as a test tells it to.

What does not belong here: the replica of the real agencies' data (sandbox).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One answer, good or bad."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    claimed_length: int | None = None
    """A Content-Length other than the true one: the connection closes early."""
    chunked: bool = False
    """Send chunks and, where `claimed_length` is set, no last one."""
    wait: float = 0
    """Seconds before the headers."""
    drip: float = 0
    """Seconds between two bytes of the body."""
    hang_up: bool = False
    """Close the connection without an answer."""


@dataclass(frozen=True)
class Request:
    """What the server was asked."""

    path: str
    headers: Mapping[str, str]
    at: float
    body: bytes = b""


class Origin:
    """The server's script: per path, the answers in turn; the last one repeats."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.requests: list[Request] = []
        self.answers: dict[str, list[Answer]] = {}
        self.alive: Callable[[str], Answer] | None = None
        """Answers a path that has no script: a list that changes while it is read."""
        self.together = 0
        """How many requests wait for an answer now."""
        self.most_together = 0
        self.lock = threading.Lock()

    def at(self, path: str, *answers: Answer) -> str:
        """Set the answers of a path (query included) and return its URL."""
        self.answers[path] = list(answers)
        return self.url + path

    def next_answer(self, path: str) -> Answer:
        with self.lock:
            if path not in self.answers and self.alive:
                return self.alive(path)
            script = self.answers.get(path, [Answer(b"not here", 404)])
            return script.pop(0) if len(script) > 1 else script[0]

    @contextmanager
    def keeping_waiting(self) -> Iterator[None]:
        """Count the requests that wait for an answer; once one is sent, the client may go on."""
        with self.lock:
            self.together += 1
            self.most_together = max(self.most_together, self.together)
        try:
            yield
        finally:
            with self.lock:
                self.together -= 1

    def asked(self, path: str) -> int:
        """Return how often a path was asked for."""
        return sum(request.path == path for request in self.requests)


class _Handler(BaseHTTPRequestHandler):
    origin: Origin

    def do_GET(self) -> None:
        origin = self.origin
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with origin.lock:
            request = Request(self.path, dict(self.headers), time.monotonic(), body)
            origin.requests.append(request)
        try:
            self._give(origin.next_answer(self.path))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_POST = do_GET  # noqa: N815 - a name that http.server looks for

    def _give(self, answer: Answer) -> None:
        self.close_connection = True
        with self.origin.keeping_waiting():
            time.sleep(answer.wait)
        if answer.hang_up:
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            length = answer.claimed_length
            self.send_header("Content-Length", str(len(answer.body) if length is None else length))
        self.end_headers()
        self._send_body(answer)

    def _send_body(self, answer: Answer) -> None:
        if answer.chunked:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(answer.body), answer.body))
            self.wfile.write(b"" if answer.claimed_length else b"0\r\n\r\n")
            return
        pieces = [bytes([byte]) for byte in answer.body] if answer.drip else [answer.body]
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()
            time.sleep(answer.drip)

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Keep the tests' output quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is part of the tests."""


@contextmanager
def serving() -> Iterator[Origin]:
    """Run a server on a free loopback port, and stop it at the end."""

    class Handler(_Handler):
        """A class of this server's own, since the standard library makes the instances."""

    server = _Server(("127.0.0.1", 0), Handler)
    Handler.origin = Origin(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Handler.origin
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
