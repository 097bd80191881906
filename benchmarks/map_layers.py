"""How memory and time grow with the size of a map layer: 20,000 features against 200,000.

    python benchmarks/map_layers.py

Layers of so many points are served on the loopback, a thousand to a page. Each is fetched in a
process of its own and then read as records; printed are the peak of memory above the idle process,
the time, and the ratios of the two sizes.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import resource
import tempfile
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pipelines.extract import extract, raw_files
from pipelines.formats import format_named
from pipelines.model import Dataset, DataSource
from pipelines.state import State
from pipelines.web import Limits, Web

SIZES = (20_000, 200_000)
PAGE = 1_000
NOW = dt.datetime(2026, 11, 24, 6, 0, tzinfo=dt.UTC)
DECLARATION: dict[str, Any] = {
    "id": "benchmark",
    "name": "benchmark",
    "publisher": "helsinki",
    "title": {"fi": "Pisteet"},
    "description": {"fi": "Pisteitä"},
    "keywords": {"fi": ["pisteet"]},
    "themes": ["REGI"],
    "licence": "CC0-1.0",
    "frequency": "never",
    "contact": {"name": "Mittaus", "email": "hri@hel.fi"},
    "released": "2026-11-24",
    "access": {"level": "public"},
    "coverage": {"geographical": ["Helsinki"]},
    "schema": "points.json",
    "geometry": {"crs": "EPSG:3879", "column": "geometry"},
    "distributions": ["csv"],
}


def main() -> None:
    """Print the figures of both sizes and their ratios."""
    measured = [_measured(size) for size in SIZES]
    for size, (fetching, reading, megabytes) in zip(SIZES, measured, strict=True):
        print(
            f"{size:,} features, {size // PAGE} pages: fetched in {fetching:.1f} s, read in"
            f" {reading:.1f} s, peak {megabytes:.0f} MB above the idle process"
        )
    small, large = measured
    print(
        f"{SIZES[1] // SIZES[0]} times the features: {large[0] / small[0]:.1f} times the time to"
        f" fetch, {large[1] / small[1]:.1f} to read, {large[2] / small[2]:.1f} times the memory"
    )


def _measured(size: int) -> tuple[float, float, float]:
    """Return seconds of fetching, of reading, and megabytes, of a fresh process."""

    class Layer(_Layer):
        """A layer of this size."""

    Layer.size = size
    server = ThreadingHTTPServer(("127.0.0.1", 0), Layer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        figures = pool.apply(_fetch_and_read, (server.server_address[1],))
    server.shutdown()
    return figures


def _fetch_and_read(port: int) -> tuple[float, float, float]:
    url = f"http://127.0.0.1:{port}/wfs"
    source = {"type": "wfs", "url": url, "layer": "points", "srs": "EPSG:3879", "page_size": PAGE}
    dataset = Dataset.model_validate({**DECLARATION, "source": source})
    assert isinstance(dataset.source, DataSource)
    reading = dataset.source.readings()[0]
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory(prefix="hri-") as name:
        state = State(Path(name) / "state")
        started = time.perf_counter()
        snapshot = extract(dataset, Web(limits=Limits(gap=0)), state, lambda: NOW)
        fetched = time.perf_counter()
        raw = raw_files(snapshot, dataset, state, Path(name))[0]
        deque(format_named(reading.format).read(raw, reading, ["id", "nimi", "geometry"]), 0)
        read = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return fetched - started, read - fetched, (peak - idle) / 1024


class _Layer(BaseHTTPRequestHandler):
    """Answers hits and pages, as a WFS does."""

    size = 0
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a count, or a page."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if asked.get("resultType") == "hits":
            body = f'<wfs:FeatureCollection numberMatched="{self.size}"/>'.encode()
        else:
            start = int(asked["startIndex"])
            stop = min(start + int(asked["count"]), self.size)
            features = [_feature(number) for number in range(start, stop)]
            body = json.dumps({"type": "FeatureCollection", "features": features}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


def _feature(number: int) -> dict[str, Any]:
    east, north = 25_490_000.5 + number % 20_000, 6_670_000.25 + number / 100
    return {
        "type": "Feature",
        "id": f"points.{number}",
        "geometry": {"type": "Point", "coordinates": [east, north]},
        "properties": {"id": number, "nimi": f"Piste {number}", "selite": "x" * 100},
    }


if __name__ == "__main__":
    main()
