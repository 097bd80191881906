"""``make demo``: the main job, whole: portal and replica up, ``hri run``, and what came of it.

What is shown at the end is read from the catalogue and counted in CKAN's own request log, not taken
from the run's word. Not here: anything that the pipeline itself does.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

from sandbox import replica_server
from sandbox.access_log import count_writes
from sandbox.errors import SandboxError
from sandbox.layout import CKAN_VERSIONS, PROJECT, default_home
from sandbox.portal import Sandbox

API_COLLECTION = "rajapinnat"
OTHER_CATALOGUES = (
    "CKAN_URL",
    "CKAN_API_TOKEN",
    "CKAN_API_TOKEN_FILE",
    "HRI_REPLICA",
    "HRI_SITE",
    "HRI_SITE_URL",
)
"""Settings that could lead the demo to a catalogue, sources or a site that are not its own."""


def main() -> int:
    """Run the demo; the exit code is that of ``hri run``."""
    started = time.monotonic()
    portal = Sandbox(
        default_home(), "default", os.environ.get("HRI_SANDBOX_CKAN") or CKAN_VERSIONS[0]
    )
    try:
        _say("portal: starting CKAN, PostgreSQL, Redis and Solr (installing them at the first run)")
        url = str(portal.up()["url"])
        _say(f"replica of the agencies' systems: {replica_server.start(portal)}")
    except SandboxError as error:
        _say(str(error))
        return 1
    before = count_writes(portal.folder.access_log)["offset"]
    environment = environment_of(portal, os.environ)
    code = _run_and_measure(environment)
    writes = count_writes(portal.folder.access_log, before)["writes"]
    for line in closing_lines(url, _totals(environment), writes, time.monotonic() - started):
        _say(line)
    if code:
        _say("The run ended red: what must be mended stands above.")
    return code


def _run_and_measure(environment: Mapping[str, str]) -> int:
    """Run ``hri run``, say its wall time and peak memory, and return its exit code."""
    started = time.monotonic()
    pid = os.posix_spawn(_hri(), [_hri(), "run"], environment)
    _, status, usage = os.wait4(pid, 0)
    seconds = time.monotonic() - started
    _say(f"hri run: {seconds:.0f} s, peak memory {usage.ru_maxrss / 1024:.0f} MB")
    return os.waitstatus_to_exitcode(status)


def environment_of(portal: Sandbox, outer: Mapping[str, str]) -> dict[str, str]:
    """The environment of the demo's commands: its own portal, state and records, and no other."""
    kept = {name: value for name, value in outer.items() if name not in OTHER_CATALOGUES}
    return {
        **kept,
        "HRI_SANDBOX_SETTINGS": str(portal.folder.settings),
        "HRI_STATE": str(PROJECT / ".state"),
        "DAGSTER_HOME": str(PROJECT / "dagster_home"),
    }


def closing_lines(
    url: str, totals: Mapping[str, int], writes: int, seconds: float
) -> tuple[str, ...]:
    """What the demo ends with: counts, writes, and where to look."""
    shown = shown_by(url)
    return (
        f"{seconds:.0f} s; {writes} writes, counted in CKAN's own request log",
        f"Helsinki's own (indicators): {totals.get('open_datasets', 0)} datasets, "
        f"{totals.get('open_apis', 0)} APIs",
        f"The catalogue shows {shown['datasets']} datasets and {shown['apis']} APIs.",
        f"The public pages, lists and feeds: {url}/site/",
        f"Open {url}/ in a browser; `make stop` ends it.",
    )


def shown_by(url: str) -> dict[str, int]:
    """How many datasets and APIs a visitor's search of the catalogue finds."""
    everything = _found(url, "*:*")
    apis = _found(url, f"vocab_collections:{API_COLLECTION}")
    return {"datasets": everything - apis, "apis": apis}


def _found(url: str, query: str) -> int:
    with requests.Session() as session:
        session.trust_env = False  # a proxy has no business on the loopback address
        answer = session.get(
            f"{url}/api/3/action/package_search", params={"fq": query, "rows": "0"}, timeout=30
        )
    answer.raise_for_status()
    return int(answer.json()["result"]["count"])


def _totals(environment: Mapping[str, str]) -> dict[str, int]:
    said = subprocess.run(
        [_hri(), "indicators", "--json"], env=environment, capture_output=True, check=True
    )
    rows: list[dict[str, Any]] = json.loads(said.stdout)
    return {row["indicator"]: row["value"] for row in rows if row["publisher"] is None}


def _hri() -> str:
    return str(Path(sys.executable).with_name("hri"))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
