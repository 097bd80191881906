"""New and vanished values of a column of categories, against the last version."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.model import Categories, Text
from pipelines.validate.checks.check import PLACES, Check, Found, Subject, first_positions

MOST = 1_000
"""Different values from which a column is none of categories."""


def measure(subject: Subject, declared: Categories) -> tuple[str, list[str] | None]:
    """Return the different values as sorted texts; None where there are too many."""
    values = _values(subject, declared)
    name = f"categories/{declared.column}"
    return name, None if len(values) > MOST else sorted(values)


def look(subject: Subject, declared: Categories) -> Iterator[Found]:
    """Find values that the last version had not, and values that it had."""
    name, now = measure(subject, declared)
    before = subject.baseline.get(name)
    if now is None:
        count = len(_values(subject, declared))
        yield Found(declared.column, count, facts={"change": f"> {MOST}"})
    elif before is not None:
        new, vanished = sorted(set(now) - set(before)), sorted(set(before) - set(now))
        if new or vanished:
            facts = {"change": f"+{len(new)} −{len(vanished)}"}
            values = {"new": new[:PLACES], "vanished": vanished[:PLACES]}
            positions = _positions(subject, declared, new)
            yield Found(declared.column, len(new) + len(vanished), positions, facts, values)


def _values(subject: Subject, declared: Categories) -> list[str]:
    unique = pc.drop_null(pc.unique(subject.table.column(declared.column)))
    return list(unique.cast(pa.string()).to_pylist())


def _positions(subject: Subject, declared: Categories, new: list[str]) -> tuple[int, ...]:
    texts = subject.table.column(declared.column).cast(pa.string())
    return first_positions(pc.is_in(texts, value_set=pa.array(new, pa.string())))


CHECK = Check(
    name="categories",
    severity="warning",
    what="A column has values that the last published version had not, or lacks some that it had"
    f" (or has more than {MOST:,} different ones, and is none of categories).",
    problem=Text(
        fi="luokkien arvot ovat muuttuneet (uusia +, poistuneita −): {change}",
        sv="kategoriernas värden har ändrats (nya +, försvunna −): {change}",
        en="the values of the categories changed (new +, vanished −): {change}",
    ),
    remedy=Text(
        fi="Katso arvot raportista. Korjaa kirjoitusvirheet lähteeseen; jos arvot ovat oikeat,"
        " hyväksy uusi vertailutaso.",
        sv="Se värdena i rapporten. Rätta skrivfel i källan; om värdena stämmer, godkänn den nya"
        " jämförelsenivån.",
        en="See the values in the report. Mend misspelt ones at the source; if they are right,"
        " accept the new baseline.",
    ),
    look=look,
    measure=measure,
)
