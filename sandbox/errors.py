"""The faults a user of the sandbox may meet, each with its remedy in the message.

SandboxError
├── InstallError      a package or a jar could not be had, or is not the one in the lock
├── ServerError       a server did not start, or died; carries the end of its log
└── BusyError         another command is at work on the same instance
"""

from pathlib import Path

LAST_LINES = 15


class SandboxError(Exception):
    """The root: its text is printed as it is, without a traceback."""


class InstallError(SandboxError):
    """Installing failed; running the same command again goes on where it stopped."""


class BusyError(SandboxError):
    """Another command holds the lock."""


class ServerError(SandboxError):
    """A server failed; names it, its log file and the last lines of that file."""

    def __init__(self, server: str, what: str, log: Path) -> None:
        super().__init__(f"{server}: {what}\nLog file: {log}\n{last_lines(log)}")
        self.server = server
        self.log = log


def last_lines(log: Path, count: int = LAST_LINES) -> str:
    """The last ``count`` lines of a log, indented; a remark where there is none."""
    if not log.is_file():
        return "  (the log does not exist)"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
    return "\n".join(f"  | {line}" for line in lines) or "  (the log is empty)"
