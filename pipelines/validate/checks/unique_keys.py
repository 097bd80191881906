"""The schema's `uniqueKeys`, which frictionless passes over."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.model import Text
from pipelines.validate.checks.check import Check, Found, Subject
from pipelines.validate.checks.duplicate_rows import repeated


def look(subject: Subject, _declared: None) -> Iterator[Found]:
    """Find rows that repeat a unique key; as in SQL, a key with an empty part repeats none."""
    for declared in subject.schema.get("uniqueKeys", []):
        key = [declared] if isinstance(declared, str) else list(declared)
        count, positions = repeated(subject.table, key, without_nulls=True)
        if count:
            yield Found(key[0], count, positions, {"key": ", ".join(key)})


CHECK = Check(
    name="unique-keys",
    severity="blocking",
    what="A row repeats one of the schema's `uniqueKeys`, which frictionless does not look at; a"
    " key with an empty part repeats none.",
    problem=Text(
        fi="sama avain ({key}) on jo toisella rivillä",
        sv="samma nyckel ({key}) finns redan på en annan rad",
        en="the same key ({key}) stands in another row already",
    ),
    remedy=Text(
        fi="Poista toistuva rivi tai korjaa sen avain lähteeseen.",
        sv="Ta bort den upprepade raden eller rätta dess nyckel i källan.",
        en="Remove the row that is there twice, or mend its key at the source.",
    ),
    look=look,
)
