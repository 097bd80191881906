"""Running an installing command with its output in a log. Servers are started by ``processes``."""

import os
import subprocess
import sys
from pathlib import Path

from sandbox.errors import InstallError, last_lines
from sandbox.layout import GUEST


def run_logged(command: list[str], log: Path, environment: dict[str, str]) -> None:
    """Run ``command`` to its end; what it prints is appended to ``log``.

    Raises:
        InstallError: when its exit code is not 0; with the end of the log.
    """
    wrapper = [sys.executable, "-I", "-S", str(GUEST / "die_with_parent.py"), str(os.getpid())]
    with log.open("a", encoding="utf-8") as output:
        ended = subprocess.run(
            [*wrapper, *command],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            check=False,
        )
    if ended.returncode != 0:
        raise InstallError(
            f"{Path(command[0]).name} ended with exit code {ended.returncode}.\n"
            f"Log file: {log}\n{last_lines(log)}\n"
            "Run the same command again: it goes on where it stopped."
        )
