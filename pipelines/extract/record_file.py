"""The raw file of the record sources: one record a line, in the order of the keys.

The same records make the same bytes in whatever order they came.
What does not belong here: asking for records (rest, open311), and storing them (record_store).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.errors import NotTheDeclaredFile
from pipelines.extract.high_water import in_utc
from pipelines.extract.pages import Place
from pipelines.extract.record_store import Combine, RecordStore, Stored
from pipelines.extract.records import key_of
from pipelines.extract.visit import Arrived, Collected, Visit
from pipelines.formats import objects
from pipelines.model import Open311Source, RestSource
from pipelines.web import shown

NAME = "records.ndjson"
OLD, NEW = "1-old", "2-new"
"""The parts of the store where changes are laid over what was there."""


def collected(
    source: RestSource | Open311Source,
    visit: Visit,
    store: RecordStore,
    mark: Mapping[str, Any],
    combine: Combine,
) -> Collected:
    """Write the raw file. Raises NotTheDeclaredFile where it holds fewer records than declared."""
    path = visit.folder / NAME
    count = store.write(path, combine)
    if count < source.min_records:
        raise NotTheDeclaredFile(
            f"{shown(source.url)}: {count} records came, and at least {source.min_records} must",
            remedy="ask the agency where they are; where it is right, lower `source.min_records`",
        )
    return Collected((Arrived(path),), modified=_modified(visit, mark), mark=mark)


def _modified(visit: Visit, mark: Mapping[str, Any]) -> dt.datetime | None:
    """Return the latest change that the records tell of, None where none is newer than before.

    What changed without telling (a record vanished) changed when it is found.
    """
    latest = mark.get("changed")
    if latest is None or (visit.last and visit.last.mark.get("changed") == latest):
        return None
    return in_utc(dt.datetime.fromisoformat(latest))


def known(visit: Visit, key: str) -> Iterator[Stored]:
    """Yield the records of the last snapshot, whose key is at the JMESPath."""
    assert visit.last is not None  # noqa: S101 - the caller has read its mark
    path, place = visit.store.file(visit.last.files[0]), Place(1, visit.last.url)
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            record = objects.parse(path, line, number)
            yield key_of(key, record, place, number), line.decode().rstrip("\n")


def newest(parts: Mapping[str, str | None]) -> str | None:
    """Return the record of the last part that has the key, None where that one is not kept."""
    return parts[max(parts)]


def joined(parts: Mapping[str, str | None]) -> str | None:
    """Return a record with those of the further lists as its members; `` is the list's own part.

    A record that only a further list holds has only that member.
    """
    members = [f'"{name}":{body}' for name, body in parts.items() if name and body]
    own = parts.get("")
    if not own and not members:
        return None
    inner = (own or "{}")[1:-1]
    return "{" + ",".join(filter(None, [inner, *members])) + "}"
