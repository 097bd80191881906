"""Zips: a declared member taken out of one, and the workbooks that are zips themselves.

A zip is refused where it is cut off, damaged, locked or would unpack to more than the declared
`max_bytes`; the sizes that it claims are not believed while it is unpacked.
What does not belong here: what the unpacked file must look like (guards).
"""

from __future__ import annotations

import fnmatch
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import NotTheDeclaredFile
from pipelines.extract.refusal import refusal
from pipelines.model import DeclaredFile

CHUNK_BYTES = 1 << 20
LISTED_MEMBERS = 20
# What zipfile raises for damaged, locked and exotically compressed members.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError)


def unpack(path: Path, source: DeclaredFile, folder: Path) -> list[tuple[str, Path]]:
    """Write the declared member, or all that its pattern fits, into `folder`.

    Returns (name in the zip, path) of each, by name; a path ends in the format. Raises
    NotTheDeclaredFile, also where together they unpack to more than `max_bytes`.
    """
    left = source.max_bytes
    unpacked = []
    with _opened(path, source) as bundle:
        for number, name in enumerate(_wanted(bundle, source)):
            target = folder / str(number) / _local_name(name, source)
            target.parent.mkdir()
            with target.open("wb") as stream:
                for chunk in _member(bundle, name, source):
                    left -= stream.write(chunk)
                    if left < 0:
                        raise _too_large(name, source)
            unpacked.append((name, target))
    return unpacked


def _wanted(bundle: zipfile.ZipFile, source: DeclaredFile) -> list[str]:
    """Return the members that the declaration means: the one of that name, or those that fit it."""
    declared = str(source.member)
    names = [info.filename for info in bundle.infolist() if not info.is_dir()]
    if declared in names:
        return [declared]
    # Only * and ? are wild: brackets stand in the names of real files.
    pattern = declared.replace("[", "[[]")
    fitting = sorted(name for name in names if fnmatch.fnmatchcase(name, pattern))
    if not fitting:
        raise _no_member(names, source)
    return fitting


def check_workbook(path: Path, source: DeclaredFile, part: str) -> None:
    """Return where the zip is whole and holds `part`, which makes it a workbook of its format.

    Raises NotTheDeclaredFile.
    """
    with _opened(path, source) as bundle:
        if part not in bundle.namelist():
            raise refusal(
                source,
                f"a zip without {part} came, so it is no {source.format.value} file",
                "declare the `format` that it is, or the `member` of the zip that is the file",
            )
        if sum(info.file_size for info in bundle.infolist()) > source.max_bytes:
            raise _too_large("the workbook", source)
        for info in bundle.infolist():
            for _ in _member(bundle, info.filename, source):
                pass


def members(path: Path) -> list[str]:
    """Return the names of the files in a zip; none where it cannot be read."""
    try:
        with zipfile.ZipFile(path) as bundle:
            return [info.filename for info in bundle.infolist() if not info.is_dir()]
    except UNREADABLE:
        return []


def listed(names: list[str]) -> str:
    """Return the first members' names as a text."""
    more = f" and {len(names) - LISTED_MEMBERS} more" if len(names) > LISTED_MEMBERS else ""
    return ", ".join(f"'{name}'" for name in names[:LISTED_MEMBERS]) + more


@contextmanager
def _opened(path: Path, source: DeclaredFile) -> Iterator[zipfile.ZipFile]:
    try:
        bundle = zipfile.ZipFile(path)
    except UNREADABLE as error:
        raise refusal(
            source,
            "the zip is cut off or damaged: its list of contents, at the end, cannot be read",
            "fetch the file in a browser; where it does not open there either, tell the agency",
        ) from error
    with bundle:
        yield bundle


def _member(bundle: zipfile.ZipFile, name: str, source: DeclaredFile) -> Iterator[bytes]:
    try:
        # Reading to the end makes zipfile compare the member's checksum.
        with bundle.open(name) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                yield chunk
    except UNREADABLE as error:
        raise refusal(
            source,
            f"'{name}' in the zip cannot be unpacked: it is damaged, locked or oddly compressed",
            "ask the agency for a zip that opens without a password in any program",
        ) from error


def _no_member(names: list[str], source: DeclaredFile) -> NotTheDeclaredFile:
    return refusal(
        source,
        f"the zip has no '{source.member}'; it holds {listed(names) or 'nothing'}",
        "declare one of these as `source.member`",
    )


def _too_large(name: str, source: DeclaredFile) -> NotTheDeclaredFile:
    return refusal(
        source,
        f"{name} unpacks to more than {source.max_bytes} bytes",
        "see what is in the zip; where it is right, raise `source.max_bytes`",
    )


def _local_name(name: str, source: DeclaredFile) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    ending = f".{source.format.value}"
    return last if last.lower().endswith(ending) else f"{last}{ending}"
