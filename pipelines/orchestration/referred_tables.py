"""The validated tables that foreign keys refer to: of the same dataset, or of another.

A key's `resource` is the name of a table of the same dataset, else the id of another dataset, with
`/<table>` behind it where that has several. What does not belong here: looking the keys up
(validate), and validating (steps).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import DeclarationError
from pipelines.model import Dataset
from pipelines.orchestration.records import Record
from pipelines.state import State


class ReferredTables:
    """The tables that one table's keys may refer to, as they were validated last."""

    def __init__(self, state: State, dataset: Dataset) -> None:
        self._state = state
        self._whole, _, self._own = dataset.id.rpartition("/")

    def table(self, name: str) -> pa.Table:
        """Return the table of that name. Raises DeclarationError where none was validated."""
        record = self._record(name)
        if record is None:
            raise DeclarationError(
                f"a foreign key of `{self._own}` refers to `{name}`, which has not been validated",
                remedy="declare it before this one in `tables`, or run that dataset first",
            )
        return pq.read_table(self._state.file(record["table"]))

    def marks(self, schema: Mapping[str, Any]) -> list[str]:
        """Return the marks of what keys refer to: where they change, keys are looked up anew."""
        names = [key["reference"]["resource"] for key in schema.get("foreignKeys", [])]
        records = [self._record(name) for name in names if name]
        return [record["fingerprint"] for record in records if record]

    def _record(self, name: str) -> Record | None:
        sister = f"validated/{self._whole}/{name}/latest.json" if self._whole else ""
        record = self._state.read_json(sister) if sister else None
        return record or self._state.read_json(f"validated/{name}/latest.json")
