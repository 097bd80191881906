"""The ledger's closed days as open data: a row for each value, without who reported or corrected.

Reported figures are a dataset of their own and never stand here, nor does a day that is not over.
What does not belong here: writing files, and the dataset's declaration.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure.ledger import Ledger
from pipelines.measure.ledger.ledger import COMPUTED, CORRECTIONS, RECONSTRUCTED
from pipelines.measure.rows import IndicatorRow
from pipelines.measure.sealing import seals

COLUMNS = (
    "indicator", "definition_version", "publisher", "as_of", "value", "unit", "numerator",
    "denominator", "status", "reason", "counted", "sealed", "revision", "computed_at",
)  # fmt: skip
ALL = "all"
"""The publisher of a total; no organisation is called so."""


def closed_days(ledger: Ledger) -> Iterator[tuple[str, ...]]:
    """Yield the rows as texts, by day and key; COLUMNS are their header. Raises LedgerBroken."""
    sealed = {seal.as_of for seal in seals(ledger)}
    rows = [row for lane in (RECONSTRUCTED, COMPUTED, CORRECTIONS) for row in ledger.rows_of(lane)]
    for row in sorted(rows, key=lambda row: (row.as_of, row.key)):
        yield _texts(row, is_sealed=row.as_of in sealed)


def _texts(row: IndicatorRow, *, is_sealed: bool) -> tuple[str, ...]:
    values = (
        row.indicator,
        row.definition_version,
        row.publisher or ALL,
        row.as_of.isoformat(),
        row.value,
        row.unit,
        row.numerator,
        row.denominator,
        row.status,
        row.reason,
        str(row.counted).lower(),
        str(is_sealed).lower(),
        row.revision,
        row.computed_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    return tuple("" if value is None else str(value) for value in values)
