"""`make test-faults`: every fault point on every CKAN version, and how many there were.

Not here: the points themselves (test_fault_points).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sandbox.layout import CKAN_VERSIONS, PYTHONS_OF_CKAN

FOLDER = Path(__file__).resolve().parent


def main() -> int:
    """Run this folder's tests for all versions at once; the exit code is 0 where all passed."""
    versions = [version for version in CKAN_VERSIONS if runs_here(version)]
    for version in CKAN_VERSIONS:
        if version not in versions:
            say(f"CKAN {version}: not tried, it does not run on this Python")
    say(f"spoiling every request of a publish to CKAN {' and '.join(versions)}")
    with ThreadPoolExecutor() as pool:
        results = list(pool.map(tried, versions))
    say(f"{sum(points for _, points in results)} fault points")
    return int(any(code for code, _ in results))


def runs_here(version: str) -> bool:
    """Tell whether this Python can run the CKAN version."""
    return sys.version_info[:2] in PYTHONS_OF_CKAN.get(version, (sys.version_info[:2],))


def tried(version: str) -> tuple[int, int]:
    """Say how it went; return pytest's exit code and the number of points that were tried."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hri-") as folder:
        count = Path(folder) / "count"
        count.write_text("0", encoding="utf-8")
        mine = {
            "HRI_TESTS": "faults",
            "HRI_SANDBOX_CKAN": version,
            "HRI_FAULT_COUNT": str(count),
        }
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", str(FOLDER), "-q"],
            env={**os.environ, **mine},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        points = int(count.read_text(encoding="utf-8"))
    seconds = time.monotonic() - started
    say(f"{ended.stdout}CKAN {version}: {points} fault points ({seconds:.0f} s)")
    return ended.returncode, points


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
