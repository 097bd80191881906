"""The tables of a dataset that were validated before one of them, for its foreign keys.

What does not belong here: looking the keys up (validate), and validating (steps).
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import DeclarationError
from pipelines.model import Dataset
from pipelines.state import State


def sister_tables(state: State, dataset: Dataset) -> Callable[[str], pa.Table]:
    """Return the function from a name to the validated table of the same dataset.

    It raises DeclarationError where no such table was validated before.
    """
    whole, _, own = dataset.id.rpartition("/")

    def table_of(name: str) -> pa.Table:
        record = state.read_json(f"validated/{whole}/{name}/latest.json")
        if record is None:
            raise DeclarationError(
                f"a foreign key of table `{own}` refers to `{name}`, which is not there before it",
                remedy="declare the table that is referred to before the others in `tables`",
            )
        return pq.read_table(state.file(record["table"]))

    return table_of
