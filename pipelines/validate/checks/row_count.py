"""The number of rows against the last published version."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.model import RowCount, Text
from pipelines.validate.checks.check import Check, Found, Subject, percent


def measure(subject: Subject, _declared: RowCount) -> tuple[str, int]:
    """Return the number of rows."""
    return "rows", subject.table.num_rows


def look(subject: Subject, declared: RowCount) -> Iterator[Found]:
    """Find a number of rows that moved by more than the tolerance."""
    name, now = measure(subject, declared)
    before = subject.baseline.get(name)
    if before is None or abs(now - before) <= declared.tolerance * before:
        return
    facts = {"now": f"{now}", "before": f"{before}", "tolerance": percent(declared.tolerance)}
    yield Found(None, abs(now - before), facts=facts)


CHECK = Check(
    name="row-count",
    severity="warning",
    what="The number of rows moved by more than `tolerance` (10 % unless said) since the last"
    " published version.",
    problem=Text(
        fi="rivejä on {now}, edellisessä versiossa {before} (sallittu muutos {tolerance})",
        sv="det finns {now} rader, i förra versionen {before} (tillåten ändring {tolerance})",
        en="there are {now} rows, {before} in the last version (allowed change {tolerance})",
    ),
    remedy=Text(
        fi="Tarkista, onko tiedosto kokonainen. Jos muutos on oikea, hyväksy uusi vertailutaso.",
        sv="Kontrollera att filen är hel. Om ändringen stämmer, godkänn den nya jämförelsenivån.",
        en="Check whether the file is whole. If the change is right, accept the new baseline.",
    ),
    look=look,
    measure=measure,
)
