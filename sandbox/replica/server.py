"""The HTTP server that stands for every host: `https://HOST/path` is `/HOST/path` here.

Here belong HTTP itself: conditional requests, headers, sending (and failing to send) a response.
What is answered comes from `shelf`, the control pages are `control`'s.
"""

import json
import socket
import struct
import sys
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock
from typing import Any, cast
from urllib.parse import parse_qsl

from sandbox.replica.control import Control
from sandbox.replica.documents import Query
from sandbox.replica.faults import FaultList, Response
from sandbox.replica.journal import Journal, Seen
from sandbox.replica.shelf import NotServedError, Shelf, Version
from sandbox.replica.systems import documents

_BLOCK = 64 * 1024
_LARGEST_BODY = 64 * 1024 * 1024


@dataclass
class State:
    """All that the requests of one server share."""

    shelf: Shelf
    faults: FaultList = field(default_factory=FaultList)
    journal: Journal = field(default_factory=Journal)
    stopping: Event = field(default_factory=Event)


class ReplicaServer(ThreadingHTTPServer):
    """A server on the loopback address that can hang up on every client at once."""

    daemon_threads = False
    # requests of a whole demo may arrive at once; the default of five would refuse them
    request_queue_size = 128

    def __init__(self, port: int, state: State) -> None:
        self.state = state
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(("127.0.0.1", port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, then answer it in a thread of its own."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close the connection and forget it."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up early; tell any other error."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """End the silence of time-outs and close every connection that waits."""
        self.state.stopping.set()
        with self._lock:
            for connection in self._open:
                _cut(connection)


class Handler(BaseHTTPRequestHandler):
    """One connection: reads requests, sends responses, keeps the connection open between them."""

    protocol_version = "HTTP/1.1"
    server_version = "agency-replica"
    sys_version = ""
    # or every answer waits for the client's delayed acknowledgement of its headers: 40 ms
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 — names http.server looks for

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Write nothing: the journal remembers requests."""

    @property
    def _state(self) -> State:
        return cast(ReplicaServer, self.server).state

    def _answer(self) -> None:
        body = self._body()
        if body is None:
            self._send(_message(413, f"a request body may have {_LARGEST_BODY} bytes"))
        elif self.path.startswith("/_control/"):
            state = self._state
            status, value = Control(state.shelf, state.faults, state.journal).answer(
                self.command, self.path, body
            )
            self._send(_json(status, value))
        elif self.path.partition("?")[0] == "/":
            self._send(_index())
        else:
            self._serve("https:/" + self.path, body)

    def _body(self) -> bytes | None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _LARGEST_BODY:
            self.close_connection = True
            return None
        return self.rfile.read(length)

    def _serve(self, url: str, body: bytes) -> None:
        response = self._response(url, body)
        answered = not response.dropped and response.silence is None
        self._state.journal.note(
            Seen(
                self.command,
                url,
                response.status if answered else None,
                self.headers.get("If-None-Match"),
                self.headers.get("If-Modified-Since"),
            )
        )
        self._send(response)

    def _response(self, url: str, body: bytes) -> Response:
        parameters = dict(parse_qsl(url.partition("?")[2], keep_blank_values=True))
        shelf = self._state.shelf
        query = Query(url, self.command, parameters, body, shelf.real_data)
        try:
            document = shelf.document(url)
        except NotServedError as error:
            return _message(404, str(error))
        if self.command not in document.methods:
            return _message(405, f"{document.url} answers {', '.join(document.methods)}")
        version = shelf.version(query)
        headers = {"Content-Type": document.content_type, **_validators(version)}
        response = Response(version.status, version.body, headers, document.encoding)
        fault = self._state.faults.take(url)
        if fault:
            return fault.apply(response)
        if unchanged(version, self.headers):
            return Response(304, b"", _validators(version))
        return response

    def _send(self, response: Response) -> None:
        if response.silence is not None:
            self._state.stopping.wait(response.silence)
        if response.dropped or response.silence is not None:
            self._reset()
            return
        if response.cut_at is not None:
            self.close_connection = True
        self.send_response(response.status)
        for key, value in response.headers.items():
            self.send_header(key, value)
        if response.status != 304:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self._stream(response)

    def _stream(self, response: Response) -> None:
        end = len(response.body) if response.cut_at is None else response.cut_at
        body = memoryview(response.body)[:end]
        for start in range(0, end, _BLOCK):
            self.wfile.write(body[start : start + _BLOCK])

    def _reset(self) -> None:
        """Close the connection with a reset, as a crashing server does."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def unchanged(version: Version, headers: Message) -> bool:
    """Say whether a conditional request already has this version (RFC 9110, section 13)."""
    tags = headers.get("If-None-Match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return version.etag is not None and not known.isdisjoint({version.etag, "*"})
    since = _date(headers.get("If-Modified-Since"))
    return since is not None and version.modified is not None and version.modified <= since


def _date(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None


def _validators(version: Version) -> dict[str, str]:
    headers = {}
    if version.etag:
        headers["ETag"] = version.etag
    if version.modified:
        headers["Last-Modified"] = format_datetime(version.modified, usegmt=True)
    return headers


def _message(status: int, text: str) -> Response:
    return _json(status, {"error": text})


def _json(status: int, value: Any) -> Response:
    body = json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
    return Response(status, body, {"Content-Type": "application/json"})


def _index() -> Response:
    served = [
        {
            "url": document.url,
            "host": document.host,
            "path": document.path,
            "description": document.description,
            "content_type": document.content_type,
            "encoding": document.encoding,
        }
        for document in documents().values()
    ]
    return _json(200, served)


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the client was quicker
