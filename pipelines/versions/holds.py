"""Holds: datasets that stay as they are in the catalogue until somebody releases them.

    holds/<permanent id>.json   who holds it since when and why; the version, after a rollback

What does not belong here: who looks at them (orchestration), and how they are shown (cli).
"""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict

from pipelines.errors import OnHold
from pipelines.model import Dataset
from pipelines.state import State

FOLDER = "holds"


class Hold(BaseModel):
    """Why a dataset is left alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dataset: str
    """The permanent id."""
    reason: str
    by: str = ""
    """Who holds it: a role or an account; empty where nobody said."""
    since: dt.datetime
    version: str | None = None
    """The version that a rollback serves meanwhile."""


def hold(state: State, wanted: Hold) -> None:
    """Hold the dataset; an earlier hold of it gives way."""
    state.write_json(_key(wanted.dataset), wanted.model_dump(mode="json"))


def release(state: State, dataset: str) -> Hold | None:
    """Release the dataset (its permanent id), and return the hold; None where there was none."""
    found = hold_on(state, dataset)
    state.delete(_key(dataset))
    return found


def hold_on(state: State, dataset: str) -> Hold | None:
    """Return the hold on a dataset (its permanent id), or None."""
    record = state.read_json(_key(dataset))
    return None if record is None else Hold.model_validate(record)


def held(state: State) -> dict[str, Hold]:
    """Return all holds by permanent id."""
    found = (Hold.model_validate(state.read_json(key)) for key in state.keys(FOLDER))
    return {each.dataset: each for each in found}


def require_released(state: State, dataset: Dataset) -> None:
    """Raise OnHold where somebody holds the dataset."""
    found = hold_on(state, dataset.id)
    if found is not None:
        by = f" by {found.by}" if found.by else ""
        raise OnHold(
            f"{dataset.name} is on hold since {found.since:%Y-%m-%d}{by}: {found.reason}",
            remedy=f"when it may be published again: hri hold {dataset.name} --release",
        )


def _key(dataset: str) -> str:
    return f"{FOLDER}/{dataset}.json"
