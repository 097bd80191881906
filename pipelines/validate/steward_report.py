"""The steward's report of one validation in its forms: summary, page and quarantine.

All forms hold rows as they came, read once more from the raw file. What does not belong here: the
counts (report), the layout (rendering, page, quarantine), and where the forms are kept (keeping).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pipelines.formats.merged import Raw
from pipelines.model import Dataset, DataSource
from pipelines.state import open_for_owner
from pipelines.validate import acceptance, quarantine, records, schemas
from pipelines.validate.page import page
from pipelines.validate.phrasing import Phrases
from pipelines.validate.reasons import Reasons
from pipelines.validate.report import with_rows
from pipelines.validate.verdict import Validation


@dataclass(frozen=True)
class StewardReport:
    """What the steward is told of one validation. Its files are for their owner alone."""

    dataset: Dataset
    schema: Mapping[str, Any]
    raw: Raw
    """What was validated."""
    validation: Validation
    more: Mapping[str, Any] = field(default_factory=dict)
    """What the summary says beside, or instead: of a file that no declaration describes."""

    @cached_property
    def summary(self) -> dict[str, Any]:
        """The summary of `report.summarise` with the samples' rows, and the rows left out if so."""
        summary = with_rows(self.validation.summary, self.raw, self.dataset, self.schema)
        left_out = acceptance.left_out(self.dataset, self.validation)
        return summary | ({"left_out": left_out.as_dict()} if left_out else {}) | dict(self.more)

    def write_page(self, path: Path, language: str) -> None:
        """Write the page, which shows that language first."""
        with open_for_owner(path) as stream:
            stream.write(page(self.summary, language))

    def write_quarantine(self, path: Path, language: str) -> int:
        """Write the invalid rows with their reasons in that language; return how many there are."""
        assert isinstance(self.dataset.source, DataSource)  # noqa: S101 - it was validated
        reading = self.dataset.source.readings()[0]
        ready = schemas.prepared(self.dataset.id, self.schema, reading)
        rows = records.read(self.raw, self.dataset, self.schema)
        return quarantine.write(
            path,
            records.picked(rows, self.validation.invalid),
            self.summary["labels"],
            Reasons(ready, self.validation.report, as_validated=not self.dataset.steps),
            Phrases(self.summary, language),
        )
