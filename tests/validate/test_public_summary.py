"""What may be published of a validation: counts and columns, and nothing that stood in the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from pipelines.validate import StewardReport, Validation, public_summary

Tell = Callable[..., StewardReport]

ID = {"name": "id", "type": "integer"}
STATE = {"name": "tila", "type": "string", "constraints": {"enum": ["avoin", "suljettu"]}}
SECRET = "010190-123A"


def values(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from (each for item in value.values() for each in values(item))
    elif isinstance(value, list):
        yield from (each for item in value for each in values(item))
    else:
        yield value


def test_counts_and_columns(tell_csv: Tell) -> None:
    told = tell_csv(
        "id,tila\n1,avoin\nx,auki\n3,kiinni\n\n3,avoin,\n", [ID, STATE], primaryKey="id"
    )
    assert public_summary(told.summary) == {
        "valid": False,
        "complete": True,
        "rows": 5,
        "valid_rows": 1,
        "invalid_rows": 4,
        "errors": 8,
        "columns": [
            {"field": None, "errors": 5, "kinds": {"primary-key": 3, "blank-row": 1,
                                                   "extra-cell": 1}},
            {"field": "id", "errors": 1, "kinds": {"type-error": 1}},
            {"field": "tila", "errors": 2, "kinds": {"constraint-error": 2}},
        ],
        "checks": [],
    }  # fmt: skip


def test_no_cell_label_row_or_file_name_is_in_it(tell_csv: Tell) -> None:
    text = f"id,{SECRET}\n{SECRET},{SECRET}\n\n1,avoin,{SECRET}\n{SECRET},avoin\n"
    told = tell_csv(text, [ID, STATE], primaryKey="id")
    assert SECRET in json.dumps(told.summary)
    public = public_summary(told.summary)
    assert SECRET not in json.dumps(public)
    texts = {value for value in values(public) if isinstance(value, str)}
    assert texts == {"id", "tila"}
    assert not {"file", "url", "samples", "groups", "labels", "record"} & public.keys()


def test_our_own_checks_are_named(check_csv: Callable[..., Validation]) -> None:
    number = {"name": "n", "type": "number"}
    summary = check_csv("id,n\n1,NaN\n", [ID, number]).summary
    assert public_summary(summary)["checks"] == [{"check": "not-finite", "field": "n"}]
