"""Primary keys with an empty part: frictionless refuses only those that are empty as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.model import Text
from pipelines.validate.checks.check import Check, Found, Subject, found_where


def look(subject: Subject, _declared: None) -> Iterator[Found]:
    """Find rows in which a part of the primary key is empty."""
    key = subject.schema.get("primaryKey", [])
    for name in [key] if isinstance(key, str) else key:
        yield from found_where(subject.table.column(name).is_null(), name)


CHECK = Check(
    name="key-part-missing",
    severity="warning",
    what="A part of the primary key is empty, so that nobody can refer to the row.",
    problem=Text(
        fi="avaimen osa puuttuu, joten riviin ei voi viitata",
        sv="en del av nyckeln saknas, så ingen kan hänvisa till raden",
        en="a part of the key is missing, so that nobody can refer to the row",
    ),
    remedy=Text(
        fi="Täytä solu lähteeseen, tai valitse avaimeksi sarakkeita, jotka eivät ole tyhjiä.",
        sv="Fyll i cellen i källan, eller välj till nyckel kolumner som inte är tomma.",
        en="Fill in the cell at the source, or choose columns for the key that are never empty.",
    ),
    look=look,
)
