"""Writes down its own process id, then turns into the server it was asked to start.

The record exists before the server does: whoever is killed in between, a later ``down`` finds
every process. ``exec`` keeps both the id and the start time. Standard library only, for speed.
"""

import ctypes
import json
import os
import pwd
import struct
import sys
from pathlib import Path

PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 4
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522


def start_time(pid: int) -> int:
    """When the process started, in clock ticks since boot (field 22 of ``/proc/<pid>/stat``)."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return int(stat.rpartition(")")[2].split()[19])


def write_record(record: str) -> None:
    """Put ``{"pid", "start_time"}`` of this process into ``record``, whole or not at all."""
    unfinished = Path(f"{record}.{os.getpid()}")
    fields = {"pid": os.getpid(), "start_time": start_time(os.getpid())}
    unfinished.write_text(json.dumps(fields), encoding="utf-8")
    unfinished.replace(record)


def send_output_to(log: str) -> None:
    """Append what the server prints to ``log``."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)


def become(user: str) -> None:
    """Go on as ``user``, but keep reading what root reads.

    PostgreSQL refuses root; yet the project may lie in a folder that only root may enter, so the
    one capability to pass folders is kept through ``exec``. Without the secure bit the kernel
    would ignore it in ``access``, by which initdb looks for its fellow programs.
    """
    entry = pwd.getpwnam(user)
    libc = ctypes.CDLL(None, use_errno=True)
    _check(libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0))
    os.setgroups([])
    os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
    os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)
    bit = 1 << CAP_DAC_OVERRIDE
    _check(
        libc.capset(
            struct.pack("=Ii", CAPABILITY_VERSION_3, 0), struct.pack("=6I", bit, bit, bit, 0, 0, 0)
        )
    )
    _check(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0))


def _check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "the kernel refused to change the server's user")


def main(record: str, log: str, user: str, command: list[str]) -> None:
    """Record, redirect, change user where one is named (``-``: stay), and exec ``command``."""
    os.umask(0o077)
    write_record(record)
    send_output_to(log)
    if user != "-":
        become(user)
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
