"""A process that asks one URL after another, politely: `python -m tests.asking JSON`.

JSON: {"turns": folder, "urls": […], "target": file, "hosts": register, "attempts": number}. It
prints a line for each answer. Not here: the tests that start it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from pipelines.errors import SourceUnavailable
from pipelines.model import HostRegister
from pipelines.settings import PROJECT
from pipelines.web import Limits, Web


def start(**wish: Any) -> subprocess.Popen[str]:
    """Start such a process; whoever starts it waits for its end."""
    command = [sys.executable, "-m", "tests.asking", json.dumps(wish)]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def ask(wish: dict[str, Any]) -> None:
    web = Web(
        limits=Limits(connect=5, read=60, attempts=wish.get("attempts", 1)),
        hosts=HostRegister.model_validate(wish["hosts"]),
        turns=Path(wish["turns"]),
    )
    for url in wish["urls"]:
        try:
            web.download(url, Path(wish["target"]), max_bytes=1000)
        except SourceUnavailable as error:
            print(error.message, flush=True)
        else:
            print("answered", flush=True)


if __name__ == "__main__":
    ask(json.loads(sys.argv[1]))
