"""A column that is the sum of others: a = b + c."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.model import ColumnSum, Text
from pipelines.validate.checks.check import Check, Found, Subject, found_where

NOISE = 1e-9
"""How far floats may be off, as a share of the total, before it is a difference: 0.1 + 0.2."""


def look(subject: Subject, declared: ColumnSum) -> Iterator[Found]:
    """Find rows whose parts do not add up; a row with an empty cell among them is passed over."""
    total = _numbers(subject.table, declared.total)
    parts = np.sum([_numbers(subject.table, name) for name in declared.parts], axis=0)
    allowed = declared.tolerance + NOISE * np.maximum(1.0, np.abs(total))
    mask = np.abs(total - parts) > allowed
    facts = {"parts": " + ".join(declared.parts), "tolerance": f"{declared.tolerance:g}"}
    yield from found_where(pa.array(mask), declared.total, **facts)


def _numbers(table: pa.Table, name: str) -> NDArray[np.float64]:
    """Return a column as floats, NaN where a cell is empty: no comparison with NaN is true."""
    column = table.column(name).cast(pa.float64(), safe=False)
    return np.asarray(column.to_numpy(), dtype=np.float64)


CHECK = Check(
    name="column-sum",
    severity="warning",
    what="The column `total` is not the sum of `parts` within `tolerance` (0 unless said, in the"
    " column's unit); rows with an empty cell are passed over.",
    problem=Text(
        fi="arvo ei ole summa {parts} (sallittu poikkeama {tolerance})",
        sv="värdet är inte summan {parts} (tillåten avvikelse {tolerance})",
        en="the value is not the sum {parts} (allowed difference {tolerance})",
    ),
    remedy=Text(
        fi="Laske summa lähteessä uudelleen, tai ilmoita kuvauksessa pyöristyksen `tolerance`.",
        sv="Räkna om summan i källan, eller ange avrundningens `tolerance` i beskrivningen.",
        en="Add up anew at the source, or declare the `tolerance` of rounded figures.",
    ),
    look=look,
)
