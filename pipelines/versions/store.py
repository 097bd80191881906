"""The dated versions of one dataset in the state.

    versions/<id>/<version>/<file>        the typed tables and the published files
    versions/<id>/<version>/version.json  what they are; written last, so a version is whole or none
    versions/<id>/served.json             what the catalogue was left with

Bytes that an earlier version holds already are not kept twice: the record names that version's key,
and the file stays as long as any version names it.

What does not belong here: which versions may go (retention), and what is published of them (site).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from pathlib import PurePosixPath

from pipelines.errors import NoSuchVersion
from pipelines.state import State
from pipelines.versions.version import (
    NAME,
    Served,
    Version,
    VersionFile,
    age,
    day_of,
    next_name,
)

RECORD = "version.json"


class Versions:
    """The dated versions of one dataset, by its permanent id."""

    def __init__(self, dataset_id: str, state: State) -> None:
        self._dataset = dataset_id
        self._state = state
        self._folder = f"versions/{dataset_id}"

    def names(self) -> list[str]:
        """Return the names of the whole versions, the newest first."""
        places = [PurePosixPath(key) for key in self._state.keys(self._folder)]
        found = [place.parent.name for place in places if place.name == RECORD]
        return sorted((name for name in found if NAME.fullmatch(name)), key=age, reverse=True)

    def all(self) -> list[Version]:
        """Return the versions, the newest first."""
        return [self._read(name) for name in self.names()]

    def newest(self) -> Version | None:
        """Return the newest version; None before the first."""
        names = self.names()
        return self._read(names[0]) if names else None

    def named(self, name: str) -> Version:
        """Return the version of that name. Raises NoSuchVersion, which lists those there are."""
        names = self.names()
        if name not in names:
            raise NoSuchVersion(
                f"{self._dataset} has no version {name}",
                remedy=f"there are: {', '.join(names)}" if names else "it was never published",
            )
        return self._read(name)

    def leave(self, draft: Version, day: dt.date) -> Version:
        """Keep a version under the day's next name, and return it with the keys of its files.

        The keys of the draft say where its files stand in the state now.
        """
        before = self.all()
        name = next_name(day, _taken(before))
        known = {file.sha256: file.key for version in before for file in _files_of(version)}
        tables = [
            table.model_copy(
                update={
                    "table": self._placed(table.table, name, known),
                    "files": {
                        label: self._placed(file, name, known)
                        for label, file in table.files.items()
                    },
                }
            )
            for table in draft.tables
        ]
        version = draft.model_copy(update={"name": name, "tables": tuple(tables)})
        self._state.write_json(self._record(name), version.model_dump(mode="json"))
        return version

    def _placed(self, file: VersionFile, name: str, known: dict[str, str]) -> VersionFile:
        """Return the file with a key of its own, or with that of the same bytes."""
        if file.sha256 not in known:
            known[file.sha256] = f"{self._folder}/{name}/{file.name}"
            self._state.copy(file.key, known[file.sha256])
        return file.model_copy(update={"key": known[file.sha256]})

    def remove(self, names: Collection[str]) -> None:
        """Remove versions, their records first; files that another version names stay."""
        gone = [self._read(name) for name in names]
        for name in names:
            self._state.delete(self._record(name))
        left = self.all()
        needed = {key for version in left for key in version.state_keys()}
        unneeded = {key for version in gone for key in version.state_keys()} - needed
        for key in sorted(unneeded | self._leftovers(left, needed)):
            self._state.delete(key)

    def _leftovers(self, versions: Sequence[Version], needed: Collection[str]) -> set[str]:
        """Return the files of versions that were never finished, older than the newest one.

        What is younger may be another process's, which has yet to write its record.
        """
        newest = max((day_of(version.name) for version in versions), default=None)
        whole = {version.name for version in versions}
        folders = {key: PurePosixPath(key).parent.name for key in self._state.keys(self._folder)}
        return {
            key
            for key, name in folders.items()
            if NAME.fullmatch(name) and name not in whole and key not in needed
            if newest is not None and day_of(name) < newest
        }

    def served(self) -> Served | None:
        """Return what the catalogue was left with; None where nothing was recorded yet."""
        record = self._state.read_json(self._served)
        return None if record is None else Served.model_validate(record)

    def serve(self, served: Served) -> None:
        """Record what the catalogue was left with."""
        self._state.write_json(self._served, served.model_dump(mode="json"))

    def _read(self, name: str) -> Version:
        return Version.model_validate(self._state.read_json(self._record(name)))

    def _record(self, name: str) -> str:
        return f"{self._folder}/{name}/{RECORD}"

    @property
    def _served(self) -> str:
        return f"{self._folder}/served.json"


def _taken(versions: Sequence[Version]) -> list[str]:
    """Return the names that no other version may have: also of those whose files are still used."""
    folders = {PurePosixPath(key).parent.name for each in versions for key in each.state_keys()}
    return sorted(folders | {version.name for version in versions})


def _files_of(version: Version) -> Iterable[VersionFile]:
    return (*(table.table for table in version.tables), *version.published_files())
