"""A catalogue at a socket: it keeps packages as CKAN does, and counts what is written to it.

What does not belong here: anything that only a real CKAN can prove (end_to_end).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Record = dict[str, Any]


class Catalogue:
    """The packages by id, and the names of the write actions in order."""

    def __init__(self) -> None:
        self.packages: dict[str, Record] = {}
        self.columns: dict[str, list[str]] = {}
        """Resource id → the columns of its DataStore table."""
        self.writes: list[str] = []
        self.url = ""

    def answer(self, action: str, asked: Record) -> Record | None:
        """Return the result of an action; None where there is no such thing."""
        if action in ("package_show", "resource_show"):
            return (self._package if action == "package_show" else self._resource)(asked["id"])
        if action == "package_search":
            shown = [each for each in self.packages.values() if not each.get("private")]
            return {"count": len(shown), "results": shown[asked["start"] :]}
        if action == "datastore_search":
            columns = self.columns.get(asked["resource_id"])
            return {"fields": [{"id": name} for name in columns]} if columns else None
        if action.endswith(("_show", "_list")):
            return None
        self.writes.append(action)
        if action.endswith("_delete"):
            self._remove(asked)
            return asked
        if action.endswith("_create"):
            return self._created(action, asked)
        return self._patched(action, asked)

    def _created(self, action: str, asked: Record) -> Record:
        if action == "package_create":
            package = {**asked, "id": f"package-{len(self.packages) + 1}"}
            for resource in package["resources"]:
                resource["package_id"] = package["id"]
            self.packages[package["id"]] = package
            return package
        made = {name: it for name, it in asked.items() if name != "clear_upload"}
        self.packages[asked["package_id"]]["resources"].append(made)
        return made

    def _patched(self, action: str, asked: Record) -> Record | None:
        found = (self._package if action == "package_patch" else self._resource)(asked["id"])
        if "held" in asked:
            asked["url"] = f"{self.url}/download/{asked['id']}"
        if found is not None and asked.pop("clear_upload", None):
            found.pop("held", None)
            asked["url_type"] = ""
        if found is not None:
            found.update({name: it for name, it in asked.items() if name != "id"})
        return found

    def file(self, resource: str) -> bytes:
        """Return the file that was uploaded to a resource."""
        found = self._resource(resource)
        assert found is not None
        return str(found["held"]).encode("latin-1")

    def _remove(self, asked: Record) -> None:
        self.columns.pop(asked.get("resource_id", ""), None)
        wanted = asked.get("id")
        for package in self.packages.values():
            package["resources"] = [it for it in package["resources"] if it["id"] != wanted]

    def _package(self, wanted: str) -> Record | None:
        named = (p for p in self.packages.values() if wanted in (p["id"], p["name"]))
        return next(named, None)

    def _resource(self, wanted: str) -> Record | None:
        resources = (each for p in self.packages.values() for each in p["resources"])
        return next((each for each in resources if each["id"] == wanted), None)


@contextmanager
def serving_catalogue() -> Iterator[tuple[str, Catalogue]]:
    """Yield (URL, catalogue) while its server runs."""
    catalogue = Catalogue()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = catalogue.file(self.path.rsplit("/", 1)[1])
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = _parameters(self.headers["Content-Type"], body)
            result = catalogue.answer(self.path.rsplit("/", 1)[1], asked)
            error = {"success": False, "error": {"__type": "Not Found Error", "message": "Ei"}}
            answer = error if result is None else {"success": True, "result": result}
            content = json.dumps(answer).encode()
            self.send_response(404 if result is None else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    catalogue.url = f"http://127.0.0.1:{server.server_port}"
    yield catalogue.url, catalogue
    server.shutdown()
    server.server_close()
    thread.join()


def _parameters(kind: str, body: bytes) -> Record:
    if not kind.startswith("multipart/"):
        return dict(json.loads(body))
    message = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    fields: Record = {}
    for part in list(message.walk())[1:]:
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename() is None:
            fields[str(name)] = content.decode()
        else:
            fields |= {"url_type": "upload", "held": content.decode("latin-1")}
    return fields
