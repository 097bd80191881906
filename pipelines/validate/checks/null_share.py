"""The share of empty cells of a column: against a limit, and against the last version."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.model import NullShare, Text
from pipelines.validate.checks.check import Check, Found, Subject, first_positions, percent

DECIMALS = 6
"""A share is kept rounded, so that records do not differ by the noise of a division."""


def measure(subject: Subject, declared: NullShare) -> tuple[str, float]:
    """Return the share of empty cells; 0 in an empty table."""
    rows = subject.table.num_rows
    nulls = subject.table.column(declared.column).null_count
    return f"null-share/{declared.column}", round(nulls / rows, DECIMALS) if rows else 0.0


def look(subject: Subject, declared: NullShare) -> Iterator[Found]:
    """Find a share above `maximum`, or further from the last version's than `tolerance`."""
    name, share = measure(subject, declared)
    before = subject.baseline.get(name)
    allowed = []
    if declared.maximum is not None and share > declared.maximum:
        allowed.append(f"≤ {percent(declared.maximum)}")
    within = declared.tolerance
    if before is not None and within is not None and _moved(share, before) > within:
        allowed.append(f"{percent(before)} ± {percent(within)}")
    if allowed:
        empty = subject.table.column(declared.column).is_null()
        facts = {"share": percent(share), "allowed": ", ".join(allowed)}
        count = subject.table.column(declared.column).null_count
        yield Found(declared.column, count, first_positions(empty), facts)


def _moved(share: float, before: float) -> float:
    return round(abs(share - before), DECIMALS)


CHECK = Check(
    name="null-share",
    severity="warning",
    what="The share of empty cells of a column is above `maximum`, or moved by more than"
    " `tolerance` percentage points since the last published version.",
    problem=Text(
        fi="tyhjiä soluja on {share} (sallittu {allowed})",
        sv="{share} av cellerna är tomma (tillåtet {allowed})",
        en="{share} of the cells are empty (allowed {allowed})",
    ),
    remedy=Text(
        fi="Tarkista lähteestä, miksi tyhjien osuus muuttui. Jos muutos on oikea, hyväksy uusi"
        " vertailutaso tai muuta kuvauksen rajaa.",
        sv="Kontrollera i källan varför andelen tomma ändrades. Om ändringen stämmer, godkänn den"
        " nya jämförelsenivån eller ändra gränsen i beskrivningen.",
        en="Check at the source why the share of empty cells moved. If it is right, accept the"
        " new baseline, or change the limit in the declaration.",
    ),
    look=look,
    measure=measure,
)
