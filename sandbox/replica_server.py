"""The replica as one more process of an instance: started, recorded and ended with the others.

Not here: what the replica serves (``replica``), and CKAN's own servers (``servers``).
"""

import json
import os
import sys
import time

from sandbox import ports, processes, secret_store
from sandbox.errors import ServerError
from sandbox.layout import PROJECT
from sandbox.portal import Sandbox
from sandbox.servers import answers, log_of

NAME = "replica"
START_SECONDS = 30.0


def start(portal: Sandbox) -> str:
    """Start the replica of a portal that runs, where it does not run yet; returns its URL.

    The portal's settings name it from then on. ``portal.down()`` ends it.

    Raises:
        ServerError: it did not start.
    """
    settings = json.loads(portal.folder.settings.read_text(encoding="utf-8"))
    url = settings["replica_url"]
    if url and NAME in processes.running(portal.folder.run) and answers(f"{url}/"):
        return str(url)
    url = _start(portal)
    settings["replica_url"] = url
    secret_store.write_private(portal.folder.settings, json.dumps(settings, indent=2) + "\n")
    return url


def _start(portal: Sandbox) -> str:
    folder = portal.folder
    port = ports.choose((NAME,), _kept_port(portal))[NAME]
    (folder.config / "replica-port.json").write_text(json.dumps({NAME: port}), encoding="utf-8")
    kept = {name: os.environ[name] for name in ("PATH", "HRI_REAL_DATA") if name in os.environ}
    log = log_of(folder, NAME)
    processes.start(
        folder.run / f"{NAME}.json",
        log,
        [sys.executable, "-m", "sandbox.replica", "serve", "--port", str(port)],
        environment={**kept, "PYTHONPATH": str(PROJECT), "LANG": "C.UTF-8"},
    )
    url = f"http://{ports.LOOPBACK}:{port}"
    deadline = time.monotonic() + START_SECONDS
    while not answers(f"{url}/"):
        if NAME not in processes.running(folder.run) or time.monotonic() > deadline:
            raise ServerError(NAME, "did not start", log)
        time.sleep(0.1)
    return url


def _kept_port(portal: Sandbox) -> dict[str, int]:
    try:
        kept: dict[str, int] = json.loads(
            (portal.folder.config / "replica-port.json").read_text(encoding="utf-8")
        )
    except FileNotFoundError:
        return {}
    return kept
