"""Why a dataset failed the last time, in the error's own words, which hold no cell of the data.

    failures/<id>.json   {stage, at, error, why, report, incident, key_to_renew}

It is kept until the dataset is published again.

What does not belong here: the failed checks of a source (extract keeps its own).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pipelines.errors import ChecksFailed, HriError, InvalidData, KeyRefused, PersonalDataFound
from pipelines.model import Dataset
from pipelines.state import State

Record = dict[str, Any]


def keep(state: State, dataset: Dataset, stage: str, error: HriError, now: dt.datetime) -> None:
    """Keep the failure of a stage.

    `report` is the state's key of the validation report, `incident` that of personal data
    found, `key_to_renew` the variable of a key that was refused; they are empty for other errors.
    """
    record = {
        "stage": stage,
        "at": now.isoformat(),
        "error": type(error).__name__,
        "why": str(error),
        "report": error.report if isinstance(error, InvalidData | ChecksFailed) else "",
        "incident": error.incident if isinstance(error, PersonalDataFound) else "",
        "key_to_renew": error.secret if isinstance(error, KeyRefused) else "",
    }
    state.write_json(_key(dataset), record)


def last(state: State, dataset: Dataset) -> Record | None:
    """Return why the dataset failed the last time, or None if it is published as it should be."""
    record = state.read_json(_key(dataset))
    return None if record is None else dict(record)


def forget(state: State, dataset: Dataset) -> None:
    """Remove what was kept: the dataset is published as it should be."""
    state.delete(_key(dataset))


def as_one(errors: Sequence[InvalidData | ChecksFailed]) -> InvalidData | ChecksFailed:
    """Return one error for several tables; rows that are invalid come before checks."""
    invalid = [each for each in errors if isinstance(each, InvalidData)]
    first = (invalid or errors)[0]
    if len(errors) == 1:
        return first
    message = "; ".join(each.message for each in invalid or errors)
    if isinstance(first, InvalidData):
        return InvalidData(message, remedy=first.remedy, report=first.report)
    results = [it for each in errors if isinstance(each, ChecksFailed) for it in each.results]
    return ChecksFailed(message, remedy=first.remedy, report=first.report, results=results)


def _key(dataset: Dataset) -> str:
    return f"failures/{dataset.id}.json"
