"""A catalogue in memory that answers as CKAN does, as far as publishing asks, and counts requests.

What does not belong here: anything that only a real CKAN can prove (tests), and what is measured.
"""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any

from pipelines.catalogue import PAGE

URL_OF_ROWS = "/source/rows.csv"
ROWS = b"a;b\n" + b"".join(b"name %d;%d\n" % (number, number) for number in range(100))

Record = dict[str, Any]


class Catalogue:
    """Packages, organisations and tables."""

    def __init__(self) -> None:
        self.packages: dict[str, Record] = {}
        self.named: dict[str, str] = {}
        self.of_resource: dict[str, str] = {}
        self.organisations: dict[str, Record] = {}
        self.tables: dict[str, list[Record]] = {}
        self.rows: Counter[str] = Counter()
        self.files: dict[str, bytes] = {}
        self.pages: dict[int, bytes] = {}
        """The answers to a search by their first package, made once: they are not measured."""
        self.asked: Counter[str] = Counter()

    def answer(self, action: str, given: Record) -> Any:
        """Return the result of an action; None where there is no such thing."""
        own = getattr(self, action, None)
        if own is not None:
            return own(given)
        if action.endswith("_show"):
            return None
        return {}

    def become(self, given: Record) -> int:
        """Hold these packages and no others."""
        self.packages = {each["id"]: each for each in given["packages"]}
        self.named = {each["name"]: each["id"] for each in given["packages"]}
        self.of_resource = {
            item["id"]: each["id"] for each in given["packages"] for item in each["resources"]
        }
        found = list(self.packages.values())
        self.pages = {
            start: _bytes({"count": len(found), "results": found[start : start + PAGE]})
            for start in range(0, len(found), PAGE)
        }
        return len(found)

    def counts(self, _: Record) -> Record:
        """Return how often each action was asked."""
        return dict(self.asked)

    def forget_counts(self, _: Record) -> bool:
        """Count anew."""
        self.asked.clear()
        return True

    def package_show(self, given: Record) -> Record | None:
        """Return a package."""
        wanted = str(given["id"])
        return self.packages.get(self.named.get(wanted, wanted))

    def resource_show(self, given: Record) -> Record | None:
        """Return a resource."""
        package = self.packages.get(self.of_resource.get(given["id"], ""))
        found = (item for item in (package or {}).get("resources", []) if item["id"] == given["id"])
        return next(found, None)

    def organization_show(self, given: Record) -> Record | None:
        """Return an organisation."""
        return self.organisations.get(given["id"])

    def organization_list(self, given: Record) -> list[Record]:
        """Return a page of organisations."""
        start = given["offset"]
        return list(self.organisations.values())[start : start + given["limit"]]

    def organization_create(self, given: Record) -> Record:
        """Keep an organisation."""
        self.organisations[given["name"]] = given
        return given

    def package_create(self, given: Record) -> Record:
        """Keep a package."""
        package = {**given, "id": f"package-{len(self.packages):05}"}
        package["organization"] = {"name": given["owner_org"]}
        for resource in package["resources"]:
            resource["package_id"] = package["id"]
        self.become({"packages": [*self.packages.values(), package]})
        return package

    def package_patch(self, given: Record) -> Record | None:
        """Change a package."""
        package = self.package_show(given)
        if package is not None:
            package.update({name: it for name, it in given.items() if name != "id"})
        return package

    def resource_patch(self, given: Record) -> Record | None:
        """Change a resource, and keep its file."""
        resource = self.resource_show(given)
        if resource is not None:
            content = given.pop("upload", None)
            if content is not None:
                self.files[given["id"]] = content
                given |= {"url_type": "upload", "url": f"{given.pop('url_of_files')}{given['id']}"}
            resource.update(given)
        return resource

    def datastore_create(self, given: Record) -> Record:
        """Make a table."""
        self.tables[given["resource_id"]] = given["fields"]
        self.resource_patch({"id": given["resource_id"], "datastore_active": True})
        return given

    def datastore_upsert(self, given: Record) -> Record:
        """Count the rows that are added."""
        self.rows[given["resource_id"]] += len(given["records"])
        return {}

    def datastore_search(self, given: Record) -> Record | None:
        """Return a table's columns and how many rows it has."""
        fields = self.tables.get(given["resource_id"])
        if fields is None:
            return None
        return {"fields": fields, "total": self.rows[given["resource_id"]]}


def serve(pipe: Connection) -> None:
    """Serve until the process is ended; tell the port."""
    catalogue = Catalogue()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            is_source = self.path == URL_OF_ROWS
            self._send(ROWS if is_source else catalogue.files[self.path.rsplit("/", 1)[1]])

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            action = self.path.rsplit("/", 1)[1]
            given = _parameters(self.headers["Content-Type"], body)
            if action not in ("become", "counts", "forget_counts"):
                catalogue.asked[action] += 1
            if action == "package_search":
                page = catalogue.pages[given["start"]]
                self._send(b'{"success": true, "result": ' + page + b"}")
                return
            if "upload" in given:
                given["url_of_files"] = f"http://127.0.0.1:{server.server_port}/files/"
            result = catalogue.answer(action, given)
            if result is None:
                error = {"__type": "Not Found Error", "message": "no such thing"}
                self._send(_bytes({"success": False, "error": error}), 404)
                return
            self._send(_bytes({"success": True, "result": result}))

        def _send(self, content: bytes, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pipe.send(server.server_port)
    server.serve_forever()


def call(url: str, action: str, given: Record) -> Any:
    """Ask the simulated catalogue, past the pipeline's own client."""
    request = urllib.request.Request(  # noqa: S310 - the benchmark's own server
        f"{url}/api/action/{action}", _bytes(given), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return json.load(answer)["result"]


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _parameters(kind: str, body: bytes) -> Record:
    if not kind.startswith("multipart/"):
        return dict(json.loads(body))
    message = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    fields: Record = {}
    for part in list(message.walk())[1:]:
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        fields[name] = content.decode() if part.get_filename() is None else content
    return fields
