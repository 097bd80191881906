"""`make test-faults`: every fault point on every CKAN version, and how many there were.

Not here: the points themselves (test_fault_points).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sandbox.layout import CKAN_VERSIONS, PYTHONS_OF_CKAN

FOLDER = Path(__file__).resolve().parent


def main() -> int:
    """Run the tests of this folder for each version; the exit code is 0 where all passed."""
    total, failed = 0, False
    for version in CKAN_VERSIONS:
        allowed = PYTHONS_OF_CKAN.get(version)
        if allowed and sys.version_info[:2] not in allowed:
            say(f"CKAN {version}: not tried, it does not run on this Python")
            continue
        started = time.monotonic()
        code, points = tried(version)
        failed = failed or code != 0
        total += points
        verdict = "whole after the next run" if code == 0 else "NOT ALL MENDED"
        seconds = time.monotonic() - started
        say(f"CKAN {version}: {points} fault points, {verdict} ({seconds:.0f} s)")
    say(f"{total} fault points")
    return int(failed)


def tried(version: str) -> tuple[int, int]:
    """Return pytest's exit code and the number of points that were tried."""
    with tempfile.TemporaryDirectory(prefix="hri-") as folder:
        count = Path(folder) / "count"
        count.write_text("0", encoding="utf-8")
        mine = {
            "HRI_TESTS": "faults",
            "HRI_SANDBOX_CKAN": version,
            "HRI_FAULT_COUNT": str(count),
        }
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", str(FOLDER)], env={**os.environ, **mine}, check=False
        )
        return ended.returncode, int(count.read_text(encoding="utf-8"))


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
