"""Faults on demand: how an agency's system can fail, one function each.

Here belong the faults and the list of those that are set. A fault takes the good response and
returns the bad one; carrying it out on a socket is `server`'s.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from threading import Lock


class UnknownFaultError(ValueError):
    """There is no such fault, or it does not fit this document."""


@dataclass(frozen=True)
class Response:
    """A response before it is sent, and how its sending goes wrong.

    `silence` is seconds to keep silent before hanging up without an answer. `cut_at` is the number
    of bytes of the body after which the connection is closed; None sends it all. `encoding` is the
    text's own, None for other content.
    """

    status: int
    body: bytes
    headers: dict[str, str]
    encoding: str | None = None
    silence: float | None = None
    cut_at: int | None = None
    dropped: bool = False


@dataclass
class Fault:
    """A fault set for a URL: for so many requests, or (None) until it is cleared."""

    url: str
    name: str
    times: int | None = None
    retry_after: int | None = None
    seconds: float = 60.0

    def apply(self, response: Response) -> Response:
        """Return the response as this fault leaves it."""
        return FAULTS[self.name](response, self)


def _error(status: int, fault: Fault) -> Response:
    headers = {"Content-Type": "text/html; charset=utf-8"}
    if fault.retry_after is not None:
        headers["Retry-After"] = str(fault.retry_after)
    return Response(status, f"<html><body><h1>{status}</h1></body></html>\n".encode(), headers)


def _not_found(_response: Response, fault: Fault) -> Response:
    return _error(404, fault)


def _too_many_requests(_response: Response, fault: Fault) -> Response:
    return _error(429, fault)


def _server_error(_response: Response, fault: Fault) -> Response:
    return _error(503, fault)


def _time_out(response: Response, fault: Fault) -> Response:
    return replace(response, silence=fault.seconds)


def _drop_connection(response: Response, _fault: Fault) -> Response:
    return replace(response, dropped=True)


def _truncated(response: Response, _fault: Fault) -> Response:
    return replace(response, cut_at=len(response.body) // 2)


def _html(_response: Response, fault: Fault) -> Response:
    page = "<!DOCTYPE html><html><body><h1>Palvelussa on häiriö</h1></body></html>\n"
    return replace(_error(200, fault), body=page.encode())


def _empty(response: Response, _fault: Fault) -> Response:
    return _with_body(response, b"")


def _wrong_encoding(response: Response, _fault: Fault) -> Response:
    own = response.encoding or "utf-8"
    other = "utf-16" if own.startswith("utf-8") else "utf-8"
    return _with_body(response, response.body.decode(own).encode(other))


def _with_body(response: Response, body: bytes) -> Response:
    """Return the response with another body, and validators that are true of that body."""
    headers = {key: value for key, value in response.headers.items() if key != "Last-Modified"}
    if "ETag" in headers:
        headers["ETag"] = f'"{sha256(body).hexdigest()}"'
    return replace(response, body=body, headers=headers)


FAULTS: dict[str, Callable[[Response, Fault], Response]] = {
    "not-found": _not_found,
    "too-many-requests": _too_many_requests,
    "server-error": _server_error,
    "time-out": _time_out,
    "truncated": _truncated,
    "html": _html,
    "empty": _empty,
    "wrong-encoding": _wrong_encoding,
    "drop-connection": _drop_connection,
}


@dataclass
class FaultList:
    """The faults that are set, in the order of their setting. Safe between threads."""

    _faults: list[Fault] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def add(self, fault: Fault) -> None:
        """Set a fault; several for one URL come one after another.

        Raises:
            UnknownFaultError: no fault has this name, or `times` is below 1.

        """
        if fault.name not in FAULTS:
            raise UnknownFaultError(f"no fault {fault.name!r}; there are: {', '.join(FAULTS)}")
        if fault.times is not None and fault.times < 1:
            raise UnknownFaultError(f"times is {fault.times}; give 1 or more, or null for always")
        with self._lock:
            self._faults.append(fault)

    def take(self, url: str) -> Fault | None:
        """Return the fault due for a request of this URL, and count it as used once.

        A fault set for a URL without a query is for that URL with any query.
        """
        with self._lock:
            for fault in self._faults:
                if fault.url in (url, url.partition("?")[0]):
                    if fault.times is not None:
                        fault.times -= 1
                        if fault.times == 0:
                            self._faults.remove(fault)
                    return fault
        return None

    def clear(self) -> None:
        """Set no faults any more."""
        with self._lock:
            self._faults.clear()
