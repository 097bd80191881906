"""The control pages under `/_control/`, by which tests and the demo make the agencies misbehave.

Here belong reading and answering those requests. What a fault or a replaced content does is in
`faults` and `shelf`.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.replica.faults import Fault, FaultList, UnknownFaultError
from sandbox.replica.journal import Journal
from sandbox.replica.shelf import NotServedError, Shelf

Reply = tuple[int, Any]

_FIELDS: dict[str, Any] = {
    "url": str,
    "fault": str,
    "times": int | None,
    "retry_after": int | None,
    "seconds": int | float,
}


class ControlError(ValueError):
    """A control request that cannot be carried out; the message says why."""


class Control:
    """The control pages of one server."""

    def __init__(self, shelf: Shelf, faults: FaultList, journal: Journal) -> None:
        self._shelf = shelf
        self._faults = faults
        self._journal = journal
        self._pages: dict[tuple[str, str], Callable[[str | None, bytes], Any]] = {
            ("POST", "faults"): self._set_fault,
            ("DELETE", "faults"): self._clear_faults,
            ("PUT", "content"): self._replace,
            ("DELETE", "content"): self._restore,
            ("GET", "requests"): self._requests,
            ("DELETE", "requests"): self._forget,
        }

    def answer(self, method: str, target: str, body: bytes) -> Reply:
        """Carry out a control request and return its HTTP status and JSON value."""
        parts = urlsplit(target)
        page = self._pages.get((method, parts.path.removeprefix("/_control/")))
        if page is None:
            known = ", ".join(f"{method} /_control/{name}" for method, name in self._pages)
            return 404, {"error": f"no such control page; there are: {known}"}
        url = parse_qs(parts.query).get("url", [None])[0]
        try:
            return 200, page(url, body)
        except (ControlError, NotServedError, UnknownFaultError) as error:
            return 400, {"error": str(error)}

    def _set_fault(self, _url: str | None, body: bytes) -> Any:
        try:
            wish = json.loads(body)
        except ValueError as error:
            raise ControlError(f"the fault is not JSON: {error}") from error
        if not isinstance(wish, dict) or not {"url", "fault"} <= wish.keys() <= _FIELDS.keys():
            raise ControlError(
                "a fault has url and fault, and may have times, retry_after, seconds"
            )
        wrong = [key for key, value in wish.items() if not isinstance(value, _FIELDS[key])]
        if wrong:
            raise ControlError(
                f"the fault's {', '.join(wrong)}: text for url and fault, else numbers"
            )
        fault = Fault(name=wish.pop("fault"), **wish)
        set_fault(self._shelf, self._faults, fault)
        return {"set": asdict(fault)}

    def _clear_faults(self, _url: str | None, _body: bytes) -> Any:
        self._faults.clear()
        return {}

    def _replace(self, url: str | None, body: bytes) -> Any:
        if url is None:
            raise ControlError("say which content: PUT /_control/content?url=https://…")
        self._shelf.replace(url, body)
        return {"replaced": url, "bytes": len(body)}

    def _restore(self, url: str | None, _body: bytes) -> Any:
        self._shelf.restore(url)
        return {}

    def _requests(self, _url: str | None, _body: bytes) -> Any:
        requests = [asdict(seen) for seen in self._journal.requests()]
        return {"requests": requests, "counts": self._journal.counts()}

    def _forget(self, _url: str | None, _body: bytes) -> Any:
        self._journal.clear()
        return {}


def set_fault(shelf: Shelf, faults: FaultList, fault: Fault) -> None:
    """Set the fault, once it is known that it fits the document.

    Raises:
        NotServedError: the replica does not serve the URL.
        UnknownFaultError: there is no such fault, or the document is no text to re-encode.

    """
    document = shelf.document(fault.url)
    if fault.name == "wrong-encoding" and document.encoding is None:
        raise UnknownFaultError(f"{document.url} is no text: wrong-encoding does not fit it")
    faults.add(fault)
