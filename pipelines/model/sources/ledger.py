"""The indicators' own ledger: its closed days are a dataset like any other.

What does not belong here: what a row holds (measure), and writing the file (orchestration).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from pipelines.model.noun import Noun
from pipelines.model.reading import Reading
from pipelines.model.vocabularies import FormatName


class LedgerSource(Noun):
    """The closed days of the indicators' ledger, as one CSV file."""

    type: Literal["ledger"]
    """The indicators' ledger of this pipeline: the days that are over."""
    max_bytes: Annotated[int, Field(gt=0)] = 2_000_000_000
    """A larger ledger is refused."""

    @property
    def address(self) -> str:
        """Return the address that people know the ledger by."""
        return "ledger://indicators"

    def readings(self) -> Sequence[Reading]:
        """Return how the file is read."""
        return [Reading(format=FormatName.CSV, encoding="utf-8", delimiter=",")]
