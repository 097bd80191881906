"""The hashes of a file, computed beside the validation.

What does not belong here: comparing them with what a descriptor declares (frictionless).
"""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

BLOCK = 1 << 20


@dataclass(frozen=True)
class Digests:
    """What frictionless' statistics say of a file."""

    md5: str
    sha256: str


def digests_of(path: Path) -> Digests:
    """Return the file's digests. Raises OSError."""
    md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            md5.update(block)
            sha256.update(block)
    return Digests(md5.hexdigest(), sha256.hexdigest())


def started(path: Path) -> Future[Digests]:
    """Begin to compute the digests in a thread of their own."""
    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(digests_of, path)
    finally:
        pool.shutdown(wait=False)
