"""How a `rest` extraction grows with the number of pages: `python -m benchmarks.rest`.

A server in a process of its own invents pages of 1,000 records; every size is fetched by a fresh
process, so that its highest memory is its own. Two readings are measured: a first one, which takes
everything, and one of changes, which lays a last page over what is known. Time is the extracting
process's own on the processor, so that neither the server nor other work on the machine counts.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing as mp
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PAGE = 1_000
SIZES = (25, 50, 100, 200)
"""Pages."""
LIMIT_MEGABYTES = 300
MEBIBYTE = 1 << 20
DAY = dt.datetime(2026, 11, 24, 6, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Measured:
    """What one size took."""

    pages: int
    first_seconds: float
    changes_seconds: float
    above_idle: float
    """Mebibytes of the highest memory above that of the process before its first request."""
    raw_megabytes: float


def record(number: int) -> dict[str, object]:
    """Return one record of some 600 bytes, with numbers that must stay exact."""
    return {
        "id": number * 7919 % 1_000_003,
        "name": {"fi": f"Toimipiste {number}", "sv": f"Enhet {number}", "en": f"Unit {number}"},
        "location": {"type": "Point", "coordinates": [24.9 + number / 1e7, 60.1 + number / 1e7]},
        "services": [{"id": n, "name": {"fi": f"palvelu {n}"}} for n in range(4)],
        "description": "Palvelee kaikkia kaupunkilaisia ympäri vuoden. " * 4,
        "modified": "2026-11-23T10:00:00Z",
    }


class Pages(BaseHTTPRequestHandler):
    """`/PAGES/?page=N`: so many pages; with `since`, the last one alone."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer one page."""
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        pages = int(parts.path.strip("/"))
        number = int(query["page"][0])
        if "since" in query:
            total, first = PAGE, (pages - 1) * PAGE
        else:
            total, first = pages * PAGE, (number - 1) * PAGE
        records = [record(n) for n in range(first, first + PAGE)]
        body = json.dumps({"count": total, "results": records}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def serve(pipe: Connection) -> None:
    """Serve until the process is ended; tell the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    pipe.send(server.server_port)
    server.serve_forever()


def highest() -> float:
    """Return this process's highest memory so far, in mebibytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEBIBYTE


def measure(url: str, pages: int, pipe: Connection) -> None:
    """Extract a list of so many pages twice and tell what it took."""
    from benchmarks.declared import dataset
    from pipelines.extract import extract
    from pipelines.state import State
    from pipelines.web import Limits, Web

    source = {
        "type": "rest",
        "url": f"{url}/{pages}/",
        "paging": {"type": "page", "size": PAGE},
        "records": "results",
        "total": "count",
        "key": "id",
        "changes": {"parameter": "since", "modified": "modified"},
    }
    declared, web = dataset(source), Web(limits=Limits(gap=0))
    idle = highest()
    with tempfile.TemporaryDirectory() as folder:
        state = State(Path(folder))
        started = time.process_time()
        snapshot = extract(declared, web, state, lambda: DAY)
        between = time.process_time()
        extract(declared, web, state, lambda: DAY + dt.timedelta(days=1))
        ended = time.process_time()
    raw = snapshot.bytes / MEBIBYTE
    pipe.send(Measured(pages, between - started, ended - between, highest() - idle, raw))


def in_a_process(url: str, pages: int) -> Measured:
    """Return what a fresh process measures."""
    ours, theirs = mp.Pipe()
    process = mp.get_context("spawn").Process(target=measure, args=(url, pages, theirs))
    process.start()
    theirs.close()
    found: Measured = ours.recv()
    process.join()
    return found


def main() -> int:
    """Print a line for every size and the verdict; return 1 where a limit is passed."""
    ours, theirs = mp.Pipe()
    server = mp.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{ours.recv()}"
    found = []
    print("pages  records   raw MiB  first s  s/100 pages  changes s  MiB above idle")
    for pages in SIZES:
        one = in_a_process(url, pages)
        found.append(one)
        print(
            f"{pages:5} {pages * PAGE:8,} {one.raw_megabytes:9.0f} {one.first_seconds:8.1f}"
            f" {one.first_seconds / pages * 100:12.1f} {one.changes_seconds:10.1f}"
            f" {one.above_idle:15.0f}"
        )
    server.terminate()
    server.join()
    return verdict(found[0], found[-1])


def verdict(small: Measured, large: Measured) -> int:
    """Print how the largest compares with the smallest; return 1 where a limit is passed."""
    size = large.pages / small.pages
    slower = large.first_seconds / small.first_seconds
    print(f"{size:.0f} times the pages: {slower:.1f} times the time,", end=" ")
    print(f"{large.above_idle / small.above_idle:.1f} times the memory above idle")
    return 0 if large.above_idle < LIMIT_MEGABYTES and slower < 1.5 * size else 1


if __name__ == "__main__":
    sys.exit(main())
