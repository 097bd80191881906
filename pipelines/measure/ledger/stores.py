"""Where the ledger's blocks are kept: files in the state, or whatever else can hold them.

    indicators/ledger/<lane>/<name>.jsonl   a block
    indicators/ledger/<lane>.chain          the chain of a lane, written after its blocks
    indicators/ledger/today.json            the day that is not over; no block, and written over

What does not belong here: what the bytes mean (blocks, chain).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from pipelines.state import State

FOLDER = "indicators/ledger"


class BlockStore(Protocol):
    """Bytes under keys, such as `computed/2026-11-24.jsonl`."""

    def read(self, key: str) -> bytes | None:
        """Return what stands under the key, or None."""

    def write(self, key: str, data: bytes) -> None:
        """Keep bytes under the key, whole or not at all."""

    def delete(self, key: str) -> None:
        """Remove what stands under the key."""

    def keys(self, prefix: str) -> list[str]:
        """Return the keys that begin with the prefix, which ends with a slash, sorted."""

    def alone(self) -> AbstractContextManager[None]:
        """Keep every other writer out for the length of a `with` block."""


class StateBlocks:
    """The blocks as files of the state."""

    def __init__(self, state: State) -> None:
        self._state = state

    def read(self, key: str) -> bytes | None:
        """Return what stands under the key, or None."""
        try:
            return self._state.file(f"{FOLDER}/{key}").read_bytes()
        except FileNotFoundError:
            return None

    def write(self, key: str, data: bytes) -> None:
        """Keep bytes under the key, whole or not at all."""
        with tempfile.TemporaryDirectory(prefix="hri-") as folder:
            local = Path(folder) / "block"
            local.write_bytes(data)
            self._state.put(local, f"{FOLDER}/{key}")

    def delete(self, key: str) -> None:
        """Remove what stands under the key."""
        self._state.delete(f"{FOLDER}/{key}")

    def keys(self, prefix: str) -> list[str]:
        """Return the keys that begin with the prefix, which ends with a slash, sorted."""
        found = self._state.keys(f"{FOLDER}/{prefix.rstrip('/')}")
        return [key.removeprefix(f"{FOLDER}/") for key in found]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other writer out, on all machines that share the state's folder."""
        folder = self._state.shared_folder("indicators")
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            yield
