"""Everything that must outlive a run, in one place: `HRI_STATE`, a folder or an fsspec URL.

Keys are relative paths with `/`. Writing a key is atomic: a reader sees the old value or the new
one, never half of it, and what one machine wrote another's worker reads.
What does not belong here: what the values mean; each stage keeps its own records.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import fsspec

from pipelines.errors import SettingError

HALF_WRITTEN = re.compile(r"(^|/)\.[0-9a-f]{32}\.part$")
"""The names of files that `put` had not finished when the machine stopped."""


class State:
    """A key–value store of JSON records and files under one root."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = os.fspath(root)
        """A folder's path or an fsspec URL such as `s3://bucket/hri`."""
        # Listings are never remembered: another machine's worker may have written meanwhile.
        self._fs, path = fsspec.core.url_to_fs(self.root, use_listings_cache=False)
        self._base = str(path).rstrip("/")
        self._is_folder = "file" in _protocols(self._fs)

    def read_json(self, key: str) -> Any | None:
        """Return the record under the key, or None where there is none."""
        try:
            with self._fs.open(self._path(key), "rb") as stream:
                return json.load(stream)
        except FileNotFoundError:
            return None

    def write_json(self, key: str, record: Any, *, owner_only: bool = False) -> None:
        """Write a record: sorted keys, indented, so that people and diffs can read it."""
        text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        with tempfile.TemporaryDirectory(prefix="hri-") as folder:
            local = Path(folder) / "record.json"
            local.write_text(text, encoding="utf-8")
            self.put(local, key, owner_only=owner_only)

    def put(self, local: Path, key: str, *, owner_only: bool = False) -> None:
        """Store a local file under the key.

        `owner_only`: in a folder, no other user of the machine may read it; an object store has
        rights of its own.
        """
        target = self._path(key)
        if self._is_folder:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            _copy_then_rename(local, Path(target), 0o600 if owner_only else 0o666)
        else:
            self._fs.put_file(os.fspath(local), target)

    def copy(self, key: str, target: str) -> None:
        """Let what stands under a key stand under another one too; in a folder, as a hard link.

        That costs no space: files are replaced, never changed in place. Raises FileNotFoundError.
        """
        if not self._is_folder:
            self._fs.cp_file(self._path(key), self._path(target))
            return
        place = Path(self._path(target))
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{uuid.uuid4().hex}.part")
        try:
            os.link(self._path(key), beside)
            beside.replace(place)
        except FileNotFoundError:
            raise
        except OSError:
            # Not every file system has links, nor do they reach from one to another.
            self.put(self.file(key), target)
        finally:
            beside.unlink(missing_ok=True)

    def write_bytes(self, key: str, data: bytes) -> None:
        """Store bytes that can be made again: atomically, but a power cut may leave them empty."""
        target = self._path(key)
        if not self._is_folder:
            self._fs.pipe_file(target, data)
            return
        beside = Path(target).with_name(f".{uuid.uuid4().hex}.part")
        try:
            beside.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(data)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)

    def file(self, key: str) -> Path:
        """Return a local path with the key's content, for reading only.

        A remote file is fetched into a cache, again when it has changed. Raises FileNotFoundError.
        """
        if self._is_folder:
            path = Path(self._path(key))
            if not path.is_file():
                raise FileNotFoundError(key)
            return path
        return self._cached(key)

    def exists(self, key: str) -> bool:
        """Tell whether a record or file stands under the key."""
        return bool(self._fs.isfile(self._path(key)))

    def keys(self, prefix: str) -> list[str]:
        """Return the keys below a prefix (a folder), sorted; none where there is no such folder."""
        found = self._fs.find(self._path(prefix))
        names = (str(path)[len(self._base) :].lstrip("/") for path in found)
        return sorted(name for name in names if not HALF_WRITTEN.search(name))

    def place(self, key: str) -> str:
        """Return where people find the key: its path or URL."""
        return self._path(key) if self._is_folder else self._fs.unstrip_protocol(self._path(key))

    def delete(self, key: str) -> None:
        """Remove what stands under the key; nothing happens where there is nothing."""
        with contextlib.suppress(FileNotFoundError):
            self._fs.rm_file(self._path(key))

    def remove_below(self, folder: str) -> None:
        """Remove all that stands below a folder, and what this machine has copied of it.

        Half-written files go too. What other machines copied of a remote state is theirs.
        """
        for path in self._fs.find(self._path(folder)):
            key = str(path)[len(self._base) :].lstrip("/")
            if not self._is_folder:
                shutil.rmtree(self._copy_of(key).parent, ignore_errors=True)
            self.delete(key)

    def shared_folder(self, key: str) -> Path:
        """Return a folder for files with locks, the same for all processes with this state.

        It stands in the state where that is a folder, and is shared by all machines that share
        it; otherwise it is this machine's own. It may not be there yet.
        """
        if self._is_folder:
            return Path(self._path(key))
        return _cache() / hashlib.sha256(self.root.encode()).hexdigest()[:32] / key

    def _path(self, key: str) -> str:
        if key.startswith("/") or ".." in key.split("/"):
            raise ValueError(f"not a key of the state: {key}")
        return f"{self._base}/{key}"

    def _copy_of(self, key: str) -> Path:
        # `ukey` changes with the remote file, so that a copy of an older one is never taken.
        mark = f"{self.root}\n{key}\n{self._fs.ukey(self._path(key))}"
        return _cache() / hashlib.sha256(mark.encode()).hexdigest()[:32] / Path(key).name

    def _cached(self, key: str) -> Path:
        path = self._copy_of(key)
        if not path.is_file():
            path.parent.mkdir(exist_ok=True, mode=0o700)
            beside = path.with_name(f".{uuid.uuid4().hex}.part")
            self._fs.get_file(self._path(key), os.fspath(beside))
            beside.replace(path)
        return path


def open_for_owner(path: Path, *, encoding: str = "utf-8") -> TextIO:
    """Open a text file for writing that its owner alone may read, where the system knows rights.

    Line ends are written as they are given.
    """
    descriptor = _opener(0o600)(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    if hasattr(os, "fchmod"):
        # The file may have been there, with the rights that it had.
        os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "w", encoding=encoding, newline="")


def _opener(mode: int) -> Callable[[str | os.PathLike[str], int], int]:
    """Return the opener that gives a new file those rights, less what the umask takes."""
    return lambda path, flags: os.open(path, flags | getattr(os, "O_BINARY", 0), mode)


def _copy_then_rename(local: Path, target: Path, mode: int) -> None:
    beside = target.with_name(f".{uuid.uuid4().hex}.part")
    try:
        with local.open("rb") as source, open(beside, "wb", opener=_opener(mode)) as stream:
            shutil.copyfileobj(source, stream)
            stream.flush()
            # Else a power cut after the renaming could leave an empty file under the key.
            os.fsync(stream.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _cache() -> Path:
    owner = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"hri-cache-{owner}"
    folder.mkdir(exist_ok=True, mode=0o700)
    if hasattr(os, "getuid") and folder.stat().st_uid != owner:
        raise SettingError(
            f"{folder} belongs to another user, who could plant files in it",
            remedy="remove it, or set TMPDIR to a folder of your own",
        )
    return folder


def _protocols(filesystem: Any) -> tuple[str, ...]:
    protocol = filesystem.protocol
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)
