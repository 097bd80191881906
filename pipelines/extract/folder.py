"""A folder drop: files in a folder below a root that an environment variable names.

What does not belong here: which files are taken, and their copying (drop).
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from fsspec.implementations.local import LocalFileSystem

from pipelines.credentials import needed_secret
from pipelines.errors import HriError, SettingError, SourceRefused, SourceUnavailable
from pipelines.extract.drop import Drop, Store
from pipelines.extract.visit import Collected, Visit
from pipelines.model import Dataset, FolderSource
from pipelines.web import shown


def collect(dataset: Dataset, visit: Visit) -> Collected:
    """Bring the declared files. Raises what Drop.collect raises, SettingError, SourceRefused."""
    source = dataset.source
    assert isinstance(source, FolderSource)  # noqa: S101 - found by its type
    folder = _folder(source)

    def failure(error: Exception) -> HriError | None:
        return _meaning(error, source)

    store = Store(LocalFileSystem(skip_instance_cache=True), folder.as_posix(), failure)
    return Drop(lambda: nullcontext(store), dataset, visit).collect()


def _folder(source: FolderSource) -> Path:
    """Return the folder's path. Raises SettingError, and SourceRefused where it leaves the root."""
    root = Path(needed_secret(source.root, "the path of the root folder"))
    if not root.is_absolute():
        raise SettingError(
            f"{source.root} is no absolute path", remedy="set it to one, such as /srv/drops"
        )
    folder = (root / (source.folder or "")).resolve()
    if not folder.is_relative_to(root.resolve()):
        raise SourceRefused(
            f"{shown(source.address)}: a link leads out of the root folder",
            remedy="put the files below the root itself",
        )
    return folder


def _meaning(error: Exception, source: FolderSource) -> HriError | None:
    where = shown(source.address)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return SourceRefused(
            f"{where}: there is no such folder or file",
            remedy=f"create the folder below {source.root}, or correct `source.folder`",
        )
    if isinstance(error, PermissionError):
        return SourceRefused(
            f"{where}: the pipeline's user may not read it", remedy="give that user the right"
        )
    if isinstance(error, OSError):
        what = error.strerror or type(error).__name__
        return SourceUnavailable(f"{where}: it cannot be read now ({what})")
    return None
