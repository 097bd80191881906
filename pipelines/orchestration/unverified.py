"""Datasets that were written and have not been read back since: a run may end in between.

    published/<id>/unverified.json   {}; there from before the first write until the read-back

What does not belong here: the read-back itself (publish).
"""

from __future__ import annotations

from pipelines.model import Dataset
from pipelines.state import State


def note(state: State, dataset: Dataset) -> None:
    """Note that something of the dataset is about to be written."""
    state.write_json(_key(dataset), {})


def is_noted(state: State, dataset: Dataset) -> bool:
    """Tell whether something was written, by this run or an earlier one, and not read back."""
    return state.exists(_key(dataset))


def forget(state: State, dataset: Dataset) -> None:
    """Note that all that was written has been read back."""
    state.delete(_key(dataset))


def _key(dataset: Dataset) -> str:
    return f"published/{dataset.id}/unverified.json"
