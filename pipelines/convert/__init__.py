"""The convert stage: a validated table → one file per declared distribution, all with equal values.

`extent` says where and when the rows are,
`distributions` makes the files and proves each by reading it back, `geometry` turns declared
columns into places, `comparison` says where two tables differ.
What does not belong here: how a format is written (`formats`), types and rules (validate), CKAN.
"""

from __future__ import annotations

from pipelines.convert.distributions import Conversion, Converted, convert
from pipelines.convert.extent import Extent, extent

__all__ = ["Conversion", "Converted", "Extent", "convert", "extent"]
