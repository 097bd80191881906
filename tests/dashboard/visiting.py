"""The site's files in a real browser: served on the loopback, and watched.

What does not belong here: what is expected of a page.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any

from selenium import webdriver

CHROMIUM, CHROMEDRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Yield the URL under which the folder is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def browser(width: int = 1280, height: int = 1000) -> Iterator[webdriver.Chrome]:
    """Yield a browser whose window has that width, its console and its requests recorded."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with webdriver.Chrome(options, webdriver.ChromeService(str(CHROMEDRIVER))) as driver:
        resize(driver, width, height)
        yield driver


def resize(driver: webdriver.Chrome, width: int, height: int = 1000) -> None:
    """Make the page's view so wide, as a phone's is; a window itself is never so narrow."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def requested(driver: webdriver.Chrome) -> list[str]:
    """Return the URLs that were asked for since the last call."""
    entries = _log(driver, "performance")
    records = (json.loads(entry["message"])["message"] for entry in entries)
    return [
        str(record["params"]["request"]["url"])
        for record in records
        if record["method"] == "Network.requestWillBeSent"
    ]


def console(driver: webdriver.Chrome) -> list[str]:
    """Return what the console said since the last call."""
    return [str(entry["message"]) for entry in _log(driver, "browser")]


def _log(driver: webdriver.Chrome, kind: str) -> list[dict[str, Any]]:
    # Selenium's own types stop here.
    return list(driver.get_log(kind))  # type: ignore[no-untyped-call]


def violations(driver: webdriver.Chrome) -> dict[str, list[str]]:
    """Return {rule: where} of the accessibility rules that the page breaks, by axe-core."""
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    driver.execute_script(axe)
    found: dict[str, Any] = driver.execute_async_script(
        "const done = arguments[0]; axe.run().then(done);"
    )
    return {
        rule["id"]: [str(node["target"]) for node in rule["nodes"]] for rule in found["violations"]
    }
