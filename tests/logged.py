"""CKAN's request log, read when the server has written it. Not here: any test."""

from __future__ import annotations

import time
import uuid
from typing import Any

import requests

from sandbox import Sandbox
from sandbox.access_log import count_writes


def writes_since(portal: Sandbox, offset: int = 0) -> dict[str, Any]:
    """Return what the log counts; it waits for the lines of all answers, which come after them."""
    mark, log = f"/site/{uuid.uuid4()}", portal.folder.access_log
    requests.get(f"{portal.status()['url']}{mark}", timeout=30)
    latest = time.monotonic() + 10
    while mark not in log.read_text(encoding="utf-8") and time.monotonic() < latest:
        time.sleep(0.02)
    return count_writes(log, offset)
