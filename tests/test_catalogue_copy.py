"""What a copy of the catalogue answers, what it must forget, and how few requests it takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from pipelines.catalogue import ORGANISATIONS_PAGE, PAGE, Ckan
from pipelines.catalogue_copy import KEPT_SECONDS, CatalogueCopy
from tests.clock import Clock

TRAMS = {"id": "p-1", "name": "trams", "resources": [{"id": "r-1", "format": "CSV"}]}
HARBOURS = {"id": "p-2", "name": "harbours", "resources": []}
CITY = {"id": "o-1", "name": "city"}


@pytest.fixture
def copy() -> CatalogueCopy:
    return CatalogueCopy([TRAMS, HARBOURS], [CITY])


def test_packages_are_found_by_id_name_and_resource(copy: CatalogueCopy) -> None:
    assert copy.answer("package_show", {"id": "p-1"}) == TRAMS
    assert copy.answer("package_show", {"id": "trams"}) == TRAMS
    resource = {"package_id": "p-1", "id": "r-1", "format": "CSV"}
    assert copy.answer("resource_show", {"id": "r-1"}) == resource
    asked = {"id": "city", "include_datasets": False}
    assert copy.answer("organization_show", asked) == CITY


@pytest.mark.parametrize(
    ("action", "identifier"),
    [
        ("package_show", "r-9"),
        ("package_show", "city"),
        ("resource_show", "p-1"),
        ("organization_show", "trams"),
        ("datastore_search", "r-1"),
    ],
)
def test_what_it_does_not_know_has_to_be_asked(
    copy: CatalogueCopy, action: str, identifier: str
) -> None:
    assert copy.answer(action, {"id": identifier, "resource_id": identifier}) is None


@pytest.mark.parametrize("identifier", ["p-1", "trams", "r-1"])
def test_a_package_is_forgotten_with_all_that_led_to_it(
    copy: CatalogueCopy, identifier: str
) -> None:
    assert copy.forget(identifier)
    for action, asked in (
        ("package_show", "p-1"),
        ("package_show", "trams"),
        ("resource_show", "r-1"),
    ):
        assert copy.answer(action, {"id": asked}) is None
    assert copy.answer("package_show", {"id": "p-2"}) == HARBOURS
    assert not copy.forget(identifier)


def test_a_copy_is_believed_for_ten_minutes() -> None:
    clock = Clock()
    copy = CatalogueCopy([TRAMS], clock=clock)
    clock.now += KEPT_SECONDS
    assert not copy.is_old
    clock.now += 1
    assert copy.is_old


@contextmanager
def answering(packages: int, organisations: int) -> Iterator[tuple[str, list[str]]]:
    """Serve a catalogue of so many packages; yields its URL and the actions that were asked."""
    asked: list[str] = []

    def result(action: str, given: dict[str, Any]) -> Any:
        if action == "package_search":
            start, rows = given["start"], min(given["rows"], PAGE)
            numbers = range(start, min(start + rows, packages))
            found = [{"id": f"p-{n}", "name": f"name-{n}", "resources": []} for n in numbers]
            return {"count": packages, "results": found}
        if action == "organization_list":
            numbers = range(given["offset"], min(given["offset"] + given["limit"], organisations))
            return [{"id": f"o-{n}", "name": f"org-{n}"} for n in numbers]
        return {"id": given.get("id"), "asked": True}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            action = self.path.rsplit("/", 1)[1]
            asked.append(action)
            body = json.dumps({"success": True, "result": result(action, given)}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_whole_catalogue_comes_page_by_page_and_answers_without_asking() -> None:
    with answering(PAGE + 1, 2 * ORGANISATIONS_PAGE) as (url, asked), Ckan(url, "token") as ckan:
        copy = ckan.take_copy()
        assert asked == ["package_search"] * 2 + ["organization_list"] * 3
        assert len(copy.packages) == PAGE + 1
        assert ckan.read("package_show", id=f"name-{PAGE}")["id"] == f"p-{PAGE}"
        assert ckan.read("organization_show", id="org-49", include_datasets=False)["id"] == "o-49"
        assert len(asked) == ckan.reads == 5
        assert ckan.read("package_show", id="elsewhere")["asked"]


def test_what_is_written_is_asked_for_afterwards() -> None:
    with answering(3, 1) as (url, _), Ckan(url, "token") as ckan:
        ckan.take_copy()
        ckan.write("package_patch", {"id": "p-1", "name": "other"})
        assert ckan.read("package_show", id="p-1")["asked"]
        assert ckan.read("package_show", id="name-1")["asked"]
        assert "asked" not in ckan.read("package_show", id="name-2")
        assert ckan.forget("name-2", None)
        assert ckan.read("package_show", id="p-2")["asked"]
        assert not ckan.forget("name-2")
