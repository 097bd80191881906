"""The site in a real browser: served on the loopback address, and what the browser met there.

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
    "--window-size=1280,1000",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
PHONE = {"deviceMetrics": {"width": 360, "height": 740, "pixelRatio": 2.0}}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""


@contextmanager
def serving_site(folder: Path) -> Iterator[str]:
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


def violations(found: webdriver.Chrome) -> list[str]:
    """Return what breaks the rules of accessibility on the page that is open."""
    found.execute_script((files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": RULES}, "iframes": False}
    result = found.execute_async_script(
        "const done = arguments[1]; axe.run(document, arguments[0]).then(done)", options
    )
    return [
        f"{each['id']}: {node['html']}" for each in result["violations"] for node in each["nodes"]
    ]


def asked(found: webdriver.Chrome) -> list[str]:
    """Return the URLs that the browser has asked for since the last time."""
    messages = [json.loads(each["message"])["message"] for each in _log(found, "performance")]
    return [
        each["params"]["request"]["url"]
        for each in messages
        if each["method"] == "Network.requestWillBeSent"
    ]


def complaints(found: webdriver.Chrome) -> list[str]:
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
