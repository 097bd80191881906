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
    more: ClassVar[dict[str, str]] = {}

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        content = self.body.encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in self.more.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        self.do_POST()

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
        # Not CKAN says so, but whoever stands before it.
        (404, "<html>no such page</html>", CatalogueRefused, "404"),
        (403, "<html>go away</html>", CatalogueRefused, "403"),
        (408, "", CatalogueUnavailable, "408"),
        (409, "<html>conflict</html>", CatalogueUnavailable, "409"),
        (409, json.dumps("conflict"), CatalogueUnavailable, "409"),
        (425, "", CatalogueUnavailable, "425"),
        (503, "<html>back soon</html>", CatalogueUnavailable, "503"),
        (522, "", CatalogueUnavailable, "522"),
        # CKAN's own words, where its search or its database is in trouble for a moment.
        (409, failure("Search Error"), CatalogueUnavailable, "search"),
        (500, failure("Search Index Error"), CatalogueUnavailable, "search"),
        (500, failure("Internal Server Error"), CatalogueUnavailable, "500"),
        (400, failure("Search Query Error"), CatalogueRefused, "400"),
        (
            409,
            failure("Validation Error", records=["(DeadlockDetected) deadlock detected"]),
            CatalogueUnavailable,
            "conflict in its database",
        ),
        (
            409,
            failure("Validation Error", records=["column locked does not exist"]),
            CatalogueRefused,
            "column locked does not exist",
        ),
        (200, "<html>welcome</html>", CatalogueRefused, "otherwise than a CKAN"),
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


@pytest.mark.parametrize(
    ("status", "asked", "seconds"),
    [(429, "7", 7.0), (503, "120", 120.0), (502, "", None), (409, "soon", None)],
)
def test_the_catalogue_says_when_it_may_be_asked_again(
    ckan: Ckan, monkeypatch: pytest.MonkeyPatch, status: int, asked: str, seconds: float | None
) -> None:
    Handler.status, Handler.body = status, "<html>later</html>"
    monkeypatch.setattr(Handler, "more", {"Retry-After": asked} if asked else {})
    with pytest.raises(CatalogueUnavailable) as of_an_action:
        ckan.read("package_show", id="x")
    with pytest.raises(CatalogueUnavailable) as of_a_file:
        ckan.checksum(f"{ckan.url}/dataset/x/resource/y/download/z.csv")
    assert of_an_action.value.retry_after == seconds
    assert of_a_file.value.retry_after == seconds


def test_a_file_that_is_not_there_has_no_checksum(ckan: Ckan) -> None:
    Handler.status, Handler.body = 404, "<html>no such file</html>"
    assert ckan.checksum(f"{ckan.url}/dataset/x/resource/y/download/z.csv") == ""


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
