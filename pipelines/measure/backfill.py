"""The months before the first snapshot, reconstructed from publication and withdrawal dates.

Each month is a block of its own, as of its last day: months may come in any order, twice, or after
a crash, and leave the same bytes.
What does not belong here: reconstructing a day (measuring).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pipelines.measure.days import month_ends
from pipelines.measure.evidence import Evidence
from pipelines.measure.ledger import Ledger, blocks
from pipelines.measure.ledger.ledger import RECONSTRUCTED
from pipelines.measure.measuring import reconstruct

DAY = dt.timedelta(days=1)


def backfill(ledger: Ledger, evidence: Evidence, first: dt.date) -> list[str]:
    """Reconstruct the months from that of `first` on; return the blocks that were written."""
    snapshot = ledger.first_snapshot() or evidence.today
    last = min(snapshot, evidence.today) - DAY
    return backfill_days(ledger, evidence, month_ends(first, last))


def backfill_days(ledger: Ledger, evidence: Evidence, days: Iterable[dt.date]) -> list[str]:
    """Reconstruct days that are over; return the blocks that were written.

    An indicator whose definition has a new version is added in a block of its own: the values of
    the old version stay. Raises ValueError for a day that is not over.
    """
    written = {link.name for link in ledger.lane(RECONSTRUCTED)}
    new = {}
    for day in days:
        rows = reconstruct(evidence, day)
        name = day.isoformat()
        if name in written:
            known = {(row.indicator, row.definition_version) for row in ledger.rows_on(day)}
            rows = [r for r in rows if (r.indicator, r.definition_version) not in known]
            name = "+".join(
                [name, *sorted({f"{r.indicator}.{r.definition_version}" for r in rows})]
            )
        if rows:
            new[name] = blocks.of_rows(rows)
    return ledger.append(RECONSTRUCTED, new)
