"""The ledger's closed days as open data: a row for each value, without who reported or corrected.

Reported figures are a dataset of their own and never stand here, nor does a day that is not over.
What does not belong here: writing files, and the dataset's declaration.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure.ledger import Ledger, blocks
from pipelines.measure.ledger.chain import Link
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
    """Yield the rows as texts, by day and key; COLUMNS are their header. Raises LedgerBroken.

    No more than a day's rows are in memory at a time, besides the corrections.
    """
    sealed = {seal.as_of.isoformat() for seal in seals(ledger)}
    corrections = ledger.rows_of(CORRECTIONS)
    by_day: dict[str, list[tuple[str, Link]]] = {}
    for lane in (RECONSTRUCTED, COMPUTED):
        for link in ledger.lane(lane):
            by_day.setdefault(link.name[: len("2026-11-24")], []).append((lane, link))
    for day, links in sorted(by_day.items()):
        rows = [row for lane, link in links for row in blocks.to_rows(ledger.block(lane, link))]
        rows += [row for row in corrections if row.as_of.isoformat() == day]
        for row in sorted(rows, key=lambda row: row.key):
            yield _texts(row, is_sealed=day in sealed)


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
