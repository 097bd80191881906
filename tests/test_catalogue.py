"""CKAN's refusals and silences become errors of ours; the server at the socket is a fake."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from pipelines.catalogue import Ckan
from pipelines.errors import CatalogueRefused, CatalogueUnavailable, HriError, NotInCatalogue

TOKEN = "secret-token"


class Handler(BaseHTTPRequestHandler):
    """Answers every request with what the test put here."""

    status: ClassVar[int] = 200
    body: ClassVar[str] = ""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        content = self.body.encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""


@pytest.fixture
def ckan() -> Iterator[Ckan]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    with Ckan(f"http://127.0.0.1:{server.server_port}", TOKEN) as client:
        yield client
    server.shutdown()
    server.server_close()
    thread.join()


def failure(kind: str, **more: Any) -> str:
    return json.dumps({"success": False, "error": {"__type": kind, "message": "Ei", **more}})


@pytest.mark.parametrize(
    ("status", "body", "expected", "words"),
    [
        (404, failure("Not Found Error"), NotInCatalogue, "no such thing"),
        (403, failure("Authorization Error"), CatalogueRefused, "must be an editor"),
        (409, failure("Validation Error", name=["varattu"]), CatalogueRefused, "name: ['varattu']"),
        (413, "<html>too large</html>", CatalogueRefused, "ckan.max_resource_size"),
        (500, "<html>500</html>", CatalogueUnavailable, "500"),
        (502, "", CatalogueUnavailable, "502"),
        (429, "slow down", CatalogueUnavailable, "429"),
        (405, "no", CatalogueRefused, "405"),
    ],
)
def test_answers_become_errors(
    ckan: Ckan, status: int, body: str, expected: type[HriError], words: str
) -> None:
    Handler.status, Handler.body = status, body
    with pytest.raises(expected) as caught:
        ckan.write("package_patch", {"id": "x"})
    assert type(caught.value) is expected
    assert words in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with (
        Ckan("http://127.0.0.1:9", TOKEN) as ckan,
        pytest.raises(CatalogueUnavailable, match="did not answer package_show"),
    ):
        ckan.read("package_show", id="x")


def test_writes_are_counted_and_reads_are_not(ckan: Ckan, tmp_path: Path) -> None:
    Handler.status, Handler.body = 200, json.dumps({"success": True, "result": {"id": "x"}})
    file = tmp_path / "a.csv"
    file.write_text("a\r\n")
    ckan.read("package_show", id="x")
    ckan.write("package_patch", {"id": "x"})
    assert ckan.upload("resource_patch", {"id": "x"}, file, "a.csv") == {"id": "x"}
    assert ckan.writes == 2
