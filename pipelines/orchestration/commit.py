"""The commit that the declarations stand at.

What does not belong here: where it is kept (schedules, applies, plan_files).
"""

from __future__ import annotations

import subprocess
from pathlib import Path


def commit_of(folder: Path) -> str:
    """Return the commit that the declarations stand at, `+changed` behind it where they differ."""
    try:
        head = _git(folder, "rev-parse", "HEAD")
        changed = _git(folder, "status", "--porcelain", "--", ".", "../schemas")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{head}+changed" if changed else head


def _git(folder: Path, *arguments: str) -> str:
    answer = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()
