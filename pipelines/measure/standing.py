"""What a row's status is called on a day: a half-year's values are provisional until sealed.

What does not belong here: what is stored (ledger); only how it is shown changes with time.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from pipelines.measure.ledger import Ledger
from pipelines.measure.rows import IndicatorRow
from pipelines.measure.sealing import seals
from pipelines.model import Programme


def shown(
    ledger: Ledger, rows: Iterable[IndicatorRow], programme: Programme, today: dt.date
) -> list[IndicatorRow]:
    """Return the rows with the statuses that they have today."""
    sealed = {seal.as_of for seal in seals(ledger)}
    return [_shown(row, programme, sealed, today) for row in rows]


def _shown(
    row: IndicatorRow, programme: Programme, sealed: set[dt.date], today: dt.date
) -> IndicatorRow:
    status = row.status
    if status == "provisional" and row.as_of < today:
        status = "computed"
    if status == "computed" and programme.is_half_year(row.as_of) and row.as_of not in sealed:
        status = "provisional"
    return dataclasses.replace(row, status=status)
