"""Where the site's files are written: a folder or an fsspec URL, one file at a time, atomically.

What does not belong here: what is in a file.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.state import State


class SiteFiles:
    """The site's folder and the URL under which it is served."""

    def __init__(self, folder: str, url: str) -> None:
        self.url = url.rstrip("/")
        self._store = State(folder)

    def write(self, path: str, content: str | bytes) -> bool:
        """Write a file, unless it holds the same already; tell whether it was written."""
        data = content.encode() if isinstance(content, str) else content
        if self.read(path) == data:
            return False
        # A page that a power cut left empty differs, and is written again by the next run.
        self._store.write_bytes(path, data)
        return True

    def put(self, local: Path, path: str) -> None:
        """Store a finished local file."""
        self._store.put(local, path)

    def read(self, path: str) -> bytes | None:
        """Return what a file holds; None where there is none."""
        try:
            return self._store.file(path).read_bytes()
        except FileNotFoundError:
            return None

    def exists(self, path: str) -> bool:
        """Tell whether there is such a file."""
        return self._store.exists(path)

    def paths(self, folder: str = "") -> list[str]:
        """Return the files below a folder, sorted."""
        return self._store.keys(folder)

    def remove(self, path: str) -> None:
        """Remove a file; nothing happens where there is none."""
        self._store.delete(path)

    def remove_below(self, folder: str) -> None:
        """Remove all files below a folder."""
        self._store.remove_below(folder)

    def address(self, path: str) -> str:
        """Return the URL of a file."""
        return f"{self.url}/{path}"
