"""Pages in a real browser: served on the loopback address, and what the browser met there.

Not here: any test.
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
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1280,1000",
)
PHONE = {"deviceMetrics": {"width": 360, "height": 740, "pixelRatio": 2.0}}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Yield the URL under which a folder is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def browser(*, phone: bool = False) -> Iterator[webdriver.Chrome]:
    """Give a browser that notes what it asks for."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in FLAGS:
        options.add_argument(flag)
    if phone:
        options.add_experimental_option("mobileEmulation", PHONE)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    made = webdriver.Chrome(options, webdriver.ChromeService(str(CHROMEDRIVER)))
    try:
        yield made
    finally:
        made.quit()


def resize(found: webdriver.Chrome, width: int, height: int = 1000) -> None:
    """Make the page's view so wide, as a phone's is; a window itself is never so narrow."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    found.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def violations(found: webdriver.Chrome, **options: Any) -> dict[str, list[str]]:
    """Return {rule: where} of the rules of accessibility that the open page breaks, by axe-core.

    `options` are axe's own; without any, all its rules are tried, in frames too.
    """
    found.execute_script((files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8"))
    result = found.execute_async_script(
        "const done = arguments[1]; axe.run(document, arguments[0]).then(done)", options
    )
    return {
        each["id"]: [str(node["html"]) for node in each["nodes"]] for each in result["violations"]
    }


def requested(found: webdriver.Chrome) -> list[str]:
    """Return the URLs that the browser has asked for since the last time."""
    messages = [json.loads(each["message"])["message"] for each in _log(found, "performance")]
    return [
        each["params"]["request"]["url"]
        for each in messages
        if each["method"] == "Network.requestWillBeSent"
    ]


def console(found: webdriver.Chrome) -> list[str]:
    """Return what the browser's console says since the last time."""
    return [str(each["message"]) for each in _log(found, "browser")]


def _log(found: Any, name: str) -> list[dict[str, Any]]:
    return list(found.get_log(name))


def width(found: webdriver.Chrome) -> tuple[int, int]:
    """Return the widths of the page and of the window, in pixels."""
    page, window = found.execute_script(
        "return [document.documentElement.scrollWidth, window.innerWidth]"
    )
    return int(page), int(window)
